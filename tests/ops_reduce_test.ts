/** Reductions, norms and softmax against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_reduce.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
