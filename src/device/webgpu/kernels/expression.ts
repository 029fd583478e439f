/**
 * From an expression to WGSL: one function, `body`, that computes one element.
 *
 * @module
 */
import { RuntimeError } from "../../../errors.ts";
import type { DType } from "../../../tensor/dtype.ts";
import {
  type ComputeType,
  type ElementwiseKernel,
  type Expression,
  kindOf,
} from "../../expression.ts";
import type { Helper } from "../wgsl/prelude.ts";
import { PRIMITIVES } from "../wgsl/primitives.ts";
import {
  COMPUTE,
  load,
  loadTruth,
  type Snippet,
  storageType,
  store,
  storeTruth,
} from "../wgsl/types.ts";

/** An operand: elements of a dtype, or one number whose bits come as a parameter. */
export type OperandType = DType | "number";

/**
 * WGSL of a function `body(x0, x1, ...)` from elements as they lie in memory to such an element. The
 * kernel's parameters `p` must have a field `zero` that is 0.
 */
export function bodyCode(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly OperandType[],
  output: DType,
): { text: string; uses: Set<Helper> } {
  const uses = new Set<Helper>();
  const names = new Map<string, string>();
  let statements = "";
  const take = (snippet: Snippet): string => {
    for (const helper of snippet.uses) uses.add(helper);
    return snippet.text;
  };
  /** Every distinct subexpression becomes one variable. */
  const emit = (expression: Expression): string => {
    const args = expression.kind === "apply" ? expression.args.map(emit) : [];
    const text = take(snippetOf(expression, args));
    let name = names.get(text);
    if (name === undefined) {
      name = `t${names.size}`;
      statements += `  let ${name} = ${text};\n`;
      names.set(text, name);
    }
    return name;
  };
  const snippetOf = (expression: Expression, args: readonly string[]): Snippet => {
    switch (expression.kind) {
      case "operand": {
        const [x, type] = [`x${expression.index}`, operands[expression.index]!];
        if (type === "number") return numberOperand(compute, x, expression.as);
        return expression.as === "truth" ? loadTruth(type, x) : load(type, compute, x);
      }
      case "constant":
        return literal(compute, expression.value);
      case "apply": {
        const snippet = PRIMITIVES[compute][expression.fn]?.(...args);
        if (snippet !== undefined) return snippet;
        throw new RuntimeError(
          "no-kernel",
          `"${expression.fn}" not implemented for '${TYPE_NAMES[compute]}'`,
          `Convert first: x.float().`,
        );
      }
    }
  };
  const result = emit(kernel.body);
  const stored = kindOf(kernel.body) === "truth"
    ? storeTruth(output, result)
    : store(compute, output, result);
  const parameters = operands.map((type, i) =>
    `x${i}: ${type === "number" ? "u32" : storageType(type)}`
  );
  const text = `fn body(${parameters.join(", ")}) -> ${storageType(output)} {
${statements}  return ${take(stored)};
}
`;
  return { text, uses };
}

/** The bits under which a number reaches a kernel: as a plain value, NaN and infinity would not. */
export function bitsOf(compute: ComputeType, value: number): number {
  if (compute !== "float") return value | 0;
  floats[0] = value;
  return bits[0]!;
}

/** What PyTorch's messages call these types. */
const TYPE_NAMES: Readonly<Record<ComputeType, string>> = {
  float: "Float",
  int: "Int",
  uint: "UInt32",
};

const floats = new Float32Array(1);
const bits = new Int32Array(floats.buffer);

function numberOperand(compute: ComputeType, x: string, as: "number" | "truth"): Snippet {
  const value = compute === "uint" ? x : `bitcast<${COMPUTE[compute]}>(${x})`;
  if (as === "number") return { text: value, uses: [] };
  return { text: compute === "float" ? `((${x} & 0x7fffffffu) != 0u)` : `(${x} != 0u)`, uses: [] };
}

function literal(compute: ComputeType, value: number): Snippet {
  if (compute === "uint") return { text: `${value >>> 0}u`, uses: [] };
  if (compute === "int") {
    return {
      text: (value | 0) === -(2 ** 31) ? "i32(-2147483648)" : `i32(${value | 0})`,
      uses: [],
    };
  }
  const float = Math.fround(value);
  if (Number.isFinite(float) && Math.abs(float) >= 2 ** -126) {
    return { text: `f32(${Number.isInteger(float) ? float.toExponential() : float})`, uses: [] };
  }
  // WGSL has no literals for infinity and NaN, and drivers fold x * 0 to 0: bits they cannot see through.
  return { text: `from_bits(p.zero | ${bitsOf("float", float) >>> 0}u)`, uses: ["from_bits"] };
}
