/** Tensor.registerHook, against what PyTorch 1.13 does. */
import { assertEquals, assertStrictEquals } from "@std/assert";
import { autograd, RuntimeError, type Tensor, tensor } from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { assertSays, wrong } from "./support/errors.ts";

function leaf(values: number | number[], device = "cpu"): Tensor {
  return tensor(values, { device, requiresGrad: true });
}

onEachDevice("a hook of a leaf sees all of its gradient once, before it is added up", (device) => {
  const x = leaf([1, 1], device);
  const seen: unknown[] = [];
  const handle = x.registerHook((grad) => {
    seen.push(grad.toArray());
    return grad.mul(2);
  });
  x.mul(3).add(x.mul(2)).sum().backward();
  assertEquals([seen, x.grad!.toArray()], [[[5, 5]], [10, 10]]);
  x.mul(3).sum().backward();
  assertEquals(x.grad!.toArray(), [16, 16]);
  handle.remove();
  x.mul(3).sum().backward();
  assertEquals(x.grad!.toArray(), [19, 19]);
});

onEachDevice("a hook of a tensor in between changes what flows on from it", (device) => {
  const x = leaf([1, 1], device);
  const y = x.mul(2);
  const seen: unknown[] = [];
  y.registerHook((grad) => {
    seen.push(grad.toArray());
    return grad.mul(5);
  });
  y.mul(3).add(y).sum().backward();
  assertEquals([seen, x.grad!.toArray()], [[[4, 4]], [40, 40]]);
});

Deno.test("hooks are called in order, each with what the one before it gave", () => {
  const x = leaf([1]);
  const seen: unknown[] = [];
  const note = (name: string) => (grad: Tensor) => {
    seen.push([name, grad.item()]);
  };
  x.registerHook(note("a"));
  x.registerHook((grad) => grad.mul(10));
  x.registerHook(note("c"));
  x.mul(3).sum().backward();
  assertEquals([seen, x.grad!.toArray()], [[["a", 3], ["c", 30]], [30]]);
});

Deno.test("retainGrad keeps what hooks before it have made of the gradient", () => {
  const grads = [true, false].map((first) => {
    const y = leaf([1]).mul(2);
    if (first) y.retainGrad();
    y.registerHook((grad) => grad.mul(5));
    if (!first) y.retainGrad();
    y.retainGrad();
    y.mul(3).sum().backward();
    return y.grad!.item();
  });
  assertEquals(grads, [3, 15]);
});

Deno.test("retainsGrad says whether a tensor that is no leaf keeps its gradient", () => {
  const x = leaf([1]);
  const y = x.mul(2);
  x.retainGrad();
  assertEquals([x.retainsGrad, y.retainsGrad], [false, false]);
  y.retainGrad();
  assertEquals(y.retainsGrad, true);
  y.mul_(3);
  assertEquals(y.retainsGrad, true);
  assertEquals(y.detach_().retainsGrad, false);
});

Deno.test("a hook is about the tensor as it was: it stays behind when that is changed in place", () => {
  const y = leaf([1, 1]).mul(2);
  const seen: unknown[] = [];
  y.registerHook((grad) => void seen.push(grad.toArray()));
  y.mul_(3);
  y.sum().backward();
  assertEquals(seen, [[3, 3]]);
});

Deno.test("hooks of the root are called; autograd.grad gives gradients as they come to its inputs", () => {
  const x = leaf(1);
  const y = x.mul(2);
  const seen: unknown[] = [];
  y.registerHook((grad) => {
    seen.push(grad.item());
    return grad.mul(5);
  });
  x.registerHook((grad) => grad.mul(7));
  y.backward();
  assertEquals([seen, x.grad!.item()], [[1], 70]);
  const z = x.mul(2);
  z.registerHook((grad) => grad.mul(5));
  const [dz, dx] = autograd.grad(z.mul(2), [z, x]);
  assertEquals([dz!.item(), dx!.item()], [2, 20]);
});

Deno.test("what a hook gives can be differentiated again", () => {
  const x = leaf(3);
  const y = x.mul(x);
  y.registerHook((grad) => grad.mul(x));
  const [dx] = autograd.grad(y, x, { createGraph: true }); // x 2x
  const [ddx] = autograd.grad(dx!, x);
  assertEquals([dx!.item(), ddx!.item()], [18, 12]);
});

Deno.test("what is no gradient of the tensor is refused, and nothing is added up", () => {
  const refuse = (hook: (grad: Tensor) => Tensor, error: typeof TypeError, words: string) => {
    const [x, other] = [leaf([1, 1]), leaf([1, 1])];
    using _handle = x.registerHook(hook);
    assertSays(() => x.add(other).sum().backward(), error, words);
    assertEquals([x.grad, other.grad], [null, null]);
  };
  refuse(() => wrong(3), TypeError, "expected Variable, but hook returned 'int'");
  const size = RuntimeError as unknown as typeof TypeError;
  refuse(() => tensor([1, 2, 3]), size, "hook '<lambda>' has changed the size of value");
  refuse(
    function toDouble(grad) {
      return grad.double();
    },
    size,
    "hook 'toDouble' has changed the type of value (was torch.FloatTensor got torch.DoubleTensor)",
  );
  refuse((grad) => grad.to("sim"), size, "hook '<lambda>' has changed the device of value");
});

Deno.test("only tensors that need gradients have hooks, and only functions are hooks", () => {
  assertSays(
    () => tensor([1]).registerHook((grad) => grad),
    RuntimeError,
    "cannot register a hook on a tensor that doesn't require gradient",
  );
  assertSays(() => leaf([1]).registerHook(wrong(3)), TypeError, "a hook is a function, not number");
});

Deno.test("a hook that gives nothing leaves the gradient as it is", () => {
  const x = leaf([1]);
  let seen: Tensor | undefined;
  x.mul(2).registerHook((grad) => {
    seen = grad;
    return null;
  });
  const y = x.mul(2);
  y.registerHook((grad) => {
    seen = grad;
  });
  const seed = tensor([4]);
  y.backward(seed);
  assertStrictEquals(seen, seed);
  assertEquals(x.grad!.toArray(), [8]);
});
