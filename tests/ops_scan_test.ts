/** Cumulative operations, differences and integrals against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_scan.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second" });
testAgainstPyTorch(fixture.ofSquares, { order: "second, of squares" });
