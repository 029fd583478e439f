/**
 * Whole rows of a table at a time: read by index, and added up by index.
 *
 * @module
 */
import { isGradEnabled, noGrad } from "../autograd/mode.ts";
import type { IndexRule } from "../device/out_of_range.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { addition, alongDim, readAlong, zerosOf } from "./along.ts";
import { changed } from "./change.ts";
import { fusedFor, resultLike, rowsOf, viewAs } from "./fused.ts";

/**
 * The rows of a table that indices name, off the tape.
 *
 * @param table [rows, ...]
 * @param index int32, a vector
 * @param rule what to say about indices out of range
 */
export function rowsAt(table: Tensor, index: Tensor, rule: IndexRule): Tensor {
  const { takeRows } = fusedFor(table);
  if (takeRows === undefined || !table.isContiguous() || !fits(table, index)) {
    return noGrad(() => readAlong(table, 0, alongDim(index, table.shape, 0), rule));
  }
  const output = resultLike(table, table.shape.with(0, index.numel));
  const columns = table.numel / table.shape[0]!;
  const at = index.contiguous();
  takeRows(rowsOf(table, columns), viewAs(at, at.numel), rowsOf(output, columns), rule);
  return output;
}

/**
 * A table of zeros to which rows are added where indices name them: the gradient of {@linkcode rowsAt}'s table.
 *
 * @param rows [indices, ...]
 * @param index int32, a vector, known to be in range
 * @param shape that of the table
 */
export function rowsAddedAt(rows: Tensor, index: Tensor, shape: Shape, rule: IndexRule): Tensor {
  const table = zerosOf(rows, shape);
  const { addRows } = fusedFor(rows, table);
  if (addRows === undefined || isGradEnabled() || !fits(table, index)) {
    return changed(table, addition(0, alongDim(index, shape, 0), rows, rule));
  }
  const columns = table.numel / shape[0]!;
  const at = index.contiguous();
  addRows(rowsOf(table, columns), viewAs(at, at.numel), rowsOf(rows.contiguous(), columns));
  return table;
}

function fits(table: Tensor, index: Tensor): boolean {
  return table.ndim > 0 && index.numel > 0 && index.device === table.device;
}
