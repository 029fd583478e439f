/** Second derivatives against PyTorch's. */

import fixture from "./fixtures/ops_second.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.direct, { order: "second" });
testAgainstPyTorch(fixture.ofSquares, { order: "second, of squares" });
