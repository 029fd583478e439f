/** Moved dimensions, windows, pieces, repeats, diagonals and grids against PyTorch. */

import fixture from "./fixtures/ops_rearrange.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
