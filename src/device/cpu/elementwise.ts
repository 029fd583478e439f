/**
 * Elementwise kernels on the CPU: a loop generated for each expression and each combination of dtypes,
 * so that the engine sees one type of array in it and compiles it well.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import { collapse, sizeOf } from "../../tensor/shape.ts";
import type { View } from "../backend.ts";
import { type ComputeType, type ElementwiseKernel, kindOf } from "../expression.ts";
import * as bessel from "./bessel.ts";
import * as errorFunction from "./error_function.ts";
import { emit } from "./expression.ts";
import * as gamma from "./gamma.ts";
import * as rounding from "./special.ts";
import { walk } from "./walk.ts";

/** What generated code calls. */
const special = { ...rounding, ...errorFunction, ...gamma, ...bessel };

type Operand = View<TypedArray> | number;

/** Computes one row: `count` elements, every array from its position on, with its stride. */
type RowLoop = (
  arrays: readonly (TypedArray | number)[],
  positions: readonly number[],
  strides: readonly number[],
  count: number,
) => void;

const loops = new WeakMap<ElementwiseKernel, Map<string, RowLoop>>();

/** Evaluates an expression for every element of the output; see {@linkcode Backend.elementwise}. */
export function elementwise(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: View<TypedArray>,
): void {
  if (sizeOf(output.shape) === 0) return;
  const loop = loopFor(kernel, compute, operands, output.dtype);
  const { shape, strides } = collapse(
    output.shape,
    [output.strides, ...operands.map((x) => typeof x === "number" ? [] : x.strides)]
      .map((s) => s.length === output.shape.length ? s : new Array(output.shape.length).fill(0)),
  );
  const arrays = [output.buffer, ...operands.map((x) => typeof x === "number" ? x : x.buffer)];
  const positions = [output.offset, ...operands.map((x) => typeof x === "number" ? 0 : x.offset)];
  const inner = shape.length - 1;
  if (inner < 0) return loop(arrays, positions, positions.map(() => 0), 1);
  const rowStrides = strides.map((s) => s[inner]!);
  const rowLength = shape[inner]!;
  walk(shape.slice(0, inner), strides, positions, (at) => loop(arrays, at, rowStrides, rowLength));
}

function loopFor(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  outDtype: DType,
): RowLoop {
  let known = loops.get(kernel);
  if (known === undefined) loops.set(kernel, known = new Map());
  let signature = `${compute}>${outDtype}`;
  for (const x of operands) signature += typeof x === "number" ? ",#" : `,${x.dtype}`;
  let loop = known.get(signature);
  if (loop === undefined) {
    loop = generate(
      kernel,
      compute,
      operands.map((x) => typeof x === "number" ? undefined : x.dtype),
      outDtype,
    );
    known.set(signature, loop);
  }
  return loop;
}

function generate(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  dtypes: readonly (DType | undefined)[],
  outDtype: DType,
): RowLoop {
  const { statements, result } = emit(kernel.body, compute, (i) => {
    const dtype = dtypes[i];
    if (dtype === undefined) return `a${i}`;
    const element = `a${i}[p${i}]`;
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
  const source = `
    return function ${kernel.name.replace(/\W/g, "_")}(arrays, positions, strides, count) {
      const out = arrays[0], so = strides[0];
      let po = positions[0];
      ${indices.map((i) => `const a${i} = arrays[${i + 1}];`).join("\n      ")}
      ${indices.map((i) => `const s${i} = strides[${i + 1}];`).join("\n      ")}
      ${indices.map((i) => `let p${i} = positions[${i + 1}];`).join("\n      ")}
      for (let i = 0; i < count; i++) {
        ${statements.join("\n        ")}
        out[po] = ${value};
        po += so;
        ${indices.map((i) => `p${i} += s${i};`).join(" ")}
      }
    };`;
  return new Function("special", source)(special) as RowLoop;
}

/** Typed arrays wrap what does not fit; 32-bit integers saturate instead, as on GPUs. */
function saturating(value: string, dtype: DType): string {
  if (dtype === "int32") return `Math.max(-2147483648, Math.min(2147483647, ${value}))`;
  if (dtype === "uint32") return `Math.max(0, Math.min(4294967295, ${value}))`;
  return value;
}
