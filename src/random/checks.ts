/**
 * How PyTorch's messages about random numbers spell numbers and types.
 *
 * @module
 */

import type { DType } from "../tensor/dtype.ts";

/** The C++ type behind a dtype, as in `to is out of bounds for float`. */
export const CPP_TYPE: Readonly<Record<DType, string>> = {
  float32: "float",
  float16: "c10::Half",
  float64: "double",
  int32: "int",
  uint32: "unsigned int",
  uint8: "unsigned char",
  bool: "bool",
};

/** A double as C++ streams print it: six significant digits, `1e+10`, `nan`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  const [digits, power] = value.toExponential(5).split("e") as [string, string];
  const exponent = Number(power);
  if (value === 0 || (exponent >= -4 && exponent < 6)) return String(Number(value.toPrecision(6)));
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${Number(digits)}e${exponent < 0 ? "-" : "+"}${size}`;
}
