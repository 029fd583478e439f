/** Elementwise operations against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_pointwise.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
