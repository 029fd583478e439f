/**
 * Reductions of float32 whose elements lie in rows or, for sums, in columns: four at a time, with nothing to work
 * out for an element but the next place. Half the time of the general kernels on llvmpipe (0.42 ms against 0.85 for [512, 768]).
 *
 * @module
 */
import type { Reduction, View } from "../../../backend.ts";
import type { Block } from "../../memory.ts";
import type { Queue } from "../../queue.ts";
import { COLUMN_SUM, runColumns } from "./columns.ts";
import type { RowProgram } from "./program.ts";
import { runRows } from "./run.ts";

function program(name: string, start: string, pair: string): RowProgram {
  return {
    name,
    elements: ["x"],
    state: { s: start },
    pair,
    results: { total: "state.s" },
    uses: ["from_bits"],
  };
}

/** NaN wins, and is told by its bits. */
function extreme(symbol: "<" | ">"): string {
  const lost = (x: string): string => `((bitcast<U>(${x}) & U(0x7fffffffu)) > U(0x7f800000u))`;
  return `select(select(b, a, (a ${symbol} b) | ${lost("a")}), b, ${lost("b")})`;
}

const PROGRAMS: Readonly<Partial<Record<Reduction, RowProgram>>> = {
  sum: program("rowSum", "0.0", "a + b"),
  max: program("rowMaximum", "from_bits(0xff800000u)", extreme(">")),
  min: program("rowMinimum", "from_bits(0x7f800000u)", extreme("<")),
};

/** Dimensions merged: the sizes, and strides for each view. */
interface Merged {
  readonly shape: readonly number[];
  readonly strides: readonly (readonly number[])[];
}

/**
 * Records a reduction, if it is one of those.
 *
 * @param outside the dimensions of the results, with strides for input and output
 * @param inner the reduced ones
 * @returns whether it was
 */
export function reduceLines(
  queue: Queue,
  reduction: Reduction,
  input: View<Block>,
  output: View<Block>,
  outside: Merged,
  inner: Merged,
): boolean {
  const program = PROGRAMS[reduction];
  if (program === undefined || input.dtype !== "float32" || output.dtype !== "float32") {
    return false;
  }
  if (outside.shape.length > 1 || inner.shape.length !== 1) return false;
  const [results = 1, length] = [outside.shape[0], inner.shape[0]!];
  const [apart = length, outStep = 1] = [outside.strides[0]![0], outside.strides[1]![0]];
  const step = inner.strides[0]![0]!;
  if (outStep !== 1) return false;
  if (step === 1 && apart === length) {
    const job = { rows: results, columns: length, views: { x: input, total: output } };
    runRows(queue, program, job);
    return true;
  }
  if (reduction !== "sum" || apart !== 1) return false;
  const x = { ...input, shape: [length, results], strides: [step, 1] };
  runColumns(queue, COLUMN_SUM, {
    rows: length,
    columns: results,
    views: { x },
    sums: { total: output },
  });
  return true;
}
