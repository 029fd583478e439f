/**
 * Walking through modules, and what is done to all of them. Some of it stands in conformance/, where a
 * Module that others write is held to it, too.
 */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { nn, ones, ValueError, zeros } from "@hibana/hibana";
import { ModuleList } from "../src/nn/layers/containers.ts";
import { testKata } from "../katas/support/testing.ts";
import { names } from "./conformance/kit.ts";
import { library } from "./conformance/library.ts";
import { walking } from "./conformance/walking.ts";
import { assertSays } from "./support/errors.ts";
import { assertSameObjects } from "./support/identity.ts";

class Block extends nn.Module {
  fc = new nn.Linear(1, 1, { bias: false });
  scale = new nn.Parameter(ones(1));
}

class Model extends nn.Module {
  blocks = new ModuleList([new Block(), new Block()]);
  head = new nn.Linear(1, 1);
}

testKata(walking, library);

Deno.test("a prefix stands before every path", () => {
  const block = new Block();
  assertEquals(names(block.namedParameters({ prefix: "a.b" })), [
    "a.b.scale",
    "a.b.fc.weight",
  ]);
  assertEquals(names(block.namedModules({ prefix: "a" })), ["a", "a.fc"]);
});

Deno.test("without recursion only a module's own come", () => {
  const block = new Block();
  assertSameObjects(block.parameters(false), [block.scale]);
  block.fc.registerBuffer("x", zeros(1));
  assertEquals([...block.buffers(false)], []);
  assertEquals([...block.buffers()].length, 1);
});

Deno.test("a shared parameter comes under each name where repeats are asked for", () => {
  const [a, b] = [new Block(), new Block()];
  b.fc = a.fc;
  b.scale = a.scale;
  const model = new ModuleList([a, b]);
  assertEquals(
    names(model.namedParameters({ removeDuplicate: false })),
    ["0.scale", "0.fc.weight", "1.scale", "1.fc.weight"],
  );
});

Deno.test("children come once and modules once, this one first", () => {
  const model = new Model();
  assertSameObjects(model.children(), [model.blocks, model.head]);
  assertEquals(names(model.namedModules()), [
    "",
    "blocks",
    "blocks.0",
    "blocks.0.fc",
    "blocks.1",
    "blocks.1.fc",
    "head",
  ]);
  const shared = new nn.Linear(1, 1);
  const twice = new ModuleList([shared, shared]);
  assertSameObjects(twice.children(), [shared]);
  assertSameObjects(twice.modules(), [twice, shared]);
  assertEquals(
    names(twice.namedModules({ removeDuplicate: false })),
    ["", "0", "1"],
  );
});

Deno.test("apply calls children first, and gives the module back", () => {
  const model = new Model();
  const seen: string[] = [];
  assertStrictEquals(model.apply((module) => void seen.push(module.constructor.name)), model);
  assertEquals(seen, ["Linear", "Block", "Linear", "Block", "ModuleList", "Linear", "Model"]);
});

Deno.test("a training mode that is no truth value is refused", () => {
  assertSays(
    () => new Model().train(1 as never),
    ValueError,
    "training mode is expected to be boolean",
  );
});

Deno.test("requiresGrad_ freezes all parameters", () => {
  const model = new Model();
  assertStrictEquals(model.requiresGrad_(false), model);
  assertEquals([...model.parameters()].some(({ requiresGrad }) => requiresGrad), false);
  model.head.requiresGrad_();
  assertEquals([...model.parameters()].filter(({ requiresGrad }) => requiresGrad).length, 2);
});

Deno.test("zeroGrad forgets gradients, or fills them with zeros", () => {
  const linear = new nn.Linear(1, 1, { bias: false });
  const backward = () => linear.forward(ones(1, 1)).sum().backward();
  backward();
  const { grad } = linear.weight;
  linear.zeroGrad({ setToNone: false });
  assertStrictEquals(linear.weight.grad, grad);
  assertEquals(grad!.toArray(), [[0]]);
  backward();
  assertEquals(grad!.toArray(), [[1]]);
  linear.zeroGrad();
  assertEquals(linear.weight.grad, null);
});

Deno.test("a module's device is that of its first parameter or buffer, else the CPU", () => {
  assertEquals(String(new nn.Module().device), "cpu");
  assertEquals(String(new Model().to("sim").device), "sim:0");
  const buffered = new nn.Module();
  buffered.registerBuffer("x", zeros(1, { device: "sim" }));
  assertEquals(String(buffered.device), "sim:0");
});
