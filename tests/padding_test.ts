/** Padding against PyTorch's values, gradients, second derivatives and errors. */
import fixture from "./fixtures/padding.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });
