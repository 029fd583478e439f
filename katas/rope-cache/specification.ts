/** What a rotary position embedding does, sentence by sentence: for the learner's code, and for ours. */
import { ones, type Tensor, tensor } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** The angle by which pair i of a token is turned at a position, to fifteen digits. */
function angle(position: number, i: number, dim: number): number {
  return position * 10000 ** (-2 * i / dim);
}

/** A row for each position, with a number for each pair. */
function table(f: (angle: number) => number, dim: number, positions: number[]): number[][] {
  return positions.map((p) => Array.from({ length: dim / 2 }, (_, i) => f(angle(p, i, dim))));
}

/** What becomes of tokens of nothing but ones, at these positions. */
function turnedOnes(dim: number, positions: number[]): number[][] {
  const first = table((a) => Math.cos(a) - Math.sin(a), dim, positions);
  const second = table((a) => Math.sin(a) + Math.cos(a), dim, positions);
  return first.map((row, p) => [...row, ...second[p]!]);
}

/** The numbers from start to end - 1. */
function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}

/** What forward gives. */
function run(rope: InstanceType<Answer["Rope"]>, x: Tensor, what: string, start?: number): Tensor {
  return expectWorks(() => rope.forward(x, start), `forward ${what}`);
}

/** Where two tables differ most, and by how much. */
function worst(actual: number[][], exact: number[][]): { row: number; error: number } {
  const errors = exact.map((row, p) =>
    Math.max(...row.map((e, i) => Math.abs(actual[p]![i]! - e)))
  );
  const error = Math.max(...errors);
  return { row: errors.indexOf(error), error };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "the tables hold the cosine and sine of each position times each frequency",
    check({ Rope }) {
      const rope = new Rope(4, 3);
      const positions = range(0, 3);
      expectValues(rope.cos, table(Math.cos, 4, positions), "of new Rope(4, 3), rope.cos");
      expectValues(rope.sin, table(Math.sin, 4, positions), "of new Rope(4, 3), rope.sin");
    },
  },
  {
    name: "the tables are buffers, and nothing else is registered",
    check({ Rope }) {
      const rope = new Rope(4, 3);
      expectEqual(rope.namedBuffers().map(([name]) => name), ["cos", "sin"], "the buffers");
      expectEqual(rope.namedParameters().length, 0, "the number of parameters");
    },
  },
  {
    name: "checkpoints do not hold the tables, which can be computed at any time",
    check({ Rope }) {
      expectEqual([...new Rope(4, 3).stateDict().keys()], [], "the keys of rope.stateDict()");
    },
  },
  {
    name: "forward turns the numbers i and i + dim / 2 of a token by the angle of its position",
    check({ Rope }) {
      const positions = range(0, 4);
      expectValues(
        run(new Rope(2, 4), tensor(positions.map(() => [1, 0])), "of four tokens [1, 0]"),
        positions.map((p) => [Math.cos(p), Math.sin(p)]),
        "for four tokens [1, 0], forward(x)",
      );
      expectValues(
        run(new Rope(2, 4), tensor(positions.map(() => [0, 1])), "of four tokens [0, 1]"),
        positions.map((p) => [-Math.sin(p), Math.cos(p)]),
        "for four tokens [0, 1], forward(x)",
      );
      expectValues(
        run(new Rope(4, 2), tensor([[1, 2, 3, 4], [1, 0, 0, 0]]), "of two tokens of 4 numbers"),
        [[1, 2, 3, 4], [Math.cos(1), 0, Math.sin(1), 0]],
        "for the tokens [1, 2, 3, 4] and [1, 0, 0, 0], forward(x)",
      );
    },
  },
  {
    name: "every sequence of a batch is turned alike",
    check({ Rope }) {
      const out = run(new Rope(2, 8), ones(2, 2, 3, 2), "of [2, 2, 3, 2]");
      const each = turnedOnes(2, range(0, 3));
      expectValues(out, Array(2).fill(Array(2).fill(each)), "for ones of [2, 2, 3, 2], forward(x)");
    },
  },
  {
    name: "start is the position of the first token",
    check({ Rope }) {
      const out = run(new Rope(2, 8), ones(3, 2), "of three tokens from position 5", 5);
      expectValues(out, turnedOnes(2, range(5, 8)), "for three tokens of ones, forward(x, 5)");
    },
  },
  {
    name: "to() takes the tables along, and forward works there",
    on: accelerators,
    check({ Rope }, device) {
      const rope = new Rope(4, 3).to(device);
      expectOn(rope.cos, device, `after to("${device}"), rope.cos`);
      expectOn(rope.sin, device, `after to("${device}"), rope.sin`);
      const out = run(rope, ones(3, 4).to(device), `on ${device}`);
      expectValues(out, turnedOnes(4, range(0, 3)), `on ${device}, for ones, forward(x)`);
    },
  },
  {
    name: "what goes into forward in half precision comes out in half precision",
    check({ Rope }) {
      const out = run(new Rope(4, 3), ones(3, 4).to("float16"), "of a float16 tensor");
      expectEqual(out.dtype, "float16", "for x of float16, the dtype of forward(x)");
    },
  },
  {
    name: "the tables stay float32 when the module is cast to half precision",
    check({ Rope }) {
      const rope = expectWorks(() => new Rope(4, 3).to("float16"), 'to("float16")');
      expectEqual(rope.cos.dtype, "float32", 'after to("float16"), the dtype of rope.cos');
      expectEqual(rope.sin.dtype, "float32", 'after to("float16"), the dtype of rope.sin');
    },
  },
  {
    name: "the tables stay float32 when it is the model around the module that is cast",
    check({ Rope }) {
      // The model has to be of the learner's Module, and this is one.
      const model = new Rope(2, 1);
      const rope = new Rope(4, 3);
      model.registerModule("rope", rope);
      model.to("float16");
      expectEqual(rope.cos.dtype, "float32", 'after model.to("float16"), the dtype of rope.cos');
      expectEqual(rope.sin.dtype, "float32", 'after model.to("float16"), the dtype of rope.sin');
    },
  },
  {
    name: "no cast changes what the tables hold",
    check({ Rope }) {
      const rope = new Rope(16, 400);
      for (const name of ["cos", "sin"] as const) {
        const before = rope[name].toArray() as number[][];
        const after = rope.to("float16").to("float32")[name].toArray() as number[][];
        const { row, error } = worst(after, before);
        expect(
          error === 0,
          `after to("float16") and to("float32"), rope.${name} should hold what it held, ` +
            `but row ${row} is off by ${error.toPrecision(2)}`,
        );
      }
    },
  },
  {
    name: "past position 256, the output is as close as half precision can be",
    check({ Rope }) {
      const [dim, positions] = [64, range(256, 512)];
      const rope = new Rope(dim, 512).to("float16");
      const x = ones(positions.length, dim).to("float16");
      const out = run(rope, x, "of a float16 tensor", 256).toArray() as number[][];
      const { row, error } = worst(out, turnedOnes(dim, positions));
      expect(
        error < 0.0006,
        "in float16, forward(x) should be off by no more than half a step of float16, 0.0005, " +
          `but at position ${256 + row} it is off by ${error.toPrecision(2)}`,
      );
    },
  },
  {
    name: "a module in half precision can be moved, and its tables are still float32",
    on: accelerators,
    check({ Rope }, device) {
      const rope = new Rope(4, 3).to("float16").to(device);
      const what = `after to("float16") and to("${device}")`;
      for (const name of ["cos", "sin"] as const) {
        expectOn(rope[name], device, `${what}, rope.${name}`);
        expectEqual(rope[name].dtype, "float32", `${what}, the dtype of rope.${name}`);
      }
    },
  },
];
