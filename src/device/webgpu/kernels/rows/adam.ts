/**
 * Adam's step on one parameter in a single pass over its memory: seven words an element are read or
 * written, where the operations it is made of move about thirty.
 *
 * @module
 */
import type { View } from "../../../backend.ts";
import type { AdamNumbers } from "../../../fused.ts";
import { sizeOf } from "../../../../tensor/shape.ts";
import { bindView, fitsBinding } from "../../bindings.ts";
import type { Block } from "../../memory.ts";
import type { KernelSource, Queue } from "../../queue.ts";
import { foldGroups, mainCode } from "../../wgsl/addressing.ts";
import { bitsOf } from "../expression.ts";
import { withCopy } from "../temporary.ts";

/** See `FusedKernels.adamStep`. */
export function adamStep(
  queue: Queue,
  parameter: View<Block>,
  grad: View<Block>,
  mean: View<Block>,
  square: View<Block>,
  numbers: AdamNumbers,
): void {
  const changed = [parameter, mean, square];
  if (changed.some(({ buffer }) => buffer === grad.buffer)) {
    return withCopy(queue, grad, (copy) => {
      adamStep(queue, parameter, copy, mean, square, numbers);
    });
  }
  inParts(queue, [...changed, grad], sizeOf(parameter.shape), numbers);
}

function inParts(
  queue: Queue,
  views: readonly View<Block>[],
  count: number,
  numbers: AdamNumbers,
): void {
  if (count === 0) return;
  if (views.every((view) => fitsBinding(queue, view))) return record(queue, views, count, numbers);
  // Parts of whole thousands keep four-vectors aligned.
  const half = Math.ceil(count / 2048) * 1024;
  for (const [from, to] of [[0, half], [half, count]] as const) {
    const parts = views.map((view) => ({
      ...view,
      shape: [to - from],
      strides: [1],
      offset: view.offset + from,
    }));
    inParts(queue, parts, to - from, numbers);
  }
}

function record(
  queue: Queue,
  views: readonly View<Block>[],
  count: number,
  { beta1, beta2, eps, decay, weightDecay, root, size }: AdamNumbers,
): void {
  const windows = views.map((view) => bindView(queue, view));
  const vector = count % 4 === 0 && windows.every(({ offset }) => offset % 4 === 0);
  const unit = vector ? 4 : 1;
  const { elementwiseWorkgroup } = queue.tuning;
  const floats = [1 - beta1, 1 - beta2, eps, decay, weightDecay, 1 / root, size];
  queue.dispatch(
    queue.kernel(`adamStep|${vector}`, () => source(vector, elementwiseWorkgroup)),
    windows.map(({ binding }) => binding),
    [
      count / unit,
      ...windows.map(({ offset }) => offset / unit),
      ...floats.map((value) => bitsOf("float", value)),
    ],
    foldGroups(count / unit, elementwiseWorkgroup),
  );
}

function source(vector: boolean, workgroup: number): KernelSource {
  const buffers = ["parameter", "mean", "square", "grad"].map((name, i) =>
    `@group(1) @binding(${i}) var<storage, ${i < 3 ? "read_write" : "read"}> b_${name}: array<V>;\n`
  );
  const code = `alias V = ${vector ? "vec4<f32>" : "f32"};
struct Parameters {
  count: u32, o_parameter: u32, o_mean: u32, o_square: u32, o_grad: u32,
  rate1: f32, rate2: f32, eps: f32, decay: f32, weight_decay: f32, inverse_root: f32, size: f32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
${buffers.join("")}
${mainCode(workgroup)}  if (thread >= p.count) { return; }
  let old = b_parameter[p.o_parameter + thread];
  let was = b_mean[p.o_mean + thread];
  let before = b_square[p.o_square + thread];
  let grad = b_grad[p.o_grad + thread] + old * p.weight_decay;
  let mean = was + (grad - was) * p.rate1;
  let square = before + (grad * grad - before) * p.rate2;
  b_mean[p.o_mean + thread] = mean;
  b_square[p.o_square + thread] = square;
  b_parameter[p.o_parameter + thread] = old * p.decay +
    p.size * (mean / (sqrt(square) * p.inverse_root + p.eps));
}
`;
  return { label: "adamStep", access: "wwwr", code };
}
