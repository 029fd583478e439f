/**
 * What the semantics page says of moving and casting, in its order. What concerns modules alone stands in
 * conformance/, where a Module that others write is held to it, too.
 */
import { assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  device,
  type DType,
  nn,
  NotImplementedError,
  ones,
  RuntimeError,
  type Tensor,
  tensor,
  zeros,
} from "@hibana/hibana";
import { deepcopy } from "../src/nn/deepcopy.ts";
import { testKata } from "../katas/support/testing.ts";
import { library } from "./conformance/library.ts";
import { moving } from "./conformance/moving.ts";
import { onEachAccelerator } from "./support/accelerators.ts";
import { assertSays } from "./support/errors.ts";
import { assertSameObjects } from "./support/identity.ts";

class Model extends nn.Module {
  fc = new nn.Linear(2, 2);
  declare mask: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", ones(2, 2));
    this.registerBuffer("counts", zeros(2, { dtype: "int32" }));
  }
}

testKata(moving, library);

onEachAccelerator("a module's device is where it was moved", (place, printed) => {
  assertEquals(new Model().to(place).device.toString(), printed);
});

onEachAccelerator(
  "to takes a device, its name, a dtype, both, options, or a tensor",
  (place, printed) => {
    const like = ones(1, { device: place, dtype: "float16" });
    const places: [(model: Model) => Model, string, DType][] = [
      [(m) => m.to(place), printed, "float32"],
      [(m) => m.to(printed), printed, "float32"],
      [(m) => m.to(device(place)), printed, "float32"],
      [(m) => m.to("float16"), "cpu", "float16"],
      [(m) => m.to(place, "float16"), printed, "float16"],
      [(m) => m.to({ device: place, dtype: "float16" }), printed, "float16"],
      [(m) => m.to(like), printed, "float16"],
      [(m) => m.half(), "cpu", "float16"],
      [(m) => m.double(), "cpu", "float64"],
      [(m) => m.half().float(), "cpu", "float32"],
      [(m) => m.to(place).cpu(), "cpu", "float32"],
    ];
    for (const [move, on, dtype] of places) {
      const model = move(new Model());
      for (const x of [...model.parameters(), model.mask]) {
        assertEquals([x.device.toString(), x.dtype], [on, dtype]);
      }
    }
  },
);

onEachAccelerator(
  "a buffer under two names, in one module or in two, stays one tensor",
  (place, printed) => {
    const [model, child, shared] = [new nn.Module(), new nn.Module(), ones(2)];
    model.registerBuffer("a", shared);
    model.registerBuffer("b", shared);
    child.registerBuffer("c", shared);
    model.registerModule("child", child);
    model.to(place);
    const moved = model.getBuffer("a");
    assertEquals(moved?.device.toString(), printed);
    assertStrictEquals(model.getBuffer("b"), moved);
    assertStrictEquals(model.getBuffer("child.c"), moved);
  },
);

onEachAccelerator(
  "a tensor's to of a leaf gives a non-leaf, or the leaf itself where nothing changes",
  (place) => {
    const leaf = ones(2, { requiresGrad: true });
    const moved = leaf.to(place);
    assertEquals([moved.isLeaf, moved.requiresGrad], [false, true]);
    moved.sum().backward();
    assertEquals(leaf.grad!.toArray(), [1, 1]);
    assertEquals(leaf.to("float16").isLeaf, false);
    assertStrictEquals(leaf.to("cpu"), leaf);
    assertStrictEquals(leaf.to("float32"), leaf);
  },
);

Deno.test("what is on meta has nothing to copy; toEmpty gives it memory", () => {
  const model = new Model().to("meta");
  const tensors = [...model.parameters(), ...model.buffers()];
  assertSays(
    () => model.to("cpu"),
    NotImplementedError,
    "Cannot copy out of meta tensor; no data!",
  );
  assertSameObjects([...model.parameters(), ...model.buffers()], tensors);
  assertEquals(model.device.toString(), "meta");

  const { weight } = model.fc;
  model.toEmpty({ device: "cpu" });
  assertStrictEquals(model.fc.weight, weight);
  assertEquals([...model.parameters(), ...model.buffers()].map((x) => String(x.device)), [
    "cpu",
    "cpu",
    "cpu",
    "cpu",
  ]);
  assertEquals(model.loadStateDict(new Model().stateDict()).missingKeys, []);
});

onEachAccelerator("maskedFill names both devices when they differ", (place, printed) => {
  assertSays(
    () => ones(2, { device: place }).maskedFill_(tensor([true, false]), 0),
    RuntimeError,
    "expected self and mask to be on the same device, " +
      `but got mask on cpu and self on ${printed}`,
  );
});

onEachAccelerator("other operations name two devices when they differ", (place, printed) => {
  assertSays(
    () => ones(2, { device: place }).add(ones(2)),
    RuntimeError,
    "Expected all tensors to be on the same device, " +
      `but found at least two devices, ${printed} and cpu!`,
  );
  assertSays(
    () => ones(2, { device: "meta" }).add(ones(2)),
    RuntimeError,
    "Expected all tensors to be on the same device, " +
      "but found at least two devices, meta and cpu!",
  );
});

onEachAccelerator("a 0-d tensor on the CPU mixes with any device", (place, printed) => {
  const sum = ones(2, { device: place }).add(tensor(2));
  assertEquals([sum.device.toString(), sum.toArray()], [printed, [3, 3]]);
  assertThrows(() => ones(2).add(tensor(2, { device: place })), RuntimeError);
});

Deno.test("deepcopy drops parameters' gradients and keeps ties", () => {
  const model = new nn.Module();
  const layer = new nn.Linear(2, 2);
  model.registerModule("a", layer);
  model.registerModule("b", layer);
  layer.forward(ones(1, 2)).sum().backward();
  const copy = deepcopy(model);
  const weight = copy.getParameter("a.weight");
  assertNotStrictEquals(weight, layer.weight);
  assertNotStrictEquals(weight.storage, layer.weight.storage);
  assertEquals(weight.toArray(), layer.weight.toArray());
  assertEquals([weight.grad, weight.requiresGrad], [null, true]);
  assertStrictEquals(copy.getSubmodule("a"), copy.getSubmodule("b"));
});

Deno.test("deepcopy refuses a tensor that was computed", () => {
  const computed = ones(2, { requiresGrad: true }).mul(2);
  for (const holder of [computed, [computed], Object.assign(new nn.Module(), { computed })]) {
    assertSays(
      () => deepcopy(holder),
      RuntimeError,
      "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment",
    );
  }
});
