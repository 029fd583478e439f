/**
 * What the page on compatibility cannot read from the code: other names, differences, and why some of
 * PyTorch's names are not here.
 *
 * @module
 */

/** Names that are not just PyTorch's in camelCase, by section. */
export const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "torch": { asarray: "asTensor", set_printoptions: "setPrintOptions" },
  "torch.Tensor": { ndimension: "dim", tolist: "toArray", numpy: "toTypedArray", cuda: "webgpu" },
};

/** Where a supported name differs from PyTorch's, in a sentence. Keys are PyTorch's names. */
export const DIFFERENCES: Readonly<Record<string, string>> = {
  acosh: "has a gradient in place, too",
  all: "several dimensions too",
  aminmax: "has a gradient",
  any: "several dimensions too",
  arange: "whole numbers give int32: there is no int64",
  asinh: "has a gradient in place, too",
  atan2: "takes a plain number, too",
  atanh: "has a gradient in place, too",
  bernoulli: "drawn on the CPU: reads the probabilities from the GPU",
  bitwise_left_shift: "moves of less than 0, or 32 and more, leave nothing",
  bitwise_right_shift: "moves of less than 0, or 32 and more, leave only the sign",
  baddbmm: "in place, too, beta 0 ignores NaN",
  bucketize: "positions are int32; NaN counts as the largest boundary, too",
  clamp: "a number on one side and a tensor on the other, too; any bound that is NaN gives NaN",
  clamp_max: "a bound that is NaN gives NaN",
  contiguous: "there is one memory format",
  cov: "reads weights from the GPU, to say no to negative ones",
  cholesky_inverse: "the triangle that is not read has no gradient",
  cholesky_solve: "the triangle that is not read has no gradient",
  cummax: "float16 too; positions are int32",
  cummin: "float16 too; positions are int32",
  cumprod: "the gradient at an element does not depend on it, be it NaN or infinite; float16 too",
  cumsum: "float16 too",
  div:
    "rounded quotients of whole numbers over elements 0 are an error on the CPU; on webgpu they give the dividend",
  det: "has a gradient where it is 0, too",
  float_power: "computes in float64, which webgpu lacks",
  floor_divide: "has a gradient, 0; whole numbers over elements 0 give the dividend on webgpu",
  fmod: "whole numbers over elements 0 give the dividend on webgpu",
  frac: "integers too",
  einsum: "letters only, no lists of numbers",
  hypot: "takes integers and a plain number, too",
  i0: "infinite at infinity, not NaN",
  isin: "bool and float16 too",
  kron: "any strides",
  ldexp: "has a gradient in place, too",
  lerp: "float16 too",
  "linalg.cond": "has gradients of all orders",
  "linalg.det": "has a gradient where it is 0, too",
  "linalg.eigh": "the signs of vectors are LAPACK's up to about 10 rows",
  "linalg.lstsq": "batches of vectors have gradients; drivers differ only in what comes back",
  "linalg.matrix_norm": "orders 2, -2 and nuc on the CPU only",
  "linalg.matrix_power": "negative powers on the CPU only",
  "linalg.matrix_rank": "no tol, which PyTorch has replaced by atol; tolerances are numbers",
  "linalg.norm": "of matrices, orders 2, -2 and nuc on the CPU only",
  "linalg.pinv": "tolerances are numbers",
  "linalg.svd": "vectors may have other signs: they are not determined",
  logaddexp: "takes integers and a plain number, too",
  logaddexp2: "takes integers and a plain number, too",
  logical_and_: "no gradient passes the result",
  logical_not_: "no gradient passes the result",
  logical_or_: "no gradient passes the result",
  logical_xor_: "no gradient passes the result",
  logit: "with eps the gradient at NaN is 0",
  long: "int32: there is no int64",
  matrix_power: "negative powers on the CPU only",
  median: "bool and float16 too; among equal elements the first",
  mode: "no NaN equals another",
  multinomial: "drawn on the CPU: reads the probabilities from the GPU",
  norm: '"nuc" on the CPU only; "fro" of any number of dimensions, and with a dtype',
  numpy: "a copy, as a typed array",
  polygamma: "infinite at all poles; right to the last digits of float64",
  prod: "the gradient at an element does not depend on it, be it NaN or infinite",
  quantile: "on webgpu the elements of a tensor q are not checked",
  remainder: "whole numbers over elements 0 give the dividend on webgpu",
  repeat_interleave: "a tensor of repeats is read from the GPU",
  searchsorted: "positions are int32; NaN counts as the largest in the sequence, too",
  signbit: "NaN has no sign",
  sort: "always stable",
  svd: "vectors may have other signs: they are not determined",
  numel: "a property of tensors",
  tensor: "plain numbers give float32, as fractions do in PyTorch",
  tolist: "nested arrays; a number where there are no dimensions",
  topk: "always sorted; bool and float16 too; among equal elements the first",
  unique: "always sorted, NaN last; reads from the GPU how many there are",
  vander: "has a gradient",
  unique_consecutive: "reads from the GPU how many there are",
  where: "the condition must be bool",
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
