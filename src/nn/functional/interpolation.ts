/**
 * Tensors at other sizes, as a function: elements in between are made of their neighbours.
 *
 * @module
 */
import { noGrad } from "../../autograd/mode.ts";
import { record } from "../../autograd/node.ts";
import { NotImplementedError, RuntimeError, ValueError } from "../../errors.ts";
import { zeros } from "../../ops/make.ts";
import { fromTypedArray, tensor } from "../../tensor/create.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from "./adaptive_pooling.ts";
import { checkFloating } from "./pooling_windows.ts";
import { checkWholes, times } from "./sizes.ts";

/** How elements in between are made. */
export type InterpolationMode =
  | "nearest"
  | "nearest-exact"
  | "linear"
  | "bilinear"
  | "trilinear"
  | "bicubic"
  | "area";

/** Options of {@linkcode interpolate}: either a size or a factor. */
export interface InterpolateOptions {
  /** The sizes of the dimensions after the channels: one for all, or one for each. */
  size?: number | readonly number[] | null;
  /** What their sizes are multiplied by, and rounded down: one for all, or one for each. */
  scaleFactor?: number | readonly number[] | null;
  /**
   * `nearest` (the default, which rounds down as older programs do), `nearest-exact` (which rounds as one
   * would), `linear` for [N, C, L], `bilinear` and `bicubic` for [N, C, H, W], `trilinear` for
   * [N, C, D, H, W], and `area` for means over areas.
   */
  mode?: InterpolationMode;
  /**
   * Whether the first and last elements stand for points, which stay at the corners, or (the default) for
   * areas. For modes that are linear or cubic.
   */
  alignCorners?: boolean | null;
  /** Whether to compute by the factor that the rounded sizes make, not by the given one. Default: false. */
  recomputeScaleFactor?: boolean | null;
}

/** For each element of a result, one element that goes into it, and how much it counts. */
interface Tap {
  readonly positions: readonly number[];
  /** Undefined where all count whole. */
  readonly weights: readonly number[] | undefined;
}

const INTERPOLATING: readonly string[] = ["linear", "bilinear", "bicubic", "trilinear"];

/**
 * A tensor at another size.
 *
 * @param x [N, C, L], [N, C, H, W] or [N, C, D, H, W], floating point; also uint8 for `nearest`
 * @param options `size` or `scaleFactor`, `mode`, `alignCorners`, `recomputeScaleFactor`
 * @returns [N, C, ...size]
 * @throws {ValueError} when options do not go together, as in `only one of size or scale_factor should
 * be defined`
 * @throws {NotImplementedError} for a mode that does not do so many dimensions
 * @throws {RuntimeError} when sizes or dtype make no sense
 *
 * @example
 * ```ts
 * import { nn, tensor } from "@hibana/hibana";
 *
 * const x = tensor([[[1, 3]]]);
 * console.log(nn.functional.interpolate(x, { scaleFactor: 2 }).toArray()); // [[[1, 1, 3, 3]]]
 * const line = nn.functional.interpolate(x, { size: 3, mode: "linear", alignCorners: true });
 * console.log(line.toArray()); // [[[1, 2, 3]]]
 * ```
 */
export function interpolate(x: Tensor, options: InterpolateOptions = {}): Tensor {
  const { mode = "nearest", alignCorners = null } = options;
  if (!INTERPOLATING.includes(mode) && alignCorners !== null) {
    throw new ValueError(
      "bad-option",
      "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear",
      "Leave alignCorners out.",
    );
  }
  const { sizes, factors } = sizesFor(x, options);
  checkMode(x, mode);
  if (mode === "area") {
    if (x.ndim === 3) return adaptiveAvgPool1d(x, sizes[0]!);
    return x.ndim === 4 ? adaptiveAvgPool2d(x, sizes) : adaptiveAvgPool3d(x, sizes);
  }
  checkSizes(x, sizes);
  const nearest = mode.startsWith("nearest");
  if (!nearest || x.dtype !== "uint8") {
    checkFloating(`compute_indices_weights_${nearest ? "nearest" : NAMES[mode].short}`, x);
  }
  const round = x.dtype === "float64" ? Number : Math.fround;
  const taps = sizes.map((count, i) => {
    const size = x.shape[i + 2]!;
    const scale = alignCorners === true
      ? count > 1 ? (size - 1) / (count - 1) : 0
      : factors === undefined || factors[i]! <= 0
      ? round(size) / count
      : 1 / factors[i]!;
    return tapsFor(mode, size, count, round(scale), alignCorners === true, round);
  });
  const name = `Upsample${NAMES[mode].long}${x.ndim - 2}DBackward1`;
  return resample(x, taps, name);
}

const NAMES = {
  "nearest": { long: "Nearest", short: "nearest" },
  "nearest-exact": { long: "NearestExact", short: "nearest" },
  "linear": { long: "Linear", short: "linear" },
  "bilinear": { long: "Bilinear", short: "linear" },
  "trilinear": { long: "Trilinear", short: "linear" },
  "bicubic": { long: "Bicubic", short: "cubic" },
} as const;

/** The sizes of the result, and the factors if it is they that count. */
function sizesFor(
  x: Tensor,
  { size = null, scaleFactor = null, mode, recomputeScaleFactor }: InterpolateOptions,
): { sizes: number[]; factors: number[] | undefined } {
  const refuse = (message: string, fix: string) => new ValueError("bad-option", message, fix);
  const spatial = x.shape.slice(2);
  const either = "Write { size: 4 } or { scaleFactor: 2 }.";
  if (size !== null && scaleFactor !== null) {
    throw refuse("only one of size or scale_factor should be defined", either);
  }
  if (size === null && scaleFactor === null) {
    throw refuse("either size or scale_factor should be defined", either);
  }
  const list = (given: number | readonly number[]) =>
    typeof given === "number" ? spatial.map(() => given) : [...given];
  const must = "Input and {} must have the same number of spatial dimensions, but got input with " +
    `spatial dimensions of ${formatShape(spatial)} and `;
  const please = ". Please provide input tensor in (N, C, d1, d2, ...,dK) format and ";
  if (size !== null) {
    const sizes = list(size);
    if (sizes.length !== spatial.length) {
      throw refuse(
        `${must.replace("{}", "output")}output size of ${
          formatShape(sizes)
        }${please}output size in (o1, o2, ...,oK) format.`,
        `Pass one number for all ${spatial.length} dimensions after the channels, or one for each.`,
      );
    }
    if (recomputeScaleFactor === true) {
      throw refuse(
        "recompute_scale_factor is not meaningful with an explicit size.",
        "Leave recomputeScaleFactor out: there is no factor.",
      );
    }
    checkWholes("interpolate", "size", sizes);
    return { sizes, factors: undefined };
  }
  const factors = list(scaleFactor!);
  if (factors.length !== spatial.length) {
    throw refuse(
      `${must.replace("{}", "scale_factor")}scale_factor of shape ${
        formatShape(factors)
      }${please}scale_factor in (s1, s2, ...,sK) format.`,
      `Pass one number for all ${spatial.length} dimensions after the channels, or one for each.`,
    );
  }
  const recomputed = recomputeScaleFactor === true || mode === "area";
  const whole = recomputed ? Math.floor : Math.trunc;
  const sizes = spatial.map((n, i) => whole(n * factors[i]!));
  return { sizes, factors: recomputed ? undefined : factors };
}

const RANKS: Readonly<Record<InterpolationMode, readonly number[]>> = {
  "nearest": [3, 4, 5],
  "nearest-exact": [3, 4, 5],
  "area": [3, 4, 5],
  "linear": [3],
  "bilinear": [4],
  "bicubic": [4],
  "trilinear": [5],
};

function checkMode(x: Tensor, mode: InterpolationMode): void {
  const ranks = Object.hasOwn(RANKS, mode) ? RANKS[mode] : [];
  if (ranks.includes(x.ndim)) return;
  const known = ranks.length === 1 && mode !== "bicubic" && x.ndim >= 3 && x.ndim <= 5;
  throw new NotImplementedError(
    "bad-dims",
    known
      ? `Got ${x.ndim}D input, but ${mode} mode needs ${ranks[0]}D input`
      : `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.ndim}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${mode})`,
    "The input has a batch, channels, and then one to three dimensions: linear does one, bilinear and bicubic two, trilinear three.",
  );
}

function checkSizes(x: Tensor, sizes: Shape): void {
  const before = x.shape.slice(2);
  if ([...before, ...sizes].some((n) => n <= 0)) {
    const dims = ["D", "H", "W"].slice(-sizes.length);
    const list = (shape: Shape) => dims.map((dim, i) => `${dim}: ${shape[i]}`).join(", ");
    throw new RuntimeError(
      "bad-size",
      `Input and output sizes should be greater than 0, but got input (${list(before)}) ${
        sizes.length === 1 ? "and " : ""
      }output (${list(sizes)})`,
      `The wanted size is ${times(sizes)}, and that of the input ${times(before)}.`,
    );
  }
  if (x.shape[1] !== 0) return;
  throw new RuntimeError(
    "bad-dims",
    `Non-empty ${x.ndim}D data tensor expected but got a tensor with sizes ${formatShape(x.shape)}`,
    "There must be a channel at least.",
  );
}

/** What goes into the elements along one dimension. */
function tapsFor(
  mode: InterpolationMode,
  size: number,
  count: number,
  scale: number,
  aligned: boolean,
  round: (x: number) => number,
): Tap[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (mode.startsWith("nearest")) {
    const shift = mode === "nearest" ? 0 : 0.5;
    const positions = all.map((i) => Math.min(Math.floor(round((i + shift) * scale)), size - 1));
    return [{ positions, weights: undefined }];
  }
  const cubic = mode === "bicubic";
  // As in PyTorch, no factor moves elements where as many are wanted as there are.
  if (!cubic && count === size) return [{ positions: all, weights: undefined }];
  const places = all.map((i) => {
    const place = aligned ? round(i * scale) : round(round((i + 0.5) * scale) - 0.5);
    return cubic ? place : Math.max(place, 0);
  });
  const lows = places.map((place) => Math.min(Math.floor(place), size - 1));
  const rests = places.map((place, i) => Math.min(Math.max(round(place - lows[i]!), 0), 1));
  const offsets = cubic ? [-1, 0, 1, 2] : [0, 1];
  return offsets.map((offset) => ({
    positions: lows.map((low) => Math.min(Math.max(low + offset, 0), size - 1)),
    weights: rests.map((t) => cubic ? cubicWeight(Math.abs(t - offset)) : offset === 0 ? 1 - t : t),
  }));
}

/** Keys' (1981) cubic convolution with a = -0.75. */
function cubicWeight(distance: number): number {
  const [a, x] = [-0.75, distance];
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
}

/** The sum of what the taps name, dimension by dimension. */
function resample(x: Tensor, taps: readonly (readonly Tap[])[], name: string): Tensor {
  // Weights are no halves: float16 is computed in float32.
  const wide = (t: Tensor) => t.dtype === "float16" ? t.float() : t;
  const shape = x.shape;
  const output = noGrad(() =>
    taps.reduce((part, list, i) => gathered(part, list, i + 2), wide(x)).to(x.dtype)
  );
  return record(output, name, [[x, (grad) => {
    let part = wide(grad);
    for (const [i, list] of [...taps.entries()].reverse()) {
      part = scattered(part, list, i + 2, shape[i + 2]!);
    }
    return part.to(grad.dtype);
  }]]);
}

/** One value for each position along a dimension. */
function column(values: Tensor, d: number, rank: number): Tensor {
  return values.reshape([values.numel, ...new Array<number>(rank - 1 - d).fill(1)]);
}

function positionsOf({ positions }: Tap, x: Tensor): Tensor {
  return fromTypedArray(Int32Array.from(positions), [positions.length], "int32", {
    device: x.device,
  });
}

function weighted(x: Tensor, { weights }: Tap, d: number): Tensor {
  if (weights === undefined) return x;
  return x.mul(column(tensor([...weights], { dtype: x.dtype, device: x.device }), d, x.ndim));
}

function gathered(x: Tensor, taps: readonly Tap[], d: number): Tensor {
  const parts = taps.map((tap) => weighted(x.indexSelect(d, positionsOf(tap, x)), tap, d));
  return parts.reduce((sum, part) => sum.add(part));
}

function scattered(grad: Tensor, taps: readonly Tap[], d: number, size: number): Tensor {
  const { dtype, device } = grad;
  const nothing = zeros(grad.shape.with(d, size), { dtype, device });
  return taps.reduce((sum, tap) => {
    const along = column(positionsOf(tap, grad), d, grad.ndim).expand(grad.shape);
    return sum.scatterAdd(d, along, weighted(grad, tap, d));
  }, nothing);
}
