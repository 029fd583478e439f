/**
 * Loops in JavaScript, generated for each expression and each combination of dtypes, so that the engine sees one
 * type of array in each and compiles it well. They compute in doubles, whatever the dtype.
 *
 * @module
 */
import { type DType, DTYPES, type TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { type ComputeType, type ElementwiseKernel, kindOf } from "../expression.ts";
import * as bessel from "./bessel.ts";
import * as errorFunction from "./error_function.ts";
import { emit } from "./expression.ts";
import * as gamma from "./gamma.ts";
import * as rounding from "./special.ts";

/** What generated code calls. */
const special = { ...rounding, ...errorFunction, ...gamma, ...bessel };

/** What an elementwise kernel takes. */
export type Operand = View<TypedArray> | number;

/** The two forms of a loop. */
export interface Loops {
  /** Over views whose elements all lie one after the other: all `count` of them. */
  flat: (operands: readonly Operand[], output: View<TypedArray>, count: number) => void;
  /** Over one row: `count` elements, every array from its position on, with its stride; the output's come first. */
  strided: (
    arrays: readonly (TypedArray | number)[],
    positions: readonly number[],
    strides: readonly number[],
    count: number,
  ) => void;
}

/** Loops by {@linkcode signature}. */
type Known = { readonly [form in keyof Loops]: Map<number, Loops[form]> };

const loops = new WeakMap<ElementwiseKernel, Known>();

const CODES = Object.fromEntries(DTYPES.map((dtype, i) => [dtype, i + 1])) as Record<DType, number>;

/** The loop for such operands. */
export function loopFor<F extends keyof Loops>(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: DType,
  form: F,
): Loops[F] {
  let known = loops.get(kernel);
  if (known === undefined) loops.set(kernel, known = { flat: new Map(), strided: new Map() });
  const signature = signatureOf(compute, operands, output);
  let loop = known[form].get(signature) as Loops[F] | undefined;
  if (loop === undefined) {
    const dtypes = operands.map((x) => typeof x === "number" ? undefined : x.dtype);
    loop = generate(kernel, compute, dtypes, output, form) as Loops[F];
    (known[form] as Map<number, Loops[F]>).set(signature, loop);
  }
  return loop;
}

/** One number for all types involved: a digit to base 8 for each, 0 for an operand that is a number. */
function signatureOf(compute: ComputeType, operands: readonly Operand[], output: DType): number {
  let signature = (compute === "float" ? 1 : compute === "int" ? 2 : 3) * 8 + CODES[output];
  for (const x of operands) {
    signature = signature * 8 + (typeof x === "number" ? 0 : CODES[x.dtype]);
  }
  return signature;
}

function generate(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  dtypes: readonly (DType | undefined)[],
  outDtype: DType,
  shape: keyof Loops,
): Loops[keyof Loops] {
  const flat = shape === "flat";
  const { statements, result } = emit(kernel.body, compute, (i) => {
    const dtype = dtypes[i];
    if (dtype === undefined) return `a${i}`;
    const element = flat ? `a${i}[p${i} + i]` : `a${i}[p${i}]`;
    const fractional = dtype.startsWith("float");
    if (compute === "int" && (fractional || dtype === "uint32")) return `${element} | 0`;
    if (compute === "uint" && (fractional || dtype === "int32")) return `${element} >>> 0`;
    return element;
  });
  const truth = kindOf(kernel.body) === "truth";
  const value = truth
    ? `${result} ? 1 : 0`
    : outDtype === "bool"
    ? `${result} !== 0 ? 1 : 0`
    : outDtype.startsWith("float")
    ? result
    : saturating(result, outDtype);
  const indices = [...dtypes.keys()];
  const name = kernel.name.replace(/\W/g, "_");
  const body = statements.join("\n        ");
  const lines = (of: (i: number) => string): string => indices.map(of).join("\n      ");
  const tensors = indices.filter((i) => dtypes[i] !== undefined);
  const source = flat
    ? `
    return function ${name}(operands, output, count) {
      const out = output.buffer, po = output.offset;
      ${lines((i) => `const a${i} = operands[${i}]${dtypes[i] === undefined ? "" : ".buffer"};`)}
      ${tensors.map((i) => `const p${i} = operands[${i}].offset;`).join(" ")}
      for (let i = 0; i < count; i++) {
        ${body}
        out[po + i] = ${value};
      }
    };`
    : `
    return function ${name}_strided(arrays, positions, strides, count) {
      const out = arrays[0], so = strides[0];
      let po = positions[0];
      ${lines((i) => `const a${i} = arrays[${i + 1}], s${i} = strides[${i + 1}];`)}
      ${lines((i) => `let p${i} = positions[${i + 1}];`)}
      for (let i = 0; i < count; i++) {
        ${body}
        out[po] = ${value};
        po += so;
        ${indices.map((i) => `p${i} += s${i};`).join(" ")}
      }
    };`;
  return new Function("special", source)(special) as Loops[keyof Loops];
}

/** Typed arrays wrap what does not fit; 32-bit integers saturate instead, as on GPUs. */
function saturating(value: string, dtype: DType): string {
  if (dtype === "int32") return `Math.max(-2147483648, Math.min(2147483647, ${value}))`;
  if (dtype === "uint32") return `Math.max(0, Math.min(4294967295, ${value}))`;
  return value;
}
