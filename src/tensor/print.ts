/**
 * Tensors as text, character for character as PyTorch prints them (the rules of `_tensor_str.py`
 * in PyTorch 1.13). Pure: whoever calls reads the elements back first, and for a large tensor only
 * the edges that {@link summarisedShape} says are shown.
 *
 * @module
 */

import { ValueError } from "../errors.ts";
import { type DType, isFloating } from "./dtype.ts";

/** How tensors are printed. */
export interface PrintOptions {
  /** Digits after the decimal point; 4 at the start. */
  precision: number;
  /** A tensor of more elements than this is summarised; 1000 at the start. */
  threshold: number;
  /** How many items a summary shows at either end of each dimension; 3 at the start. */
  edgeItems: number;
  /** Characters a line may have before it is broken; 80 at the start. */
  lineWidth: number;
  /** Scientific notation: always, never, or (`null`, the start) chosen from the elements. */
  sciMode: boolean | null;
}

/** A named set of print options: `"short"` shows less, `"full"` never summarises. */
export type PrintProfile = "default" | "short" | "full";

const PROFILES: Readonly<Record<PrintProfile, Readonly<Omit<PrintOptions, "sciMode">>>> = {
  default: { precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80 },
  short: { precision: 2, threshold: 1000, edgeItems: 2, lineWidth: 80 },
  full: { precision: 4, threshold: Infinity, edgeItems: 3, lineWidth: 80 },
};

let current: Readonly<PrintOptions> = { ...PROFILES.default, sciMode: null };

/**
 * Sets how every tensor is printed from now on. A profile is applied first, then the options beside
 * it. What is not named stays as it was, but for `sciMode`: as in PyTorch, each call sets it, to
 * `null` where it is not named.
 *
 * @param options the options to change
 * @throws {TypeError} an option of the wrong type
 * @throws {ValueError} an unknown profile; a precision or edgeItems that does not count anything;
 *   a threshold or lineWidth that is NaN
 *
 * @example
 * ```ts
 * import { setPrintOptions, tensor } from "@hibana/hibana";
 * import { assertEquals } from "@std/assert";
 *
 * setPrintOptions({ precision: 2 });
 * assertEquals(String(tensor([1.12345])), "tensor([1.12])");
 * setPrintOptions({ profile: "default" });
 * assertEquals(String(tensor([1.12345])), "tensor([1.1235])");
 * ```
 */
export function setPrintOptions(
  options: Partial<PrintOptions> & { profile?: PrintProfile },
): void {
  const { profile, sciMode = null } = options;
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile)) {
    throw new ValueError(
      "print-options",
      `unknown print profile: ${profile}`,
      'Use "default", "short" or "full".',
    );
  }
  if (sciMode !== null && typeof sciMode !== "boolean") {
    throw new TypeError(
      `sciMode must be a boolean or null, not ${typeof sciMode}\nnull lets the numbers decide.`,
    );
  }
  const base = profile === undefined ? current : PROFILES[profile];
  // Everything is checked before anything is set, so a refused call changes nothing.
  current = {
    precision: checkedCount("precision", options.precision ?? base.precision),
    threshold: checkedNumber("threshold", options.threshold ?? base.threshold),
    edgeItems: checkedCount("edgeItems", options.edgeItems ?? base.edgeItems),
    lineWidth: checkedNumber("lineWidth", options.lineWidth ?? base.lineWidth),
    sciMode,
  };
}

function checkedNumber(name: string, value: number): number {
  if (typeof value !== "number") {
    throw new TypeError(
      `${name} must be a number, not ${typeof value}\nSee PrintOptions for what each option takes.`,
    );
  }
  if (Number.isNaN(value)) {
    throw new ValueError(
      "print-options",
      `${name} must not be NaN`,
      "See PrintOptions for what each option takes.",
    );
  }
  return value;
}

function checkedCount(name: string, value: number): number {
  if (!Number.isInteger(checkedNumber(name, value)) || value < 0) {
    throw new ValueError(
      "print-options",
      `${name} must be a whole number from 0, not ${value}`,
      "See PrintOptions for what each option takes.",
    );
  }
  return value;
}

/** What printing needs to know of a tensor. */
export interface Printable {
  /** The lengths of the dimensions of the whole tensor. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** The device as it is printed: `cpu`, `webgpu:0`, `sim:0`, `meta`. */
  readonly device: string;
  readonly requiresGrad: boolean;
  /** What computed the tensor, such as `AddBackward0`, or null for a leaf. */
  readonly gradFnName: string | null;
  /** The elements in row-major order, of the shape {@link summarisedShape} gives; unread on meta. */
  readonly values: ArrayLike<number>;
}

/** Says whether a tensor of this shape has too many elements to show them all. */
export function isSummarised(shape: readonly number[]): boolean {
  return shape.reduce((product, length) => product * length, 1) > current.threshold;
}

/**
 * The shape of the elements that are shown of a tensor: for a summarised one each long dimension
 * is reduced to its first and last `edgeItems`, otherwise all of it.
 *
 * @param shape the shape of the whole tensor
 * @returns the shape of {@link Printable.values}
 */
export function summarisedShape(shape: readonly number[]): number[] {
  const most = isSummarised(shape) ? 2 * current.edgeItems : Infinity;
  return shape.map((length) => Math.min(length, most));
}

/**
 * A tensor as text.
 *
 * @param t what to print
 * @param prefix what stands before the elements; its length indents the lines that follow
 * @returns one or more lines, without a newline at the end
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = formatTensor({
 *   shape: [2],
 *   dtype: "float32",
 *   device: "webgpu:0",
 *   requiresGrad: false,
 *   gradFnName: null,
 *   values: [0.5, -1],
 * });
 * assertEquals(text, "tensor([ 0.5000, -1.0000], device='webgpu:0')");
 * ```
 */
export function formatTensor(t: Printable, prefix = "tensor("): string {
  const meta = t.device === "meta";
  const empty = t.shape.includes(0);
  const suffixes: string[] = [];
  if (t.device !== "cpu") suffixes.push(`device='${t.device}'`);
  if (meta || (empty && t.shape.length !== 1)) suffixes.push(`size=${tuple(t.shape)}`);
  // Elements that can be seen tell that they are bools.
  const obvious = t.dtype === "float32" || (t.dtype === "bool" && !meta && !empty);
  if (!obvious) suffixes.push(`dtype=torch.${t.dtype}`);
  if (t.gradFnName !== null) suffixes.push(`grad_fn=<${t.gradFnName}>`);
  else if (t.requiresGrad) suffixes.push("requires_grad=True");

  const contents = meta ? "..." : empty ? "[]" : elements(t, prefix.length);
  return addSuffixes(prefix + contents, suffixes, prefix.length);
}

/** Python's way of writing a tuple: `()`, `(2,)`, `(2, 3)`. */
function tuple(lengths: readonly number[]): string {
  return lengths.length === 1 ? `(${lengths[0]},)` : `(${lengths.join(", ")})`;
}

/** Appends the suffixes and the closing parenthesis, on new lines where they do not fit. */
function addSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  // Two too many, as PyTorch counts: a line that would just fit is broken.
  let column = text.length - text.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    if (column + suffix.length + 2 > current.lineWidth) {
      text += `,\n${" ".repeat(indent)}${suffix}`;
      column = indent + suffix.length;
    } else {
      text += `, ${suffix}`;
      column += suffix.length + 2;
    }
  }
  return `${text})`;
}

/** How the elements of one tensor are written. */
interface CellFormat {
  /** The width that shorter cells are padded to; `nan`, `inf` and forced notations may exceed it. */
  readonly width: number;
  readonly write: (value: number) => string;
}

/** The elements in brackets; every cell is written before the layout nests them. */
function elements(t: Printable, indent: number): string {
  const { width, write } = cellFormat(t.dtype, t.values);
  const cells = Array.from(t.values, (value) => write(value).padStart(width));
  return layOut(cells, t.shape, indent, width, isSummarised(t.shape));
}

/** Nests the cells of (a part of) a tensor in brackets, each level indented by one more. */
function layOut(
  cells: readonly string[],
  shape: readonly number[],
  indent: number,
  cellWidth: number,
  summarise: boolean,
): string {
  const [length, ...inner] = shape;
  if (length === undefined) return `${cells[0]}`;

  const { edgeItems, lineWidth } = current;
  const elided = summarise && length > 2 * edgeItems;
  const shown = elided ? 2 * edgeItems : length;
  const stride = cells.length / shown;
  const items: string[] = [];
  for (let i = 0; i < shown; i++) {
    const part = cells.slice(i * stride, (i + 1) * stride);
    items.push(layOut(part, inner, indent + 1, cellWidth, summarise));
  }
  const vector = inner.length === 0;
  if (elided) items.splice(edgeItems, 0, vector && edgeItems > 0 ? " ..." : "...");

  const margin = " ".repeat(indent + 1);
  // Blank lines part matrices: one more newline for each dimension inside.
  if (!vector) return `[${items.join(`,${"\n".repeat(inner.length)}${margin}`)}]`;
  const perLine = Math.max(1, Math.floor((lineWidth - indent) / (cellWidth + 2)));
  const lines: string[] = [];
  for (let i = 0; i < items.length; i += perLine) {
    lines.push(items.slice(i, i + perLine).join(", "));
  }
  return `[${lines.join(`,\n${margin}`)}]`;
}

function cellFormat(dtype: DType, values: ArrayLike<number>): CellFormat {
  if (isFloating(dtype)) return floatFormat(Array.from(values));
  const write = dtype === "bool" ? (value: number) => (value ? "True" : "False") : String;
  return { width: widest(Array.from(values), write), write };
}

/** Chooses the notation of all floats of a tensor from those that are neither 0, inf nor nan. */
function floatFormat(values: readonly number[]): CellFormat {
  const { precision, sciMode } = current;
  const ordinary = values.filter((value) => Number.isFinite(value) && value !== 0);
  const whole = ordinary.every(Number.isInteger);
  let [min, max] = [Infinity, 0];
  for (const value of ordinary) {
    min = Math.min(min, Math.abs(value));
    max = Math.max(max, Math.abs(value));
  }
  const spread = max / min > 1000 || max > 1e8 || min < 1e-4;

  const scientific = (value: number): string => toScientific(value, precision);
  const plain = whole
    ? (value: number): string => toFixed(value, 0) + (Number.isFinite(value) ? "." : "")
    : (value: number): string => toFixed(value, precision);
  const chosen = spread ? scientific : plain;
  // PyTorch keeps the width of the notation it would have chosen, and overrules nothing when all
  // elements are 0, inf or nan.
  const overruled = sciMode !== null && ordinary.length > 0;
  const write = overruled ? (sciMode ? scientific : plain) : chosen;
  return { width: widest(ordinary, chosen), write };
}

function widest(values: readonly number[], write: (value: number) => string): number {
  return values.reduce((width, value) => Math.max(width, write(value).length), 1);
}

/** Python's `{:.<digits>f}`. JavaScript's own toFixed rounds ties away from zero, Python to even. */
function toFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const { numerator, places } = exactDecimal(value);
  const rounded = shiftRounded(numerator, digits - places).toString().padStart(digits + 1, "0");
  return sign(value) + withPoint(rounded, digits);
}

/** Python's `{:.<digits>e}`: one digit before the point, and an exponent of at least two. */
function toScientific(value: number, digits: number): string {
  if (!Number.isFinite(value)) return nonFinite(value);
  const { numerator, places } = exactDecimal(value);
  const length = numerator.toString().length;
  // Only 0 has too few digits to begin with.
  let rounded = shiftRounded(numerator, digits + 1 - length).toString().padStart(digits + 1, "0");
  let exponent = length - 1 - places;
  if (rounded.length > digits + 1) {
    // 9.99996 became 10.0000.
    rounded = rounded.slice(0, -1);
    exponent += 1;
  }
  const power = `${Math.abs(exponent)}`.padStart(2, "0");
  return `${sign(value)}${withPoint(rounded, digits)}e${exponent < 0 ? "-" : "+"}${power}`;
}

function nonFinite(value: number): string {
  return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? "-" : "";
}

function withPoint(digits: string, fraction: number): string {
  return fraction === 0 ? digits : `${digits.slice(0, -fraction)}.${digits.slice(-fraction)}`;
}

/** A number without its sign as numerator / 10^places, exactly: m / 2^k = m * 5^k / 10^k. */
function exactDecimal(value: number): { numerator: bigint; places: number } {
  let m = Math.abs(value);
  let places = 0;
  for (; !Number.isInteger(m); m *= 2) places++;
  return { numerator: BigInt(m) * 5n ** BigInt(places), places };
}

/** value * 10^places, rounded to a whole number, ties to even. */
function shiftRounded(value: bigint, places: number): bigint {
  if (places >= 0) return value * 10n ** BigInt(places);
  const divisor = 10n ** BigInt(-places);
  const [quotient, twice] = [value / divisor, (value % divisor) * 2n];
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}
