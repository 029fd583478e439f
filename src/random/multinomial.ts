/**
 * Draws from categories, row by row.
 *
 * @module
 */

import { RuntimeError } from "../errors.ts";
import { fillExponential } from "./distributions.ts";
import type { Generator } from "./generator.ts";
import { type FloatArray, roundingOf } from "./rounding.ts";

/** PyTorch's limit: float32 cannot tell more categories apart. */
const MOST_CATEGORIES = 2 ** 24;

/** What to draw, and from how many distributions. */
export interface MultinomialOptions {
  /** How many distributions `probabilities` holds, one after another. */
  readonly rows: number;
  /** How many categories each row has. */
  readonly categories: number;
  /** How many categories to draw from each row. */
  readonly samples: number;
  /** Whether a category can be drawn again. */
  readonly replacement: boolean;
}

/**
 * Category indices drawn in proportion to the probabilities of each row, which need not add up to 1.
 *
 * Without replacement, each probability is divided by an exponential number and the largest quotients
 * win, the largest first. With replacement, a uniform number is looked up in the row's running sums
 * (PyTorch 2 draws a single sample in the first way even with replacement). Where categories of
 * probability 0 must fill up the sample, they come in order of index; PyTorch leaves their order to
 * its sorting algorithm.
 *
 * @param probabilities [rows, categories]
 * @returns [rows, samples]
 * @throws {RuntimeError} when there are too few categories, or a row is not a distribution
 */
export function multinomial(
  probabilities: FloatArray,
  options: MultinomialOptions,
  generator: Generator,
): Int32Array<ArrayBuffer> {
  const { rows, categories, samples, replacement } = options;
  checkSamples(options);
  const out = new Int32Array(rows * samples);
  if (out.length === 0) return out;

  if (replacement) {
    for (let row = 0; row < rows; row++) checkRow(rowOf(probabilities, row, categories));
    for (let row = 0; row < rows; row++) {
      const target = out.subarray(row * samples, (row + 1) * samples);
      drawWithReplacement(target, rowOf(probabilities, row, categories), generator);
    }
    return out;
  }

  checkAll(probabilities, rows, categories);
  const scores = probabilities.slice();
  fillExponential(scores, 1, generator);
  const round = roundingOf(scores);
  for (let i = 0; i < scores.length; i++) scores[i] = round(probabilities[i]! / scores[i]!);
  for (let row = 0; row < rows; row++) {
    const target = out.subarray(row * samples, (row + 1) * samples);
    selectLargest(target, rowOf(scores, row, categories));
  }
  return out;
}

function rowOf(values: FloatArray, row: number, length: number): FloatArray {
  return values.subarray(row * length, (row + 1) * length);
}

function checkSamples({ categories, samples, replacement }: MultinomialOptions): void {
  if (samples <= 0) {
    throw new RuntimeError(
      "multinomial-samples",
      "cannot sample n_sample <= 0 samples",
      "Ask for one sample or more.",
    );
  }
  if (!replacement && samples > categories) {
    throw new RuntimeError(
      "multinomial-samples",
      "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
      `Ask for ${categories} samples at most, or pass { replacement: true }.`,
    );
  }
  if (categories > MOST_CATEGORIES) {
    throw new RuntimeError(
      "multinomial-samples",
      "number of categories cannot exceed 2^24",
      `There are ${categories}: draw a group of categories first, then one within it.`,
    );
  }
}

function invalid(message: string): RuntimeError {
  return new RuntimeError(
    "invalid-probabilities",
    message,
    "Each row needs finite numbers from 0 up, not all of them 0; softmax makes such rows.",
  );
}

const SUM_NOT_POSITIVE = "invalid multinomial distribution (sum of probabilities <= 0)";

/** The checks of the way without replacement: the values everywhere first, then the sums. */
function checkAll(probabilities: FloatArray, rows: number, categories: number): void {
  for (const p of probabilities) {
    if (p >= 0 && p < Infinity) continue;
    throw invalid("probability tensor contains either `inf`, `nan` or element < 0");
  }
  for (let row = 0; row < rows; row++) {
    if (rowOf(probabilities, row, categories).every((p) => p === 0)) {
      throw invalid(SUM_NOT_POSITIVE);
    }
  }
}

/** The checks of the way with replacement, in the order in which PyTorch meets the numbers. */
function checkRow(row: FloatArray): void {
  const entry = "invalid multinomial distribution (encountering probability entry";
  for (const p of row) {
    if (!(p >= 0)) throw invalid(`${entry} < 0)`);
    if (p === Infinity) throw invalid(`${entry} = infinity or NaN)`);
  }
  if (row.every((p) => p === 0)) throw invalid(SUM_NOT_POSITIVE);
}

/** Looks uniform numbers up in the normalised running sums, kept in the dtype (float16: float32). */
function drawWithReplacement(
  out: Int32Array<ArrayBuffer>,
  row: FloatArray,
  generator: Generator,
): void {
  const sums = row instanceof Float64Array ? row.slice() : Float32Array.from(row);
  for (let i = 1; i < sums.length; i++) sums[i] = sums[i - 1]! + sums[i]!;
  const total = sums.at(-1)!;
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! / total;
  for (let i = 0; i < out.length; i++) out[i] = firstAtLeast(sums, generator.random53());
}

/** The first index whose running sum reaches a value; the last index where none before it does. */
function firstAtLeast(sums: Float32Array | Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sums[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes the indices of the largest scores, the largest first, equal ones in order. */
function selectLargest(out: Int32Array<ArrayBuffer>, scores: FloatArray): void {
  if (out.length === 1) {
    let best = 0;
    for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
    out[0] = best;
    return;
  }
  const order = Int32Array.from(scores, (_, i) => i);
  order.sort((a, b) => scores[a] === scores[b] ? a - b : scores[a]! > scores[b]! ? -1 : 1);
  out.set(order.subarray(0, out.length));
}
