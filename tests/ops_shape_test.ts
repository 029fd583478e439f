/** Views, joins, makers, casts and copies against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_shape.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
