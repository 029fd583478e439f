/** A compiled operation gives what the operation gives, and so does its gradient, to the last bit. */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { compile, noGrad, type Tensor } from "@hibana/hibana";
import fc from "fast-check";
import { make } from "./support/sketches.ts";
import { CPU_SPECIMENS, SPECIMENS } from "./support/specimens/mod.ts";
import { type Question, questions, runs } from "./support/specimens/specimen.ts";

const EXTENTS = { size: fc.integer({ min: 1, max: 4 }), maxRank: 4 };

/** Operations that look at values, and so cannot be compiled. */
const LOOKING: ReadonlySet<string> = new Set([
  ...["at a list", "at a mask", "setAt of a list", "maskedSelect", "nonzero", "argwhere"],
  ...["unique", "uniqueConsecutive", "bincount", "ctcLoss", "cholesky", "choleskySolve"],
  ...["choleskyInverse", "logdet", "linalg.cholesky", "linalg.det", "linalg.slogdet"],
  ...["linalg.inv", "linalg.solve", "linalg.solveTriangular", "linalg.lstsq", "linalg.pinv"],
  ...["linalg.eigh values", "linalg.eigh vectors", "linalg.eigvalsh", "linalg.svd"],
  ...["linalg.svdvals", "linalg.qr", "linalg.lu", "linalg.matrixExp", "linalg.matrixPower"],
  ...["linalg.matrixRank"],
]);

/** A function of some operands, as they are or compiled. */
type Call = (operands: readonly Tensor[]) => Tensor;

for (const [name, specimen] of Object.entries({ ...SPECIMENS, ...CPU_SPECIMENS })) {
  /** The operation between others that it may be fused with. */
  const between = (random: number): Call => (operands) => {
    const before = operands.map((x) => x.mul(1.5).sub(0.25).div(1.5).add(0.25 / 1.5));
    const y = specimen.call(before, random);
    return y.isFloatingPoint() ? y.mul(2).add(1).sub(y.neg()) : y;
  };
  /** The result, and the gradients of the operands. */
  const results = (call: Call, { sketches }: Question): unknown[] => {
    const operands = sketches.map((sketch) => make(sketch));
    if (specimen.derivatives === 0) return [noGrad(() => call(operands)).toArray()];
    for (const x of operands) x.requiresGrad = true;
    const y = call(operands);
    if (y.requiresGrad) y.sum().backward();
    return [y, ...operands.map((x) => x.grad)].map((x) => x?.toArray());
  };

  if (LOOKING.has(name)) {
    Deno.test(`${name} cannot be compiled, and says so`, () => {
      let refused = 0;
      for (const question of fc.sample(questions(specimen, EXTENTS), runs(name, 10))) {
        const f = between(question.random);
        const looks = () => results(compile(f), question);
        try {
          looks();
        } catch {
          assertThrows(looks, Error, "reads values of a tensor");
          refused++;
        }
      }
      assert(refused > 0);
    });
    continue;
  }

  Deno.test(`compiled, ${name} gives what it gives otherwise`, () => {
    fc.assert(
      fc.property(questions(specimen, EXTENTS), (question) => {
        const f = between(question.random);
        const compiled = compile(f);
        // The first two are recorded.
        for (let call = 0; call < 3; call++) {
          assertEquals(results(compiled, question), results(f, question));
        }
      }),
      runs(name, 5),
    );
  });
}
