/** The dtypes of results follow from resultType, in every operation, for all pairs of dtypes. */

import { assert, assertEquals } from "@std/assert";
import { canCast, type DType, type Operand, resultType, tensor } from "@hibana/hibana";
import { pointwise, pointwiseInPlace, ROWS } from "../src/ops/pointwise.ts";
import { DTYPES, isFloating } from "../src/tensor/dtype.ts";
import { partsOf } from "./support/specimens/rows.ts";

/** Rows of two tensors, and nothing but numbers beside them. */
const BINARY = Object.keys(ROWS).filter((name) => {
  const parts = partsOf(name);
  return name !== "copy" && !parts.includes("truths") &&
    parts.filter((part) => typeof part !== "number").length === 2;
});

/** Those that give truth values, whatever they compare. */
const TRUTHS = [
  ...["eq", "ne", "lt", "le", "gt", "ge", "isclose"],
  ...["logicalAnd", "logicalOr", "logicalXor"],
];

/** Those that give floats, also of whole numbers. */
const FLOATS = [
  ...["div", "atan2", "hypot", "logaddexp", "logaddexp2", "xlogy", "xlog1py", "copysign", "prelu"],
];

/** The operands of a row, its tensors replaced. */
function filled(name: string, tensors: readonly Operand[]): Operand[] {
  const left = [...tensors];
  return partsOf(name).map((part) => typeof part === "number" ? part : left.shift()!);
}

/** Two operands of those dtypes: tensors of one dimension or of none, or a number. */
function* pairs(): Generator<[Operand, Operand]> {
  for (const a of DTYPES) {
    const make = (dtype: DType, dims: number) => tensor(dims === 0 ? 1 : [1], { dtype });
    for (const b of DTYPES) {
      for (const [m, n] of [[1, 1], [1, 0], [0, 1], [0, 0]] as const) {
        yield [make(a, m), make(b, n)];
      }
    }
    for (const number of [true, 2, 2.5]) yield [make(a, 1), number];
    for (const number of [true, 2, 2.5]) yield [make(a, 0), number];
  }
}

function wantedDType(name: string, a: Operand, b: Operand): DType {
  if (TRUTHS.includes(name)) return "bool";
  const common = resultType(a, b);
  return FLOATS.includes(name) && !isFloating(common) ? "float32" : common;
}

/** What a function gives, or what it throws. */
function attempt<T>(fn: () => T): T | Error {
  try {
    return fn();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

for (const name of BINARY) {
  Deno.test(`${name} gives what resultType says, or says why not`, () => {
    let given = 0;
    for (const [a, b] of pairs()) {
      const [here, there] = ["cpu", "meta"].map((device) => {
        const operands = [a, b].map((x) => typeof x === "object" ? x.to(device) : x);
        return attempt(() => pointwise(name, ...filled(name, operands)));
      });
      const what = `${a} and ${b}`;
      if (here instanceof Error) {
        assert(there instanceof Error && there.message === here.message, what);
        continue;
      }
      assert(here !== undefined && there !== undefined && !(there instanceof Error), what);
      given++;
      const wanted = wantedDType(name, a, b);
      assertEquals([here.dtype, there.dtype], [wanted, wanted], what);
    }
    assert(given > 0);
  });

  Deno.test(`${name} in place keeps the dtype, where the result fits into it`, () => {
    for (const [a, b] of pairs()) {
      if (typeof a !== "object") continue;
      const out = attempt(() => pointwise(name, ...filled(name, [a, b])));
      const self = a.clone();
      const changed = attempt(() =>
        pointwiseInPlace(name, self, ...filled(name, [self, b]).slice(1))
      );
      const what = `${a} and ${b}`;
      if (out instanceof Error) {
        assert(changed instanceof Error, what);
      } else if (out.ndim > self.ndim || !canCast(out.dtype, self.dtype)) {
        assert(changed instanceof Error, what);
        assert(/^(result type|output with shape) /.test(changed.message), changed.message);
      } else {
        assert(changed === self, what);
        assertEquals(self.dtype, a.dtype, what);
        assertEquals(self.toArray(), out.to(a.dtype).toArray(), what);
      }
    }
  });
}
