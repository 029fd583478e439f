/** Indexing, gather and scatter against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_index.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture);
