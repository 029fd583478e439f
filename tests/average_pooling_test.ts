/** Average-pooling and pooling by norms against PyTorch's values, gradients and errors. */
import fixture from "./fixtures/average_pooling.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });
