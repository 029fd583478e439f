/**
 * How elements lie in GPU memory, and the way from there to what kernels compute in, and back. WGSL has
 * no bytes in buffers, so `bool` and `uint8` take a word each.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import type { ComputeType } from "../../expression.ts";
import type { Helper } from "./prelude.ts";

/** Types of elements in buffers. */
export type StorageType = "f32" | "f16" | "i32" | "u32";

/** A piece of WGSL, and the prelude functions it calls. */
export interface Snippet {
  readonly text: string;
  readonly uses: readonly Helper[];
}

const STORAGE: Readonly<Record<Exclude<DType, "float64">, StorageType>> = {
  float32: "f32",
  float16: "f16",
  int32: "i32",
  uint32: "u32",
  uint8: "u32",
  bool: "u32",
};

/** WGSL's type for what a kernel computes in. */
export const COMPUTE: Readonly<Record<ComputeType, "f32" | "i32" | "u32">> = {
  float: "f32",
  int: "i32",
  uint: "u32",
};

/** The dtypes in which computed values lie in buffers between kernels. */
export const PARTIAL: Readonly<Record<ComputeType, DType>> = {
  float: "float32",
  int: "int32",
  uint: "uint32",
};

/** The type under which elements of a dtype lie in buffers. */
export function storageType(dtype: DType): StorageType {
  if (dtype === "float64") {
    throw new TypeError('webgpu does not support float64\nConvert it first: x.to("float32").');
  }
  return STORAGE[dtype];
}

/** Bytes that an element takes in GPU memory. */
export function storageBytes(dtype: DType): number {
  return storageType(dtype) === "f16" ? 2 : 4;
}

/** What a dtype computes in. */
export function computeTypeOf(dtype: DType): ComputeType {
  if (dtype === "float32" || dtype === "float16") return "float";
  return dtype === "uint32" ? "uint" : "int";
}

/** `enable f16;` where one of the dtypes needs it. Stands before everything else. */
export function enableFor(dtypes: readonly DType[]): string {
  return dtypes.includes("float16") ? "enable f16;\n" : "";
}

/** An element, as it lies in memory, converted to the type that a kernel computes in. */
export function load(dtype: DType, compute: ComputeType, x: string): Snippet {
  const storage = storageType(dtype);
  if (storage === COMPUTE[compute]) return plain(x);
  if (compute === "float") return plain(`f32(${x})`);
  if (storage === "f32" || storage === "f16") {
    const convert = compute === "int" ? "to_i32" : "to_u32";
    return { text: `${convert}(${storage === "f16" ? `f32(${x})` : x})`, uses: [convert] };
  }
  return plain(`${COMPUTE[compute]}(${x})`);
}

/** Whether an element, as it lies in memory, differs from zero; NaN does. */
export function loadTruth(dtype: DType, x: string): Snippet {
  switch (storageType(dtype)) {
    case "f32":
      return { text: `nonzero(${x})`, uses: ["nonzero"] };
    case "f16":
      return { text: `nonzero(f32(${x}))`, uses: ["nonzero"] };
    case "i32":
      return plain(`(${x} != 0i)`);
    case "u32":
      return plain(`(${x} != 0u)`);
  }
}

/** A result, converted to how its dtype lies in memory. */
export function store(compute: ComputeType, dtype: DType, x: string): Snippet {
  const storage = storageType(dtype);
  if (dtype === "bool") {
    return compute === "float"
      ? { text: `u32(nonzero(${x}))`, uses: ["nonzero"] }
      : plain(`u32(${x} != ${compute === "int" ? "0i" : "0u"})`);
  }
  if (dtype === "uint8") {
    return compute === "float"
      ? { text: `(u32(to_i32(${x})) & 255u)`, uses: ["to_i32"] }
      : plain(`(u32(${x}) & 255u)`);
  }
  if (storage === COMPUTE[compute]) return plain(x);
  if (storage === "f16") {
    const float = compute === "float" ? x : `f32(${x})`;
    return { text: `to_f16(${float})`, uses: ["to_f16"] };
  }
  if (storage === "f32") return plain(`f32(${x})`);
  if (compute === "float") {
    const convert = storage === "i32" ? "to_i32" : "to_u32";
    return { text: `${convert}(${x})`, uses: [convert] };
  }
  return plain(`${storage}(${x})`);
}

/** A truth value, converted to how its dtype lies in memory. */
export function storeTruth(dtype: DType, x: string): Snippet {
  return plain(`${storageType(dtype)}(${x})`);
}

function plain(text: string): Snippet {
  return { text, uses: [] };
}
