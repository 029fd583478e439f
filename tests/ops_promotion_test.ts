/** Type promotion against PyTorch's: which dtype comes out, and which combinations are refused. */

import fixture from "./fixtures/ops_promotion.json" with { type: "json" };
import { testAgainstPyTorch } from "./support/oracle.ts";

// What is promoted is decided above the devices; two operations show that webgpu loads and stores all
// dtypes, at 10 ms for a new kernel.
const shown = (line: string) => /^(add|copy_) /.test(line);
testAgainstPyTorch(fixture.filter(shown));
testAgainstPyTorch(fixture.filter((line) => !shown(line)), { devices: ["cpu", "sim", "meta"] });
