/**
 * What the page on compatibility cannot read from the code: other names, differences, and why some of
 * PyTorch's names are not here.
 *
 * @module
 */

/** Names that are not just PyTorch's in camelCase, by section. */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "torch": { set_printoptions: "setPrintOptions" },
  "torch.Tensor": { tolist: "toArray", numpy: "toTypedArray", cuda: "webgpu" },
};

/** Where a supported name differs from PyTorch's, in a sentence. Keys are PyTorch's names. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  arange: "whole numbers give int32: there is no int64",
  bernoulli: "drawn on the CPU: reads the probabilities from the GPU",
  contiguous: "there is one memory format",
  multinomial: "drawn on the CPU: reads the probabilities from the GPU",
  numpy: "a copy, as a typed array",
  repeat_interleave: "a tensor of repeats is read from the GPU",
  tensor: "plain numbers give float32, as fractions do in PyTorch",
  tolist: "nested arrays; a number where there are no dimensions",
};

/** Why names are not here; the first pattern that fits a name says it. */
export const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [
    /complex|imag$|^real$|angle|polar|conj|cfloat|cdouble|chalf|^i?stft$|resolve_neg|^eig(vals)?$|is_neg$/,
    "complex numbers",
  ],
  [
    /sparse|coalesce|crow_ind|col_ind|^indices$|^values$|^s?smm$|hspmm|sspaddmm|dense_dim|to_dense|SparseAdam/,
    "sparse tensors",
  ],
  [/quanti|^q_|qscheme|int_repr|fake_/, "quantization"],
  [/names|align_|refine_|rename/, "named dimensions"],
  [/bfloat16|^char$|^short$/, "dtypes that WebGPU lacks"],
  [
    /cuda|xpu|ipu|mps|mkldnn|pin_memory|pinned|record_stream|num_threads|deterministic|matmul_precision|flush_denormal|DataParallel|SyncBatchNorm|share_memory|is_shared|get_device/,
    "matters of other devices and of processes",
  ],
  [
    /inference|Lazy|Uninitialized|is_storage|dlpack|frombuffer|from_numpy|data_ptr|^storage|as_subclass|padded_tensor/,
    "PyTorch's own machinery",
  ],
];
