/**
 * The CPU's kernels, compiled by `deno task kernels` from the AssemblyScript in wasm/: edit those.
 *
 * @module
 */

/** What the kernels export. Addresses are bytes in the heap. */
export interface Kernels {
  /** The sum of `count` neighbouring floats. */
  sum(x: number, count: number): number;
}

/** The WebAssembly module in base64. */
export const MODULE =
  "AGFzbQEAAAABBwFgAn9/AXwCEgEDZW52Bm1lbW9yeQIDAYCABAMCAQAHEAIDc3VtAAAGbWVtb3J5AgAKzwEBzAEDBXsBfwF8A0AgByABQQhrTARAIAIgAP0ABAAiBv1f/fABIQIgAyAGIAb9DQgJCgsMDQ4PCAkKCwwNDg/9X/3wASEDIAQgAP0ABBAiBv1f/fABIQQgBSAGIAb9DQgJCgsMDQ4PCAkKCwwNDg/9X/3wASEFIAdBCGohByAAQSBqIQAMAQsLIAIgA/3wASAEIAX98AH98AEiAv0hACAC/SEBoCEIA0AgASAHSgRAIAggACoCALugIQggB0EBaiEHIABBBGohAAwBCwsgCAs=";
