/** What views by strides do, sentence by sentence. */
import { arange } from "@hibana/hibana";
import { expect, expectEqual, expectThrows, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import type { View } from "./solution.ts";

type Answer = typeof import("./solution.ts");

/** [[0, 1, 2, 3, 4], [10, 11, 12, 13, 14], [20, 21, 22, 23, 24]] */
function table(): View {
  const data = Float32Array.from({ length: 15 }, (_, i) => 10 * Math.floor(i / 5) + i % 5);
  return { data, shape: [3, 5], strides: [5, 1], offset: 0 };
}

/** The view's elements, nested as its dimensions are. */
function elements({ data, shape, strides, offset }: View, dim = 0, place = offset): unknown {
  if (dim === shape.length) return data[place];
  return Array.from(
    { length: shape[dim]! },
    (_, i) => elements({ data, shape, strides, offset }, dim + 1, place + i * strides[dim]!),
  );
}

/** Holds when a view shows these elements. */
function expectShows(view: View, expected: unknown, what: string): void {
  expectEqual(elements(view), expected, `${what}, what the view shows`);
}

/** Holds when a view looks at the numbers that another one looks at. */
function expectNoCopy(view: View, source: View, what: string): void {
  expect(
    view.data === source.data,
    `${what} should have the very data of the view that it was given, but it has other data`,
  );
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "read finds an element by the strides",
    check({ read }) {
      expectEqual(read(table(), [0, 0]), 0, "in the table, read(view, [0, 0])");
      expectEqual(read(table(), [1, 2]), 12, "in the table, read(view, [1, 2])");
      const columns = { ...table(), shape: [5, 3], strides: [1, 5] };
      expectEqual(read(columns, [2, 1]), 12, "with the strides [1, 5], read(view, [2, 1])");
    },
  },
  {
    name: "read counts from the offset",
    check({ read }) {
      const second = { ...table(), shape: [2, 5], offset: 5 };
      expectEqual(read(second, [1, 2]), 22, "with the offset 5, read(view, [1, 2])");
    },
  },
  {
    name: "transpose swaps two dimensions",
    check({ transpose }) {
      const view = transpose(table(), 0, 1);
      expectEqual(view.shape, [5, 3], "for the shape [3, 5], the shape of transpose(view, 0, 1)");
      expectShows(
        view,
        [[0, 10, 20], [1, 11, 21], [2, 12, 22], [3, 13, 23], [4, 14, 24]],
        "after transpose(view, 0, 1)",
      );
    },
  },
  {
    name: "transpose moves no data",
    check({ transpose }) {
      const view = table();
      expectNoCopy(transpose(view, 0, 1), view, "transpose(view, 0, 1)");
    },
  },
  {
    name: "transpose leaves other dimensions, and the offset, alone",
    check({ transpose }) {
      const view = { ...table(), shape: [2, 2, 3], strides: [5, 1, 1], offset: 5 };
      expectShows(
        transpose(view, 0, 2),
        [[[10, 20], [11, 21]], [[11, 21], [12, 22]], [[12, 22], [13, 23]]],
        "for three dimensions and the offset 5, after transpose(view, 0, 2)",
      );
    },
  },
  {
    name: "slice keeps what is from start up to stop",
    check({ slice }) {
      const view = table();
      expectShows(
        slice(view, 1, 1, 4),
        [[1, 2, 3], [11, 12, 13], [21, 22, 23]],
        "slice(view, 1, 1, 4)",
      );
      expectNoCopy(slice(view, 1, 1, 4), view, "slice(view, 1, 1, 4)");
    },
  },
  {
    name: "slice goes as far as the stride says: a row is five numbers on",
    check({ slice }) {
      expectShows(
        slice(table(), 0, 1, 3),
        [[10, 11, 12, 13, 14], [20, 21, 22, 23, 24]],
        "after slice(view, 0, 1, 3)",
      );
    },
  },
  {
    name: "a slice of a slice begins where the first one does",
    check({ slice }) {
      const rows = { ...table(), shape: [2, 5], offset: 5 };
      expectShows(
        slice(rows, 1, 3, 5),
        [[13, 14], [23, 24]],
        "with the offset 5, after slice(view, 1, 3, 5)",
      );
    },
  },
  {
    name: "slice takes steps",
    check({ slice }) {
      const view = slice(table(), 1, 1, 5, 2);
      expectShows(view, [[1, 3], [11, 13], [21, 23]], "after slice(view, 1, 1, 5, 2)");
    },
  },
  {
    name: "slice takes the last step, too, when it ends before stop",
    check({ slice }) {
      const view = slice(table(), 1, 0, 5, 2);
      expectEqual(view.shape, [3, 3], "columns 0, 2, 4: the shape of slice(view, 1, 0, 5, 2)");
    },
  },
  {
    name: "steps multiply what the stride was",
    check({ slice }) {
      expectShows(
        slice(table(), 0, 0, 3, 2),
        [[0, 1, 2, 3, 4], [20, 21, 22, 23, 24]],
        "after slice(view, 0, 0, 3, 2)",
      );
    },
  },
  {
    name: "expand repeats what has size 1, without copying it",
    check({ expand }) {
      const row = { ...table(), shape: [1, 3], offset: 10 };
      const view = expand(row, [4, 3]);
      const once = [20, 21, 22];
      expectShows(view, [once, once, once, once], "for one row, after expand(view, [4, 3])");
      expectNoCopy(view, row, "expand(view, [4, 3])");
    },
  },
  {
    name: "expand adds new dimensions in front",
    check({ expand }) {
      const view = { ...table(), shape: [3], strides: [1], offset: 0 };
      const expanded = expectWorks(
        () => expand(view, [2, 3]),
        "for the shape [3], expand(view, [2, 3])",
      );
      expectEqual(expanded.shape, [2, 3], "the shape of expand(view, [2, 3])");
      expectShows(
        expanded,
        [[0, 1, 2], [0, 1, 2]],
        "for the shape [3], after expand(view, [2, 3])",
      );
    },
  },
  {
    name: "expand refuses to make another size of 3",
    check({ expand }) {
      const view = { ...table(), shape: [1, 3] };
      expectThrows(
        () => expand(view, [2, 4]),
        Error,
        "The expanded size of the tensor (4) must match the existing size (3)",
        "for the shape [1, 3], expand(view, [2, 4])",
      );
    },
  },
  {
    name: "no function changes the view that it is given",
    check({ expand, slice, transpose }) {
      const view = { ...table(), shape: [1, 5] };
      transpose(view, 0, 1);
      slice(view, 1, 1, 3, 2);
      expand(view, [2, 5]);
      expectEqual(
        [view.shape, view.strides, view.offset],
        [[1, 5], [5, 1], 0],
        "after transpose, slice and expand, the shape, strides and offset of the view given to them",
      );
    },
  },
  {
    name: "a chain of views has the strides that the library's tensors have",
    check({ slice, transpose }) {
      const tensor = arange(60).reshape(3, 4, 5).transpose(0, 2).at("1:5:3", "1:3").transpose(1, 2);
      const data = new Float32Array(60);
      const whole = { data, shape: [3, 4, 5], strides: [20, 5, 1], offset: 0 };
      const view = transpose(slice(slice(transpose(whole, 0, 2), 0, 1, 5, 3), 1, 1, 3), 1, 2);
      const what = "of [3, 4, 5], transposed, sliced 1:5:3 and 1:3, and transposed again";
      expectEqual(view.shape, tensor.shape, `the shape ${what}`);
      expectEqual(view.strides, tensor.strides, `the strides ${what}`);
      expectEqual(view.offset, tensor.storageOffset, `the offset ${what}`);
    },
  },
];
