/** Functions of one number at its edges: webgpu gives what the cpu gives, the signs of zeros included. */

import { assertEquals } from "@std/assert";
import { autograd, nn, special, type Tensor, tensor } from "@hibana/hibana";
import { hasGPU } from "./support/devices.ts";
import { isClose, type Tolerance } from "./support/closeness.ts";
import { ROW_SPECIMENS } from "./support/specimens/rows.ts";

const SMALLEST = 2 ** -149;
const SMALLEST_NORMAL = 2 ** -126;

/** NaN, infinities, zeros, subnormals, and the ends of what float32 holds. */
const EDGES = [
  NaN,
  ...[Infinity, 0, SMALLEST, 1e-40, SMALLEST_NORMAL, 1e-30, 1, 88, 104, 1e10, 1e38]
    .flatMap((x) => [x, -x]),
].map(Math.fround);

/** Relative, and as far from 0 as what is lost where numbers are computed through larger ones. */
const TOLERANCE: Tolerance = { absolute: 1e-7, relative: 1e-5 };

/** Rows of one tensor, and functions of one that are made of several rows. */
const UNARY: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  ...Object.fromEntries(
    Object.entries(ROW_SPECIMENS)
      .filter(([, { ranges }]) => ranges.length === 1)
      .map(([name, { call }]) => [name, (x: Tensor) => call([x], 0)]),
  ),
  softsign: nn.functional.softsign,
  tanhshrink: nn.functional.tanhshrink,
  relu6: nn.functional.relu6,
  multigammaln: (x) => special.multigammaln(x, 2),
  "pow by a number": (x) => x.pow(3),
  "a number to a power": (x) => tensor(2, { device: x.device }).pow(x),
};

/** Functions that are not odd, but subtract what may be equal: the sign of that zero is chance. */
const CHANCE_ZEROS: Readonly<Record<string, readonly number[]>> = {
  lgamma: [1],
  logsigmoid: [104],
};

function show(x: number): string {
  return Object.is(x, -0) ? "-0" : String(x);
}

/** Where two lists of numbers differ, and how. */
function differences(name: string, got: ArrayLike<number>, wanted: ArrayLike<number>): string[] {
  return EDGES.flatMap((x, i) => {
    const [a, b] = [got[i]!, wanted[i]!];
    const sameZero = a !== 0 || b !== 0 || Object.is(a, b) || CHANCE_ZEROS[name]?.includes(x);
    return sameZero && isClose(a, b, TOLERANCE) ? [] : [`${show(x)}: ${show(a)}, not ${show(b)}`];
  });
}

for (const [name, op] of Object.entries(UNARY)) {
  Deno.test({
    name: `webgpu computes ${name} of NaN, infinities, zeros and subnormals as the cpu does`,
    ignore: !hasGPU,
    fn() {
      const [here, there] = ["cpu", "webgpu"].map((device) => {
        const x = tensor(EDGES, { device, dtype: "float32" }).requiresGrad_();
        const out = op(x);
        const grad = out.requiresGrad && ROW_SPECIMENS[name]?.derivatives !== 0
          ? autograd.grad(out.sum(), x)[0]
          : undefined;
        return { out: out.toTypedArray(), grad: grad?.toTypedArray() ?? [] };
      });
      assertEquals(differences(name, there!.out, here!.out), []);
      const slopes = EDGES.map((x, i): string[] => {
        const [a, b] = [there!.grad[i] ?? 0, here!.grad[i] ?? 0];
        return isClose(a, b, TOLERANCE) ? [] : [`slope at ${show(x)}: ${show(a)}, not ${show(b)}`];
      });
      assertEquals(slopes.flat(), []);
    },
  });
}
