/**
 * What this device does in one pass where others compose operations.
 *
 * @module
 */
import type { FusedKernels } from "../../fused.ts";
import type { Block } from "../memory.ts";
import type { Queue } from "../queue.ts";
import { attention, attentionBackward } from "./attention.ts";
import { linear, matmulThen } from "./matmul.ts";
import { adamStep } from "./rows/adam.ts";
import { layerNorm, layerNormBackward, rmsNorm, rmsNormBackward } from "./rows/norms.ts";
import { crossEntropy, crossEntropyBackward, softmax, softmaxBackward } from "./rows/softmax.ts";
import { addRows, takeRows } from "./rows/table.ts";

/** The fused kernels, recording to a queue. */
export function fusedKernels(queue: Queue): FusedKernels<Block> {
  const on = <A extends unknown[]>(kernel: (queue: Queue, ...args: A) => void) => (...args: A) => {
    queue.context.assertAlive();
    kernel(queue, ...args);
  };
  return {
    attention: on(attention),
    attentionBackward: on(attentionBackward),
    linear: on(linear),
    matmulThen: on(matmulThen),
    softmax: on(softmax),
    softmaxBackward: on(softmaxBackward),
    layerNorm: on(layerNorm),
    layerNormBackward: on(layerNormBackward),
    rmsNorm: on(rmsNorm),
    rmsNormBackward: on(rmsNormBackward),
    crossEntropy: on(crossEntropy),
    crossEntropyBackward: on(crossEntropyBackward),
    takeRows: on(takeRows),
    addRows: on(addRows),
    adamStep: on(adamStep),
  };
}
