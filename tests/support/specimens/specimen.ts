/**
 * Operations as the tests of properties know them: what they are given, and how they are called.
 *
 * @module
 */
import fc from "fast-check";
import { type Tensor, tensor } from "@hibana/hibana";
import { type Shape, sizeOf } from "../../../src/tensor/shape.ts";
import { type Range, shapes, type Sketch, sketchOf } from "../sketches.ts";

/** What shapes are made of. */
export interface Extents {
  /** The sizes of dimensions. */
  readonly size: fc.Arbitrary<number>;
  /** How many dimensions what takes any shape is given at most. */
  readonly maxRank: number;
}

/** An operation, with everything that its operands must fulfil. */
export interface Specimen {
  /** The shapes of its operands. */
  readonly shapes: (extents: Extents) => fc.Arbitrary<readonly Shape[]>;
  /**
   * Performs it.
   *
   * @param operands tensors of floats
   * @param random a number from 0 to 99, for dimensions and other arguments
   * @returns its first result
   */
  readonly call: (operands: readonly Tensor[], random: number) => Tensor;
  /** The numbers that each operand has. Default: from -3 to 3. */
  readonly ranges: readonly (Range | undefined)[];
  /** How many derivatives can be measured: where it bends the second cannot, where it jumps none. */
  readonly derivatives: 0 | 1 | 2;
}

/** Operations by name. */
export type Specimens = Readonly<Record<string, Specimen>>;

/** What an operation is given: operands on paper and a number. */
export interface Question {
  readonly sketches: readonly Sketch[];
  readonly random: number;
}

/** Questions to an operation; even the first few have shapes of all kinds. */
export function questions({ shapes, ranges }: Specimen, extents: Extents): fc.Arbitrary<Question> {
  return fc.noBias(fc.record({
    sketches: shapes(extents).chain((all) =>
      fc.tuple(...all.map((shape, place) => sketchOf(shape, place, ranges[place])))
    ),
    random: fc.nat({ max: 99 }),
  }));
}

/**
 * So many runs, the same each time: a failure can be run again. Each operation has a seed of its own, so
 * that a few runs of many operations try many shapes.
 */
export function runs(name: string, numRuns: number): { numRuns: number; seed: number } {
  return {
    numRuns,
    seed: [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0) | 0, 1),
  };
}

/** What may be said of an operation besides how it is called. */
interface Details {
  readonly ranges?: Specimen["ranges"];
  readonly derivatives?: Specimen["derivatives"];
}

/** An operation of one tensor of any shape from the lowest rank that it takes. */
export function ofOne(
  call: (x: Tensor, random: number) => Tensor,
  { minRank = 0, ranges = [], derivatives = 2 }: Details & { readonly minRank?: number } = {},
): Specimen {
  return {
    shapes: ({ size, maxRank }) => shapes(size, minRank, maxRank).map((shape) => [shape]),
    call: ([x], random) => call(x!, random),
    ranges,
    derivatives,
  };
}

/** An operation whose operands' shapes are made of sizes named by letters: `["bik", "bkj"]`. */
export function lettered(
  operands: readonly string[],
  call: (operands: readonly Tensor[], random: number) => Tensor,
  { ranges = [], derivatives = 2 }: Details = {},
): Specimen {
  const letters = [...new Set(operands.join(""))].filter((letter) => !/\d/.test(letter));
  return {
    shapes: ({ size }) =>
      fc.tuple(...letters.map(() => size)).map((sizes) =>
        operands.map((text) =>
          [...text].map((letter) =>
            /\d/.test(letter) ? Number(letter) : sizes[letters.indexOf(letter)]!
          )
        )
      ),
    call,
    ranges,
    derivatives,
  };
}

/** A dimension of a tensor, counted from the front or from the back. */
export function dimOf(x: Tensor, random: number): number {
  const rank = Math.max(x.ndim, 1);
  return random % rank - (random % 7 < 3 ? rank : 0);
}

/** An index tensor of that shape on the device of another: uneven numbers below a bound. */
export function indices(x: Tensor, shape: Shape, below: number, random: number): Tensor {
  const count = sizeOf(shape);
  const numbers = Int32Array.from({ length: count }, (_, i) => (5 * i + i * i + random) % below);
  return tensor(numbers, { device: x.device }).reshape([...shape]);
}
