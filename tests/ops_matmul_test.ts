/** Products of vectors and matrices against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_matmul.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
