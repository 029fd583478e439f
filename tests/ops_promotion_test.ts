/** Type promotion against PyTorch's: which dtype comes out, and which combinations are refused. */

import fixture from "./fixtures/ops_promotion.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
