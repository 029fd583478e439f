/**
 * The CPU's fused kernels, in WebAssembly.
 *
 * @module
 */
import type { TypedArray } from "../../tensor/dtype.ts";
import type { FusedKernels } from "../fused.ts";
import { attention, attentionBackward } from "./attention.ts";
import { convolve, convolveBackward } from "./convolution.ts";
import { linear } from "./matmul.ts";
import * as rows from "./rows.ts";

/** What the CPU does in one pass. */
export const FUSED: FusedKernels<TypedArray> = {
  ...rows,
  attention,
  attentionBackward,
  convolve,
  convolveBackward,
  linear,
};
