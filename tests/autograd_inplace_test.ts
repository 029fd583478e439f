/** In-place changes on the tape: versions of saved values, leaves, and views with their bases. */

import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  cat,
  noGrad,
  NotImplementedError,
  ones,
  RuntimeError,
  type Tensor,
  tensor,
  zeros,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { firstLine } from "./support/errors.ts";

function leaf(values: number[] | number[][], device = "cpu"): Tensor {
  return tensor(values, { device, requiresGrad: true });
}

/** The message for a saved tensor that has changed, up to its hint. */
function changed(fn: () => unknown): string {
  return firstLine(fn, RuntimeError).split("; expected")[0]!;
}

const MODIFIED =
  "one of the variables needed for gradient computation has been modified by an inplace operation: ";

onEachDevice(
  "a change of a saved operand is noticed at backward, with its maker and version",
  (device) => {
    const x = leaf([1, 2], device);
    const y = x.mul(2);
    const loss = y.mul(y).sum();
    y.add_(1);
    assertEquals(
      firstLine(() => loss.backward(), RuntimeError),
      MODIFIED +
        "[torch.FloatTensor [2]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead. " +
        "Hint: the backtrace further above shows the operation that failed to compute its gradient.",
    );
  },
);

Deno.test("a change of a saved result is noticed, and named after the operation that made it", () => {
  for (const [op, node] of [["exp", "Exp"], ["tanh", "Tanh"], ["sigmoid", "Sigmoid"]] as const) {
    const y = leaf([1, 2])[op]();
    const loss = y.sum();
    y.add_(1);
    assertEquals(
      changed(() => loss.backward()),
      `${MODIFIED}[torch.FloatTensor [2]], which is output 0 of ${node}Backward0, is at version 1`,
    );
  }
});

Deno.test("changes of a saved tensor are noticed through views, bases and detached twins", () => {
  const ways: [string, (y: Tensor) => void][] = [
    ["a view", (y) => y.at(0).mul_(3)],
    ["another shape", (y) => y.view(2, 1).mul_(3)],
    ["a detached twin", (y) => y.detach().mul_(3)],
    ["indices", (y) => y.setAt(0, 1)],
    ["no tape", (y) => noGrad(() => y.mul_(3))],
    ["numbers drawn at random", (y) => noGrad(() => y.uniform_())],
  ];
  for (const [way, change] of ways) {
    const y = leaf([1, 2]).mul(2);
    const loss = y.mul(y).sum();
    change(y);
    assertThrows(() => loss.backward(), RuntimeError, MODIFIED, way);
  }
  const base = leaf([1, 2]).mul(2);
  const view = base.at(0);
  const loss = view.mul(view);
  base.mul_(3);
  assertThrows(() => loss.backward(), RuntimeError, MODIFIED);
});

Deno.test("a change of what backward does not read is no error", () => {
  const x = leaf([1, 2]);
  const y = x.add(1);
  const z = y.add(2);
  y.mul_(10);
  z.sum().backward();
  assertEquals(x.grad!.toArray(), [1, 1]);
  const w = leaf([1, 2]);
  const u = w.mul(2);
  const doubled = u.mul(3);
  u.add_(5);
  doubled.sum().backward();
  assertEquals(w.grad!.toArray(), [6, 6]);
});

onEachDevice("a change in place is an operation on the tape", (device) => {
  const x = leaf([1, 2], device);
  const y = x.mul(2);
  assertStrictEquals(y.mul_(3), y);
  assertEquals([y.gradFn!.name, y.version], ["MulBackward0", 1]);
  y.add_(1);
  y.sum().backward();
  assertEquals(x.grad!.toArray(), [6, 6]);
});

onEachDevice("gradients that read the old value still have it", (device) => {
  const [x, w] = [leaf([1, 2], device), leaf([3, 4], device)];
  const y = x.mul(1);
  y.mul_(w);
  y.sum().backward();
  assertEquals([x.grad!.toArray(), w.grad!.toArray()], [[3, 4], [1, 2]]);

  const a = leaf([1, 2], device);
  const b = a.mul(1);
  b.square_();
  b.log_();
  b.sum().backward();
  assertEquals(a.grad!.toArray(), [2, 1]);
});

onEachDevice("a tensor without a gradient gets one from what is written into it", (device) => {
  const x = zeros(2, { device });
  const w = leaf([1, 2], device);
  x.add_(w);
  assertEquals([x.requiresGrad, x.isLeaf], [true, false]);
  x.mul_(w);
  x.sum().backward();
  assertEquals(w.grad!.toArray(), [2, 4]);
});

onEachDevice("overwriting cuts the gradient of what was there", (device) => {
  for (
    const overwrite of [
      (y: Tensor) => y.zero_(),
      (y: Tensor) => y.fill_(3),
      (y: Tensor) => y.copy_(ones(2, { device })),
    ]
  ) {
    const x = leaf([1, 2], device);
    const y = x.mul(2);
    overwrite(y);
    y.sum().backward();
    assertEquals(x.grad!.toArray(), [0, 0]);
  }
});

onEachDevice("leaves that need a gradient change only off the tape", (device) => {
  const x = leaf([1, 2], device);
  const inPlace = "is being used in an in-place operation.";
  for (
    const fn of [() => x.add_(1), () => x.setAt([[0]], 1), () => x.uniform_(), () => x.zero_()]
  ) {
    assertEquals(firstLine(fn, RuntimeError), `a leaf Variable that requires grad ${inPlace}`);
  }
  for (const fn of [() => x.at(0).add_(1), () => x.setAt(0, 1), () => x.view(2, 1).zero_()]) {
    assertEquals(
      firstLine(fn, RuntimeError),
      `a view of a leaf Variable that requires grad ${inPlace}`,
    );
  }
  assertEquals([x.toArray(), x.version], [[1, 2], 0]);
  noGrad(() => x.add_(1));
  noGrad(() => x.at(0).add_(1));
  assertEquals([x.toArray(), x.isLeaf, x.requiresGrad, x.version], [[3, 3], true, true, 2]);
  x.mul(x).sum().backward();
  assertEquals(x.grad!.toArray(), [6, 6]);
});

Deno.test("a view made off the tape does not change on it", () => {
  for (const x of [leaf([1, 2]), leaf([1, 2]).mul(1)]) {
    const view = noGrad(() => x.at(0));
    assertEquals(
      firstLine(() => view.add_(1), RuntimeError),
      "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).",
    );
    noGrad(() => view.add_(1));
    assertEquals(x.toArray(), [2, 2]);
  }
});

Deno.test("a recorded change of a view needs a base that lies in one piece", () => {
  const base = zeros(2, 3).t().detach();
  const w = leaf([1, 2]);
  assertEquals(
    firstLine(() => base.at(0).add_(w), NotImplementedError),
    "cannot record an in-place change of a view whose base is not contiguous",
  );
  assertEquals([base.requiresGrad, base.sum().item()], [false, 0]);
  base.add_(1);
  base.at(0).add_(tensor([1, 2]));
  assertEquals(base.toArray(), [[2, 3], [1, 1], [1, 1]]);
});

Deno.test("an expanded tensor does not change in place", () => {
  const x = zeros(1, 3).expand(2, 3);
  assertEquals(
    firstLine(() => x.add_(1), RuntimeError),
    "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
  );
  assertEquals(x.toArray(), [[0, 0, 0], [0, 0, 0]]);
});

onEachDevice("a change of a view is a change of its base, for gradients too", (device) => {
  const x = leaf([1, 2, 3], device);
  const y = x.mul(2);
  const view = y.at("1:");
  view.mul_(10);
  assertEquals([y.gradFn!.name, view.gradFn!.name], ["CopySlices", "AsStridedBackward0"]);
  assertEquals(y.toArray(), [2, 40, 60]);
  y.sum().backward();
  assertEquals(x.grad!.toArray(), [2, 20, 20]);
});

onEachDevice("a change of the base is a change of its views, for gradients too", (device) => {
  const x = leaf([1, 2], device);
  const y = x.mul(2);
  const [view, wide] = [y.at(0), y.expand(2, 2)];
  y.mul_(3);
  assertEquals([view.gradFn!.name, view.item()], ["AsStridedBackward0", 6]);
  view.add(wide.sum()).backward();
  assertEquals(x.grad!.toArray(), [18, 12]);
});

onEachDevice("views of views of a base without a gradient take it along", (device) => {
  const w = leaf([1, 2], device);
  const base = zeros(2, 3, { device });
  base.t().at(0).copy_(w);
  assertEquals([base.requiresGrad, base.gradFn!.name], [true, "CopySlices"]);
  assertEquals(base.toArray(), [[1, 0, 0], [2, 0, 0]]);
  base.mul(tensor([[1], [5]], { device })).sum().backward();
  assertEquals(w.grad!.toArray(), [1, 5]);
});

onEachDevice("chains of views change one after another", (device) => {
  const x = leaf([1, 2, 3, 4], device);
  const y = x.mul(1);
  const square = y.view(2, 2);
  const row = square.at(0);
  row.mul_(2);
  square.at(":", 1).add_(row);
  assertEquals(y.toArray(), [2, 6, 3, 8]);
  y.mul(tensor([1, 2, 3, 4], { device })).sum().backward();
  assertEquals(x.grad!.toArray(), [6, 12, 3, 4]);
});

onEachDevice("a changed view's gradient is right where the base's comes in pieces", (device) => {
  // The gradient of the base is a part of that of the joined tensor: a view with an offset.
  const [x, w] = [leaf([1, 2, 3], device), leaf([4, 5], device)];
  const y = x.mul(1);
  y.at("1:").mul_(w);
  cat([ones(4, { device }), y]).mul(tensor([9, 9, 9, 9, 1, 2, 3], { device })).sum().backward();
  assertEquals([x.grad!.toArray(), w.grad!.toArray()], [[1, 8, 15], [4, 9]]);
});

onEachDevice("assigning to indices is an operation on the tape", (device) => {
  const [x, v] = [leaf([1, 2, 3], device), leaf([5, 6], device)];
  const y = x.mul(1);
  y.setAt([tensor([2, 0], { dtype: "int32", device })], v);
  assertEquals([y.toArray(), y.gradFn!.name], [[6, 2, 5], "IndexPutBackward0"]);
  y.mul(tensor([1, 2, 3], { device })).sum().backward();
  assertEquals([x.grad!.toArray(), v.grad!.toArray()], [[0, 2, 0], [3, 1]]);

  const z = leaf([1, 2, 3], device);
  const h = z.mul(1);
  h.setAt("1:", h.at(":1").clone());
  assertEquals(h.toArray(), [1, 1, 1]);
  h.sum().backward();
  assertEquals(z.grad!.toArray(), [3, 0, 0]);
});

Deno.test("a value computed from a view of what is then overwritten is an error at backward", () => {
  const y = leaf([1, 2, 3]).mul(1);
  y.setAt(0, y.at(1).mul(y.at(2)));
  assertThrows(() => y.sum().backward(), RuntimeError, MODIFIED);
});

onEachDevice("source and destination may overlap", (device) => {
  const x = tensor([1, 2, 3, 4], { device });
  x.at("1:").copy_(x.at(":3"));
  assertEquals(x.toArray(), [1, 1, 2, 3]);
  x.at(":3").add_(x.at("1:"));
  assertEquals(x.toArray(), [2, 3, 5, 3]);
  const y = tensor([[1, 2], [3, 4]], { device });
  y.copy_(y.t());
  assertEquals(y.toArray(), [[1, 3], [2, 4]]);
  y.mul_(y);
  assertEquals(y.toArray(), [[1, 9], [4, 16]]);
});

Deno.test("a failed change leaves values, version and tape as they were", () => {
  const x = leaf([1, 2]);
  const y = x.mul(2);
  const before = y.gradFn;
  for (
    const fn of [
      () => y.add_(ones(3)),
      () => y.mul_(ones(2, 1, 2)),
      () => y.setAt([[0, 5]], 1),
      () => y.setAt([[0, 1]], ones(3)),
      () => y.maskedFill_(ones(3).bool(), 1),
      () => y.copy_(ones(5)),
      () => y.add_(ones(2, { device: "meta" })),
    ]
  ) {
    assertThrows(fn);
    assertEquals([y.toArray(), y.version], [[2, 4], 0]);
    assertStrictEquals(y.gradFn, before);
  }
  const gone = ones(2);
  gone.dispose();
  assertThrows(() => y.add_(gone), RuntimeError, "disposed");
  assertEquals([y.toArray(), y.version], [[2, 4], 0]);
  assert(y.gradFn === before);
});
