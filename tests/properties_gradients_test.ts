/** Gradients are the slopes that central finite differences measure, and theirs are, too. */

import { assert } from "@std/assert";
import fc from "fast-check";
import { judgeFirst, judgeSecond } from "./support/slopes.ts";
import { CPU_SPECIMENS, SPECIMENS } from "./support/specimens/mod.ts";
import { questions, runs } from "./support/specimens/specimen.ts";

const EXTENTS = { size: fc.integer({ min: 1, max: 3 }), maxRank: 4 };

for (const [name, specimen] of Object.entries({ ...SPECIMENS, ...CPU_SPECIMENS })) {
  if (specimen.derivatives === 0) continue;
  const judges = specimen.derivatives === 1 ? [judgeFirst] : [judgeFirst, judgeSecond];
  const what = specimen.derivatives === 1 ? "gradient" : "gradient, and the second,";
  Deno.test(`the ${what} of ${name} is the slope that finite differences measure`, () => {
    fc.assert(
      fc.property(questions(specimen, EXTENTS), ({ sketches, random }) => {
        for (const judge of judges) {
          const complaint = judge(sketches, (leaves) => specimen.call(leaves, random));
          assert(complaint === undefined, complaint);
        }
      }),
      runs(name, 6),
    );
  });
}
