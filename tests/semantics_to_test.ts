/** What the semantics page says of moving and casting, in its order. */
import { assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  device,
  type DType,
  nn,
  NotImplementedError,
  ones,
  optim,
  RuntimeError,
  type Tensor,
  tensor,
  zeros,
} from "@hibana/hibana";
import { deepcopy } from "../src/nn/deepcopy.ts";
import { onEachAccelerator } from "./support/accelerators.ts";
import { assertSays } from "./support/errors.ts";
import { assertSameObjects } from "./support/identity.ts";

class Model extends nn.Module {
  fc = new nn.Linear(2, 2);
  plain = ones(2);
  declare mask: Tensor;
  declare counts: Tensor;
  constructor() {
    super();
    this.registerBuffer("mask", ones(2, 2));
    this.registerBuffer("counts", zeros(2, { dtype: "int32" }));
  }
  forward(x: Tensor): Tensor {
    return this.fc.forward(x).matmul(this.mask);
  }
}

onEachAccelerator("to gives back the module itself", (place, printed) => {
  const model = new Model();
  assertStrictEquals(model.to(place), model);
  assertEquals(model.device.toString(), printed);
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

onEachAccelerator("a dtype casts floating tensors only: integer buffers stay", (place) => {
  const model = new Model();
  const { counts } = model;
  model.half();
  assertEquals(model.mask.dtype, "float16");
  assertStrictEquals(model.counts, counts);
  assertEquals(model.to(place, "float32").counts.dtype, "int32");
});

Deno.test("an integer dtype is refused", () => {
  for (const dtype of ["int32", "uint8", "bool"] as const) {
    assertSays(
      () => new Model().to(dtype),
      TypeError,
      "nn.Module.to only accepts floating point or complex dtypes, " +
        `but got desired dtype=torch.${dtype}`,
    );
  }
});

onEachAccelerator(
  "a parameter stays the same object, and its gradient follows",
  (place, printed) => {
    const model = new Model();
    model.forward(ones(1, 2)).sum().backward();
    const { weight } = model.fc;
    const values = [weight.toArray(), weight.grad!.toArray()];
    model.to(place);
    assertStrictEquals(model.fc.weight, weight);
    assertEquals(weight instanceof nn.Parameter, true);
    assertEquals([weight.isLeaf, weight.requiresGrad], [true, true]);
    assertEquals([weight.device, weight.grad!.device].map(String), [printed, printed]);
    assertEquals([weight.toArray(), weight.grad!.toArray()], values);
    model.half();
    assertEquals([weight.dtype, weight.grad!.dtype], ["float16", "float16"]);
  },
);

onEachAccelerator("a buffer that changed is a new object", (place) => {
  const model = new Model();
  const { mask } = model;
  model.to(place);
  assertNotStrictEquals(model.mask, mask);
  assertEquals(mask.device.toString(), "cpu");
});

onEachAccelerator("a move that changes nothing keeps every object and its memory", (place) => {
  const model = new Model().to(place);
  const tensors = () => [...model.parameters(), ...model.buffers()];
  const [before, storages] = [tensors(), tensors().map(({ storage }) => storage)];
  model.to(place).to("float32").float();
  assertSameObjects(tensors(), before);
  assertSameObjects(tensors().map(({ storage }) => storage), storages);
});

onEachAccelerator("plain tensor attributes never move", (place) => {
  const model = new Model();
  const { plain } = model;
  model.to(place);
  assertStrictEquals(model.plain, plain);
  assertEquals(plain.device.toString(), "cpu");
});

onEachAccelerator("tied parameters stay tied", (place, printed) => {
  class Tied extends nn.Module {
    a = new nn.Linear(2, 2);
    b = new nn.Linear(2, 2);
    constructor() {
      super();
      this.b.weight = this.a.weight;
    }
  }
  const model = new Tied().to(place);
  assertStrictEquals(model.a.weight, model.b.weight);
  assertEquals(model.b.weight.device.toString(), printed);
});

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

onEachAccelerator("an optimizer from before a move keeps changing the live parameters", (place) => {
  const model = new Model();
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.5, momentum: 0.9 });
  model.to(place);
  for (let i = 0; i < 2; i++) {
    const before = model.fc.bias!.cpu().detach().clone();
    optimizer.zeroGrad();
    model.forward(ones(1, 2, { device: place })).sum().backward();
    optimizer.step();
    assertEquals(model.fc.bias!.cpu().equal(before), false);
  }
});

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
