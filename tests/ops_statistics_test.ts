/** Statistics, norms and what reductions refuse, against PyTorch. */

import fixture from "./fixtures/ops_statistics.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
