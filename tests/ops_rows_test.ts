/** The table of elementwise operations is complete, and every row works in place. */

import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import * as hibana from "@hibana/hibana";
import { autograd, Tensor } from "@hibana/hibana";
import { emit } from "../src/device/cpu/expression.ts";
import type { ComputeType } from "../src/device/expression.ts";
import { bodyCode } from "../src/device/webgpu/kernels/expression.ts";
import { pointwiseInPlace, ROWS } from "../src/ops/pointwise.ts";
import type { Operand, Row } from "../src/ops/row.ts";
import { isFloating } from "../src/tensor/dtype.ts";
import arithmetic from "./fixtures/ops_arithmetic.json" with { type: "json" };
import fixture from "./fixtures/ops_pointwise.json" with { type: "json" };
import activations from "./fixtures/nn_activation.json" with { type: "json" };
import specials from "./fixtures/ops_special.json" with { type: "json" };
import copies from "./fixtures/ops_shape.json" with { type: "json" };
import { type Case, readCase } from "./support/case.ts";
import { difference } from "./support/closeness.ts";
import { onEachDevice } from "./support/devices.ts";
import { build, lay, layoutOf, type Written } from "./support/operand.ts";
import { upstream } from "./support/gradients.ts";

const cases = [...fixture, ...arithmetic.first, ...activations.first, ...specials.first].map(
  readCase,
);

const COUNT = Object.keys(ROWS).length;
const GRADED = Object.values(ROWS).filter(({ slopes }) => slopes.length > 0).length;

/** The names under which rows are called that have another one, or only a name in place. */
const CALLED: Readonly<Record<string, string>> = {
  addScaled: "add",
  copy: "copy_",
  geluTanh: "gelu",
  subScaled: "sub",
  truncDivide: "div",
};

/** Whether a row computes in floats only, or with whole numbers only. */
function computesIn({ inFloats, result, lack }: Row, compute: ComputeType): boolean {
  if (compute === "float") return lack?.dtypes("float32") !== true;
  return !inFloats && result !== "float" && lack?.dtypes("int32") !== true;
}

const root = new URL("../", import.meta.url);

/** Looks a name up where TypeScript knows of none. */
function named(object: object, name: string): unknown {
  return (object as Readonly<Record<string, unknown>>)[name];
}

Deno.test(`all ${COUNT} rows are compared with PyTorch`, () => {
  const compared = new Set(
    [...cases, ...[...activations.prelu, ...copies].map(readCase)].map(({ op }) => op),
  );
  assertEquals(
    Object.keys(ROWS).filter((row) => !compared.has(row) && !compared.has(CALLED[row] ?? "")),
    [],
  );
});

Deno.test(`all ${COUNT} rows have JavaScript and WGSL for the types they compute in`, () => {
  for (const [name, row] of Object.entries(ROWS)) {
    for (const compute of ["float", "int", "uint"] as const) {
      if (!computesIn(row, compute)) continue;
      const dtype = ({ float: "float32", int: "int32", uint: "uint32" } as const)[compute];
      const operands = Array(row.kernel.operands).fill(dtype);
      const output = row.result === "truth" ? "bool" : dtype;
      assert(emit(row.kernel.body, compute, (i) => `x${i}`).result !== "", `${name} on the CPU`);
      assert(
        bodyCode(row.kernel, compute, operands, output).text.includes("fn body("),
        `${name} in WGSL`,
      );
    }
  }
});

Deno.test(`${GRADED} of ${COUNT} rows have a gradient: all but those of truths and of whole numbers`, () => {
  for (const [name, row] of Object.entries(ROWS)) {
    const { kernel, result, slopes, conditions } = row;
    assertEquals(slopes.length > 0, result !== "truth" && computesIn(row, "float"), name);
    assert(slopes.length <= kernel.operands, name);
    slopes.forEach((slope, i) => {
      if (slope === null) assert(conditions.includes(i), `operand ${i} of ${name}`);
    });
  }
});

Deno.test(`all ${COUNT} rows are methods or functions`, () => {
  const places = [Tensor.prototype, hibana, hibana.special, hibana.nn.functional];
  const names = Object.keys(ROWS).map((row) => CALLED[row] ?? row);
  assertEquals(names.filter((name) => !places.some((place) => named(place, name))), []);
});

/** The names that a folder's files declare right below a comment. */
function documentedIn(folder: string): Set<string> {
  const declared = /\*\/\n *(?:export (?:function|const) |get )?(\w+)[<(:]/g;
  const names = new Set<string>();
  for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
    if (isDirectory) documentedIn(`${folder}${name}/`).forEach((each) => names.add(each));
    if (!name.endsWith(".ts")) continue;
    const source = Deno.readTextFileSync(new URL(`${folder}${name}`, root));
    for (const [, documented] of source.matchAll(declared)) names.add(documented!);
  }
  return names;
}

Deno.test({
  name: `all ${COUNT} rows are documented, as methods and as functions`,
  // Plain `deno test` may not read files, and must be green all the same.
  ignore: Deno.permissions.querySync({ name: "read", path: root }).state !== "granted",
  fn() {
    const methods = documentedIn("src/tensor/methods/");
    const functions = new Set([
      ...documentedIn("src/ops/"),
      ...documentedIn("src/nn/functional/"),
    ]);
    const namespaces = [hibana, hibana.special, hibana.nn.functional];
    const missing = Object.keys(ROWS).flatMap((row) => {
      const name = CALLED[row] ?? row;
      const isFunction = namespaces.some((place) => named(place, name));
      const isMethod = named(Tensor.prototype, name) !== undefined;
      const inPlace = named(Tensor.prototype, `${name}_`) !== undefined;
      return [
        ...isFunction && !functions.has(name) ? [`the function ${name}`] : [],
        ...isMethod && !methods.has(name) ? [`the method ${name}`] : [],
        ...inPlace && !methods.has(`${name}_`) ? [`the method ${name}_`] : [],
      ];
    });
    assertEquals(missing, []);
  },
});

/** Whether a question is one for a row in place: its result fits into its first operand. */
function fits({ op, operands, results }: Case): boolean {
  const [x, result] = [operands[0], results?.[0]];
  if (!isWritten(x) || result === undefined || x.how === "expanded") return false;
  // Functions may add operands, or convert them, before they come to their row.
  const asItIs = ROWS[op]?.kernel.operands === operands.length &&
    (isFloating(x.dtype) || `${op}_` in Tensor.prototype);
  return asItIs && x.dtype === result.dtype && String(x.shape) === String(result.shape);
}

function isWritten(x: unknown): x is Written {
  return typeof x === "object" && x !== null && "dtype" in x;
}

/** Performs an operation in place: by the method with the underscore, where there is one. */
function change(x: Tensor, { op, options }: Case, rest: Operand[]): Tensor {
  const method = named(x, `${op}_`);
  if (typeof method !== "function") return pointwiseInPlace(op, x, ...rest);
  return method.call(x, ...rest, ...options === undefined ? [] : [options]);
}

/** The operands after the first, on a device. */
function others({ operands }: Case, device: string): Operand[] {
  return operands.slice(1).map((x) => isWritten(x) ? build(x, device) : x as Operand);
}

/** Complaints about all cases that fit, told by a judge of one. */
function judgeAll(
  device: string,
  judge: (question: Case) => string | undefined,
): string[] {
  // A new kernel takes webgpu 10 ms: there the first few of each operation, one for each layout.
  const asked = device === "webgpu"
    ? [
      ...Map.groupBy(
        cases.filter((question) => fits(question) && !question.line.includes("float64")),
        ({ op }) => op,
      ).values(),
    ].flatMap((all) => all.slice(0, 3))
    : cases.filter(fits);
  assert(asked.length > 100);
  return asked.flatMap((question) => {
    const complaint = judge(question);
    return complaint === undefined ? [] : [`${question.line}: ${complaint}`];
  });
}

onEachDevice(
  "every row in place gives what it gives out of place, and touches nothing else",
  (device) => {
    const wrong = judgeAll(device, (question) => {
      const x = build({ ...question.operands[0] as Written, requiresGrad: false }, device);
      const rest = others(question, device).map((y) => y instanceof Tensor ? y.detach() : y);
      assertStrictEquals(change(x, question, rest), x);
      const { storage, shape } = x;
      const whole = new Tensor(storage, layoutOf("", [storage.length]));
      const beside = [...whole.toTypedArray()].filter((n) => n === 99).length;
      if (
        beside !== storage.length - shape.reduce((a, b) => a * b, 1)
      ) return "overwrote neighbours";
      return difference(x, question.results![0]!);
    });
    assertEquals(wrong, []);
  },
);

onEachDevice("every row in place has the gradients it has out of place, on views too", (device) => {
  const wrong = judgeAll(device, (question) => {
    const { grads } = question;
    if (grads === undefined) return undefined;
    for (const viewed of [false, true]) {
      const leaf = build(question.operands[0] as Written, device);
      const rest = others(question, device);
      const base = leaf.clone();
      change(viewed ? base.view(leaf.shape) : base, question, rest);
      const leaves = [leaf, ...rest].filter((x): x is Tensor =>
        x instanceof Tensor && x.requiresGrad
      );
      const found = autograd.grad(base, leaves, {
        gradOutputs: upstream(base),
        allowUnused: true,
      });
      for (const [i, wanted] of grads.entries()) {
        if (wanted === null && found[i] === null) continue;
        const complaint = difference(found[i]!, wanted!);
        if (complaint !== undefined) {
          return `gradient ${i}${viewed ? " of a view" : ""} ${complaint}`;
        }
      }
    }
  });
  assertEquals(wrong, []);
});

onEachDevice("comparisons in place write ones and zeros", (device) => {
  const x = lay([1, 5, NaN], layoutOf("", [3]), "float32", device);
  pointwiseInPlace("lt", x, 2);
  assertEquals([x.dtype, x.toArray()], ["float32", [1, 0, 0]]);
});
