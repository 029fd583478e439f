import { assert, assertEquals, assertThrows } from "@std/assert";
import { ValueError } from "../src/errors.ts";
import type { DType } from "../src/tensor/dtype.ts";
import {
  formatTensor,
  isSummarised,
  type Printable,
  type PrintOptions,
  type PrintProfile,
  setPrintOptions,
  summarisedShape,
} from "../src/tensor/print.ts";
import fixture from "./fixtures/print.json" with { type: "json" };

/** What tests/oracle/print.py records of one tensor. */
interface Case {
  name: string;
  options: Partial<PrintOptions> & { profile?: PrintProfile };
  shape: number[];
  dtype: DType;
  device: string;
  requiresGrad: boolean;
  gradFnName: string | null;
  /** The elements that are shown, parted by spaces. */
  values: string;
  /** The lines of PyTorch's own text. */
  printed: string[];
}

const cases = fixture as Case[];

/** Runs a test body under the given options, and puts the defaults back. */
function withOptions(options: Parameters<typeof setPrintOptions>[0], body: () => void): void {
  setPrintOptions(options);
  try {
    body();
  } finally {
    setPrintOptions({ profile: "default" });
  }
}

function printable(values: number[], rest: Partial<Printable> = {}): Printable {
  return {
    shape: [values.length],
    dtype: "float32",
    device: "cpu",
    requiresGrad: false,
    gradFnName: null,
    values,
    ...rest,
  };
}

Deno.test("tensors print as PyTorch prints them", async (t) => {
  assert(cases.length > 150);
  for (const { name, options, values, printed, ...rest } of cases) {
    const numbers = values === "" ? [] : values.split(" ").map(Number);
    await t.step(name, () =>
      withOptions(options, () => {
        if (rest.device !== "meta") {
          const shown = summarisedShape(rest.shape).reduce((a, b) => a * b, 1);
          assertEquals(numbers.length, shown, "the elements that PyTorch shows");
        }
        assertEquals(formatTensor({ ...rest, values: numbers }), printed.join("\n"));
      }));
  }
});

Deno.test("a device other than the CPU is named before everything else", () => {
  assertEquals(
    formatTensor(printable([1, 2], { device: "webgpu:0" })),
    "tensor([1., 2.], device='webgpu:0')",
  );
  assertEquals(
    formatTensor(printable([1], { device: "sim:0", dtype: "int32" })),
    "tensor([1], device='sim:0', dtype=torch.int32)",
  );
  assertEquals(
    formatTensor(printable([], { device: "webgpu:0", shape: [2, 0], dtype: "bool" })),
    "tensor([], device='webgpu:0', size=(2, 0), dtype=torch.bool)",
  );
  assertEquals(
    formatTensor(printable([3], { device: "webgpu:0", gradFnName: "SumBackward0", shape: [] })),
    "tensor(3., device='webgpu:0', grad_fn=<SumBackward0>)",
  );
});

Deno.test("a meta tensor prints its size and dtype, and reads no elements", () => {
  assertEquals(
    formatTensor(printable([], { device: "meta", shape: [5000, 3], requiresGrad: true })),
    "tensor(..., device='meta', size=(5000, 3), requires_grad=True)",
  );
  assertEquals(
    formatTensor(printable([], { device: "meta", shape: [2], dtype: "uint32" })),
    "tensor(..., device='meta', size=(2,), dtype=torch.uint32)",
  );
});

Deno.test("a suffix that does not fit moves to a line of its own", () => {
  const options = { device: "webgpu:0", gradFnName: "NativeLayerNormBackward0" };
  assertEquals(
    formatTensor(printable([0.1, 0.2, 0.3, 0.4, 0.5], options)),
    "tensor([0.1000, 0.2000, 0.3000, 0.4000, 0.5000], device='webgpu:0',\n" +
      "       grad_fn=<NativeLayerNormBackward0>)",
  );
});

Deno.test("uint32, which PyTorch 1.13 lacks, prints as the other integers do", () => {
  assertEquals(
    formatTensor(printable([4294967295, 0], { dtype: "uint32" })),
    "tensor([4294967295,          0], dtype=torch.uint32)",
  );
});

Deno.test("a grad_fn hides requires_grad", () => {
  assertEquals(
    formatTensor(printable([1], { requiresGrad: true, gradFnName: "AddBackward0" })),
    "tensor([1.], grad_fn=<AddBackward0>)",
  );
});

Deno.test("the length of the prefix indents the lines that follow", () => {
  const t = printable([1, 2, 3, 4], { shape: [2, 2] });
  assertEquals(formatTensor(t, "Mine("), "Mine([[1., 2.],\n      [3., 4.]])");
  assertEquals(formatTensor(t, ""), "[[1., 2.],\n [3., 4.]])");
  withOptions({ lineWidth: 20 }, () => {
    assertEquals(
      formatTensor(printable([1], { requiresGrad: true }), "Mine("),
      "Mine([1.],\n     requires_grad=True)",
    );
  });
});

Deno.test("a typed array prints like the numbers in it", () => {
  const values = new Float32Array([0.1, -2.5]);
  assertEquals(
    formatTensor({ ...printable([]), shape: [2], values }),
    "tensor([ 0.1000, -2.5000])",
  );
});

Deno.test("a tensor is summarised only above the threshold", () => {
  assert(!isSummarised([1000]));
  assert(isSummarised([1001]));
  assert(isSummarised([20, 1, 51]));
  assert(!isSummarised([]));
  assert(!isSummarised([5000, 0]));
  assertEquals(summarisedShape([10, 100]), [10, 100]);
  assertEquals(summarisedShape([1, 6, 7, 100]), [1, 6, 6, 6]);
  withOptions({ threshold: 3, edgeItems: 1 }, () => {
    assertEquals(summarisedShape([3]), [3]);
    assertEquals(summarisedShape([2, 4]), [2, 2]);
  });
});

Deno.test("without edge items a summary shows no element, as in PyTorch 2", () => {
  withOptions({ threshold: 3, edgeItems: 0 }, () => {
    assertEquals(summarisedShape([4, 5]), [0, 0]);
    assertEquals(formatTensor(printable([], { shape: [4] })), "tensor([...])");
    assertEquals(formatTensor(printable([], { shape: [4, 5] })), "tensor([...])");
  });
});

Deno.test("setPrintOptions keeps what it is not given, but resets sciMode", () => {
  const text = (): string => formatTensor(printable([1.5]));
  withOptions({ precision: 2, sciMode: true }, () => {
    assertEquals(text(), "tensor([1.50e+00])");
    setPrintOptions({ edgeItems: 1 });
    assertEquals(text(), "tensor([1.50])");
  });
  assertEquals(text(), "tensor([1.5000])");
});

Deno.test("setPrintOptions refuses what it cannot use, and then changes nothing", () => {
  const refused: [Record<string, unknown>, typeof TypeError | typeof ValueError, string][] = [
    [{ precision: "2" }, TypeError, "precision must be a number, not string"],
    [{ sciMode: 1 }, TypeError, "sciMode must be a boolean or null, not number"],
    [{ precision: -1 }, ValueError, "precision must be a whole number from 0, not -1"],
    [{ edgeItems: 1.5 }, ValueError, "edgeItems must be a whole number from 0, not 1.5"],
    [{ precision: Infinity }, ValueError, "precision must be a whole number from 0, not Infinity"],
    [{ threshold: NaN }, ValueError, "threshold must not be NaN"],
    [{ profile: "tiny" }, ValueError, "unknown print profile: tiny"],
  ];
  for (const [options, error, message] of refused) {
    withOptions({}, () => {
      assertThrows(() => setPrintOptions({ lineWidth: 8, ...options }), error, message);
      assertEquals(formatTensor(printable([1, 2, 3])), "tensor([1., 2., 3.])");
    });
  }
});
