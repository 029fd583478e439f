/**
 * Keys: words in the order in which sorting puts elements, NaN last and both zeros the same.
 *
 * @module
 */
import type { DType } from "../../../tensor/dtype.ts";
import { computeTypeOf, storageType } from "./types.ts";

/** The type under which kernels that only move and compare see elements: bits, if they fill a word. */
export function wordType(dtype: DType): "u32" | "f16" {
  return storageType(dtype) === "f16" ? "f16" : "u32";
}

/** The function `key`, from an element as {@linkcode wordType} has it. */
export function keyCode(dtype: DType): string {
  const compute = computeTypeOf(dtype);
  if (compute !== "float") {
    const signed = storageType(dtype) === "i32";
    return `fn key(x: u32) -> u32 { return x${signed ? " ^ 0x80000000u" : ""}; }`;
  }
  const word = wordType(dtype);
  return `fn key(x: ${word}) -> u32 {
  let bits = ${word === "f16" ? "bitcast<u32>(f32(x))" : "x"};
  let size = bits & 0x7fffffffu;
  if (size > 0x7f800000u) { return 0xffffffffu; }
  if (size == 0u) { return 0x80000000u; }
  return select(~bits, bits | 0x80000000u, bits == size);
}`;
}
