/** autograd.Function and autograd.gradcheck, against what PyTorch 1.13 does. */
import { assert, assertEquals, assertNotStrictEquals, assertStrictEquals } from "@std/assert";
import {
  autograd,
  isGradEnabled,
  noGrad,
  NotImplementedError,
  RuntimeError,
  sort,
  type Tensor,
  tensor,
  ValueError,
} from "@hibana/hibana";
import { onEachDevice } from "./support/devices.ts";
import { assertSays, firstLine, wrong } from "./support/errors.ts";

type Context = autograd.FunctionContext;

function leaf(values: number | number[], device = "cpu"): Tensor {
  return tensor(values, { device, requiresGrad: true });
}

/** x^n. */
class Power extends autograd.Function {
  static override forward(ctx: Context, x: Tensor, n: number): Tensor {
    assert(!isGradEnabled());
    ctx.saveForBackward(x);
    ctx["n"] = n;
    return x.pow(n);
  }
  static override backward(ctx: Context, grad: Tensor): autograd.Gradients {
    const [x] = ctx.savedTensors;
    const n = ctx["n"] as number;
    assertEquals(ctx.needsInputGrad, [true, false]);
    return [grad.mul(x!.pow(n - 1)).mul(n), null];
  }
}

onEachDevice("backward gives the gradient of each argument, once and once more", (device) => {
  const x = leaf([1, 2], device);
  const y = Power.apply(x, 3);
  assertEquals([y.toArray(), y.gradFn!.name, y.requiresGrad], [[1, 8], "PowerBackward", true]);
  const [dx] = autograd.grad(y.sum(), x, { createGraph: true });
  const [ddx] = autograd.grad(dx!.sum(), x, { createGraph: true });
  const [dddx] = autograd.grad(ddx!.sum(), x);
  assertEquals([dx!.toArray(), ddx!.toArray(), dddx!.toArray()], [[3, 12], [6, 12], [6, 6]]);
});

/** e^x, by its result. */
class Exp extends autograd.Function {
  static override forward(ctx: Context, x: Tensor): Tensor {
    const result = x.exp();
    ctx.saveForBackward(result);
    return result;
  }
  static override backward(ctx: Context, grad: Tensor): Tensor {
    return grad.mul(ctx.savedTensors[0]!);
  }
}

onEachDevice("results that are saved are on the tape", (device) => {
  const x = leaf([0, 0], device);
  const [dx] = autograd.grad(Exp.apply(x).mul(3).sum(), x, { createGraph: true });
  const [ddx] = autograd.grad(dx!.sum(), x);
  assertEquals([dx!.toArray(), ddx!.toArray()], [[3, 3], [3, 3]]);
});

/** Sum and difference. */
class Both extends autograd.Function {
  static seen: unknown[] = [];
  static override forward(_ctx: Context, a: Tensor, b: Tensor): [Tensor, Tensor] {
    return [a.add(b), a.sub(b)];
  }
  static override backward(_ctx: Context, sum: Tensor, difference: Tensor): autograd.Gradients {
    Both.seen.push([sum.toArray(), difference.toArray()]);
    return [sum.add(difference), sum.sub(difference)];
  }
}

onEachDevice(
  "several results give their gradients at once, zeros for those without a part",
  (device) => {
    Both.seen = [];
    const [a, b] = [leaf([1, 2], device), leaf([3, 4], device)];
    const [sum, difference] = Both.apply(a, b);
    sum.mul(2).add(difference.mul(5)).sum().backward(undefined, { retainGraph: true });
    assertEquals([a.grad!.toArray(), b.grad!.toArray()], [[7, 7], [-3, -3]]);
    difference.sum().backward();
    assertEquals([a.grad!.toArray(), b.grad!.toArray()], [[8, 8], [-4, -4]]);
    assertEquals(Both.seen, [[[2, 2], [5, 5]], [[0, 0], [1, 1]]]);
    assertEquals(sum.gradFn!.name, "BothBackward");
  },
);

Deno.test("results can be differentiated by, kept, and hooked", () => {
  const [a, b] = [leaf([1]), leaf([2])];
  const [sum, difference] = Both.apply(a, b);
  sum.retainGrad();
  difference.registerHook((grad) => grad.mul(10));
  const loss = sum.mul(2).add(difference).sum();
  assertEquals(
    autograd.grad(loss, [sum, difference], { retainGraph: true }).map((g) => g!.item()),
    [
      2,
      1,
    ],
  );
  loss.backward();
  assertEquals([sum.grad!.item(), a.grad!.item(), b.grad!.item()], [2, 12, -8]);
});

Deno.test("a backward that failed leaves nothing behind for the next", () => {
  const [a, b] = [leaf([1]), leaf([2])];
  const [sum, difference] = Both.apply(a, b);
  const handle = difference.registerHook(() => {
    throw new Error("no");
  });
  const loss = sum.add(difference).sum();
  try {
    loss.backward(undefined, { retainGraph: true });
  } catch {
    handle.remove();
  }
  Both.seen = [];
  sum.sum().backward();
  assertEquals(Both.seen, [[[1], [0]]]);
});

/** Sorted, and where it was. */
class Sort extends autograd.Function {
  static override forward(ctx: Context, x: Tensor): [Tensor, Tensor, Tensor] {
    const { values, indices } = sort(x);
    const copy = values.clone();
    ctx.markNonDifferentiable(copy);
    ctx.saveForBackward(null, indices);
    return [values, indices, copy];
  }
  static override backward(ctx: Context, grad: Tensor, ...others: Tensor[]): Tensor {
    assertEquals(others.map((x) => [x.dtype, x.toArray()]), [["int32", [0, 0]], [
      "float32",
      [0, 0],
    ]]);
    const [nothing, indices] = ctx.savedTensors;
    assertEquals(nothing, null);
    return grad.zerosLike().scatter(0, indices!, grad);
  }
}

Deno.test("results that are marked, and indices, have no gradient", () => {
  const x = leaf([2, 1]);
  const [values, indices, copy] = Sort.apply(x);
  assertEquals([values, indices, copy].map(({ requiresGrad }) => requiresGrad), [
    true,
    false,
    false,
  ]);
  values.mul(tensor([3, 4])).sum().backward();
  assertEquals(x.grad!.toArray(), [4, 3]);
});

Deno.test("nothing is recorded where no argument needs a gradient, or in noGrad", () => {
  for (const y of [Exp.apply(tensor([1])), noGrad(() => Exp.apply(leaf([1])))]) {
    assertEquals([y.requiresGrad, y.isLeaf], [false, true]);
  }
});

/** Hands its argument through, and doubles its gradient. */
class Through extends autograd.Function {
  static override forward(_ctx: Context, x: Tensor, _other: Tensor): Tensor {
    return x;
  }
  static override backward(_ctx: Context, grad: Tensor): autograd.Gradients {
    return [grad.mul(2), null];
  }
}

Deno.test("an argument that is handed through is another tensor then", () => {
  const x = leaf([1]);
  const y = Through.apply(x, x);
  assertNotStrictEquals(y, x);
  y.backward();
  assertEquals([x.grad!.item(), x.isLeaf], [2, true]);
  const plain = tensor([1]);
  Through.apply(plain, x);
  assertEquals(plain.requiresGrad, false);
});

Deno.test("saved tensors are let go after backward, and must not change before", () => {
  const x = leaf([1]);
  const y = Exp.apply(x).sum();
  y.backward(undefined, { retainGraph: true });
  y.backward();
  assert(
    firstLine(() => y.backward(), RuntimeError).startsWith(
      "Trying to backward through the graph a second time",
    ),
  );
  const z = x.mul(1);
  const power = Power.apply(z, 2).sum();
  z.mul_(2);
  assert(
    firstLine(() => power.backward(), RuntimeError).startsWith(
      "one of the variables needed for gradient computation has been modified by an inplace operation: " +
        "[torch.FloatTensor [1]], which is output 0 of MulBackward0, is at version 1; expected version 0",
    ),
  );
});

/** A function that doubles, with a backward of any kind. */
function doubled(backward: (grad: Tensor) => autograd.Gradients) {
  return class Doubled extends autograd.Function {
    static override forward(_ctx: Context, x: Tensor, _n: number): Tensor {
      return x.mul(2);
    }
    static override backward(_ctx: Context, grad: Tensor): autograd.Gradients {
      return backward(grad);
    }
  };
}

Deno.test("gradients that do not fit are refused", () => {
  const bad: [backward: (grad: Tensor) => autograd.Gradients, words: string][] = [
    [
      (grad) => grad,
      "function DoubledBackward returned an incorrect number of gradients (expected 2, got 1)",
    ],
    [
      (grad) => [grad, null, grad],
      "function DoubledBackward returned an incorrect number of gradients (expected 2, got 3)",
    ],
    [
      (grad) => [grad, grad],
      "function DoubledBackward returned a gradient different than None at position 2, but the " +
      "corresponding forward input was not a Variable",
    ],
    [
      () => [tensor([1, 2, 3]), null],
      "Function DoubledBackward returned an invalid gradient at index 0 - got [3] but expected shape " +
      "compatible with [2]",
    ],
    [() => [wrong(3), null], "expected Variable or None (got int)"],
  ];
  for (const [backward, words] of bad) {
    const x = leaf([1, 2]);
    const y = doubled(backward).apply(x, 1);
    assertSays(() => y.sum().backward(), RuntimeError, words);
    assertEquals(x.grad, null);
  }
  const x = leaf([1, 2]);
  doubled((grad) => [grad.mul(2), null, null]).apply(x, 1).sum().backward();
  assertEquals(x.grad!.toArray(), [2, 2]);
  const y = leaf([1, 2]);
  doubled(() => [null, null]).apply(y, 1).sum().backward();
  assertEquals(y.grad, null);
});

Deno.test("a function without forward or backward says so", () => {
  class Nothing extends autograd.Function {}
  assertSays(
    () => Nothing.apply(leaf([1]) as never),
    NotImplementedError,
    "You must implement the forward function for custom autograd.Function.",
  );
  class Forward extends autograd.Function {
    static override forward(ctx: Context, x: Tensor): Tensor {
      assertSays(
        () => ctx.saveForBackward(wrong(3)),
        TypeError,
        "save_for_backward can only save variables, but argument 0 is of type int",
      );
      ctx.saveForBackward(x);
      assertStrictEquals(ctx.savedTensors[0], x);
      return x.mul(2);
    }
  }
  const y = Forward.apply(leaf([1]));
  assertSays(
    () => y.backward(),
    NotImplementedError,
    "You must implement either the backward or vjp method for your custom autograd.Function to use " +
      "it with backward mode AD.",
  );
});

/** Doubles. */
function double(values: number[]): Tensor {
  return tensor(values, { dtype: "float64", requiresGrad: true });
}

Deno.test("gradcheck agrees with gradients that are right", () => {
  const [a, b] = [double([0.5, -1, 2]), double([1, 2, 3])];
  assert(autograd.gradcheck((a, b) => [a.mul(b).exp(), a.sum(), a.gt(0)], [a, b]));
  assert(autograd.gradcheck((a) => a.tanh().pow(2), a));
  assert(autograd.gradcheck((a, b) => a.mul(b), [a, tensor([1, 2, 3], { dtype: "float64" })]));
  assert(autograd.gradcheck((x) => Power.apply(x, 3), [b]));
  assert(autograd.gradcheck((a) => Both.apply(a, a.mul(2)), [a]));
  assertEquals(a.grad, null);
  assert(autograd.gradcheck((a) => a.detach().mul(0), [a]));
});

onEachDevice("gradcheck works in float32 with a longer way", (device) => {
  const x = leaf([0.5, -1], device);
  assert(autograd.gradcheck((x) => x.square(), [x], { eps: 0.125 }));
});

Deno.test("gradcheck shows both Jacobians where they differ", () => {
  const wrongPower = doubled((grad) => [grad.mul(3), null]);
  const x = double([1, 2]);
  const fix = assertSays(
    () => autograd.gradcheck((x) => [x.sum(), wrongPower.apply(x, 1)], [x]),
    RuntimeError,
    "Jacobian mismatch for output 1 with respect to input 0,\n" +
      "numerical:tensor([[2.0000, 0.0000],\n        [0.0000, 2.0000]], dtype=torch.float64)\n" +
      "analytical:tensor([[3., 0.],\n        [0., 3.]], dtype=torch.float64)\n",
  );
  assert(fix.includes("formula"));
  assertEquals(
    autograd.gradcheck((x) => wrongPower.apply(x, 1), [x], { raiseException: false }),
    false,
  );
  assert(autograd.gradcheck((x) => wrongPower.apply(x, 1), [x], { rtol: 1 }));
});

Deno.test("gradcheck notices a backward that forgets the gradient it is given", () => {
  const forgetful = doubled((grad) => [grad.onesLike().mul(2), null]);
  assertSays(
    () => autograd.gradcheck((x) => forgetful.apply(x, 1), [double([1])]),
    RuntimeError,
    "backward not multiplied by grad_output",
  );
  assertSays(
    () => autograd.gradcheck((x) => x.mul(2), [tensor([1])]),
    ValueError,
    "gradcheck expects at least one input tensor to require gradient, but none of the them have requires_grad=True.",
  );
});
