/** Calling forward: hooks before and after it, and calls that must not run them. */
import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { nn, NotImplementedError, ones, type Tensor, tensor } from "@hibana/hibana";
import { ModuleList, Sequential } from "../src/nn/layers/containers.ts";
import { assertSays } from "./support/errors.ts";

class Doubled extends nn.Module {
  forward(x: Tensor): Tensor {
    return x.mul(2);
  }
}

Deno.test("a forward hook sees module, inputs and output, and may replace the output", () => {
  const module = new Doubled();
  const x = ones(1);
  module.registerForwardHook((hooked, [input], output) => {
    assertStrictEquals(hooked, module);
    assertStrictEquals(input, x);
    assertEquals(output.toArray(), [2]);
  });
  module.registerForwardHook((_module, _inputs, output) => output.add(1));
  module.registerForwardHook((_module, _inputs, output) => output.mul(10));
  assertEquals(module.forward(x).toArray(), [30]);
});

Deno.test("a pre-hook may replace the inputs, by a list or by a single one", () => {
  const module = new Doubled();
  module.registerForwardPreHook((hooked, [x]) => {
    assertStrictEquals(hooked, module);
    return [x!.add(1)];
  });
  module.registerForwardPreHook((_module, [x]) => x!.mul(10));
  module.registerForwardPreHook(() => {});
  module.registerForwardPreHook(() => null);
  assertEquals(module.forward(ones(1)).toArray(), [40]);
});

Deno.test("a handle takes its hook away, once, and with using at the end of the block", () => {
  const module = new Doubled();
  const handle = module.registerForwardHook(() => ones(1));
  {
    using _handle = module.registerForwardHook((_module, _inputs, output) => output.add(7));
    assertEquals(module.forward(ones(1)).toArray(), [8]);
  }
  assertEquals(module.forward(ones(1)).toArray(), [1]);
  handle.remove();
  handle.remove();
  assertEquals(module.forward(ones(1)).toArray(), [2]);
});

Deno.test("one function may be registered twice, and taken away once", () => {
  const module = new Doubled();
  const plusOne = (_module: nn.Module, _inputs: Tensor[], output: Tensor) => output.add(1);
  const handle = module.registerForwardHook(plusOne);
  module.registerForwardHook(plusOne);
  assertEquals(module.forward(ones(1)).toArray(), [4]);
  handle.remove();
  assertEquals(module.forward(ones(1)).toArray(), [3]);
});

Deno.test("a hook may remove itself while it runs", () => {
  const module = new Doubled();
  const handle = module.registerForwardHook((_module, _inputs, output) => {
    handle.remove();
    return output.add(1);
  });
  assertEquals(module.forward(ones(1)).toArray(), [3]);
  assertEquals(module.forward(ones(1)).toArray(), [2]);
});

Deno.test("a hook that is added while hooks run is called from the next time on", () => {
  const module = new Doubled();
  const again = () => {
    calls++;
    module.registerForwardHook(again);
  };
  let calls = 0;
  module.registerForwardHook(again);
  module.forward(ones(1));
  assertEquals(calls, 1);
  module.forward(ones(1));
  assertEquals(calls, 3);
});

Deno.test("a hook that is no function is refused", () => {
  assertThrows(() => new Doubled().registerForwardHook(3 as never), TypeError, "function");
});

Deno.test("super.forward runs no hooks of its own", () => {
  class Derived extends Doubled {
    override forward(x: Tensor): Tensor {
      return super.forward(x).add(100);
    }
  }
  const module = new Derived();
  let calls = 0;
  module.registerForwardPreHook(() => void calls++);
  module.registerForwardHook(() => void calls++);
  assertEquals(module.forward(ones(1)).toArray(), [102]);
  assertEquals(calls, 2);
});

Deno.test("hooks of children run inside their parents, in the order of the calls", () => {
  const model = new Sequential(new Doubled(), new Doubled());
  const seen: string[] = [];
  for (const [name, module] of model.namedModules()) {
    module.registerForwardPreHook(() => void seen.push(`before ${name}`));
    module.registerForwardHook(() => void seen.push(`after ${name}`));
  }
  model.forward(ones(1));
  assertEquals(seen, ["before ", "before 0", "after 0", "before 1", "after 1", "after "]);
});

Deno.test("forward may take and give anything", () => {
  class Pair extends nn.Module {
    forward(x: Tensor, factor: number): [Tensor, number] {
      return [x.mul(factor), factor];
    }
  }
  const module = new Pair();
  module.registerForwardPreHook<[Tensor, number]>((_module, [x, factor]) => [x, factor + 1]);
  module.registerForwardHook<[Tensor, number], [Tensor, number]>((_module, [, factor], [x]) => [
    x,
    factor * 10,
  ]);
  const [x, factor] = module.forward(ones(1), 2);
  assertEquals([x.toArray(), factor], [[3], 30]);
});

Deno.test("forward works when it is taken off its module", () => {
  const { forward } = new Doubled();
  assertEquals(forward(ones(1)).toArray(), [2]);
});

Deno.test("forward may be a field, or assigned, and keeps its hooks", () => {
  class Field extends nn.Module {
    forward = (x: Tensor): Tensor => x.mul(3);
  }
  const module = new Field();
  module.registerForwardHook((_module, _inputs, output) => output.add(1));
  assertEquals(module.forward(ones(1)).toArray(), [4]);
  const before = module.forward;
  module.forward = (x) => before(x).mul(10);
  assertEquals(module.forward(ones(1)).toArray(), [31]);
  Reflect.deleteProperty(module, "forward");
  assertThrows(() => module.forward(ones(1)), NotImplementedError);
});

Deno.test("a module without forward says so when it is called", () => {
  const module: nn.Module & { forward?: () => void } = new ModuleList();
  assertSays(
    () => module.forward!(),
    NotImplementedError,
    'Module [ModuleList] is missing the required "forward" function',
  );
});

Deno.test("forward is no attribute that loops see", () => {
  assertEquals(Object.keys(new Doubled()), ["training"]);
});

Deno.test("an error in forward or in a hook leaves modules usable", () => {
  const module = new Doubled();
  const handle = module.registerForwardPreHook(() => {
    throw new Error("no");
  });
  assertThrows(() => module.forward(ones(1)), Error, "no");
  handle.remove();
  assertEquals(module.forward(tensor([2])).toArray(), [4]);
});
