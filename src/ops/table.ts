/**
 * Whole rows of a matrix at a time, on devices that have kernels for it.
 *
 * @module
 */
import type { IndexRule } from "../device/out_of_range.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fusedFor, resultLike, rowsOf, viewAs } from "./fused.ts";

/**
 * The rows of a table that a vector of indices (int32) names, off the tape; undefined where the device has no kernel
 * for it.
 *
 * @param table [rows, ...], contiguous
 */
export function takeRows(table: Tensor, index: Tensor, rule: IndexRule): Tensor | undefined {
  const fused = fusedFor(table);
  if (fused.takeRows === undefined || !fits(table, index)) return undefined;
  const output = resultLike(table, table.shape.with(0, index.numel));
  const columns = table.numel / table.shape[0]!;
  const at = index.contiguous();
  fused.takeRows(rowsOf(table, columns), viewAs(at, at.numel), rowsOf(output, columns), rule);
  return output;
}

/**
 * Adds rows to those of a table that a vector of indices (int32, all in range) names, in place and off the tape; says
 * no where the device has no kernel for it.
 *
 * @param table [rows, ...], contiguous, which nothing else has seen
 */
export function addRows(table: Tensor, index: Tensor, rows: Tensor): boolean {
  const fused = fusedFor(table, rows);
  if (fused.addRows === undefined || !fits(table, index)) return false;
  const columns = table.numel / table.shape[0]!;
  const at = index.contiguous();
  fused.addRows(
    rowsOf(table, columns),
    viewAs(at, at.numel),
    rowsOf(rows.contiguous(), columns),
  );
  return true;
}

function fits(table: Tensor, index: Tensor): boolean {
  return table.ndim > 0 && table.isContiguous() && index.numel > 0 && index.device === table.device;
}
