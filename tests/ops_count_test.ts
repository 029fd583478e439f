/** Finding, choosing and counting elements, against PyTorch's values and gradients. */

import fixture from "./fixtures/ops_count.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

testAgainstPyTorch(fixture.first);
testAgainstPyTorch(fixture.second, { order: "second, of squares" });
