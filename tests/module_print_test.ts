/** Modules as text. What is expected here, PyTorch 1.13 prints; lists of modules as PyTorch 2 does. */
import { assertEquals } from "@std/assert";
import { nn } from "@hibana/hibana";
import { ModuleDict, ModuleList, Sequential } from "../src/nn/layers/containers.ts";

Deno.test("a module without children prints on one line", () => {
  assertEquals(String(new nn.Module()), "Module()");
  assertEquals(
    String(new nn.Linear(3, 2, { bias: false })),
    "Linear(in_features=3, out_features=2, bias=False)",
  );
});

Deno.test("children stand on lines of their own, indented", () => {
  const model = new Sequential(
    new nn.Linear(2, 3),
    new Sequential(new nn.Linear(3, 3), new nn.Dropout(0.1)),
  );
  assertEquals(
    String(model),
    `Sequential(
  (0): Linear(in_features=2, out_features=3, bias=True)
  (1): Sequential(
    (0): Linear(in_features=3, out_features=3, bias=True)
    (1): Dropout(p=0.1, inplace=False)
  )
)`,
  );
});

Deno.test("a module's own settings stand before its children, and empty slots are None", () => {
  class M extends nn.Module {
    fc = new nn.Linear(2, 2);
    constructor() {
      super();
      this.registerModule("n", null);
    }
    override extraRepr(): string {
      return "a=1\nb=2";
    }
  }
  assertEquals(
    String(new M()),
    `M(
  a=1
  b=2
  (fc): Linear(in_features=2, out_features=2, bias=True)
  (n): None
)`,
  );
});

Deno.test("a list of modules prints neighbours that are alike once", () => {
  assertEquals(String(new ModuleList()), "ModuleList()");
  const list = new ModuleList<nn.Module>([
    new nn.Dropout(0.5),
    new nn.Linear(2, 2),
    new nn.Linear(2, 2),
    new nn.Linear(2, 2),
    new Sequential(new nn.Dropout(0.5)),
    new Sequential(new nn.Dropout(0.5)),
  ]);
  assertEquals(
    String(list),
    `ModuleList(
  (0): Dropout(p=0.5, inplace=False)
  (1-3): 3 x Linear(in_features=2, out_features=2, bias=True)
  (4-5): 2 x Sequential(
    (0): Dropout(p=0.5, inplace=False)
  )
)`,
  );
});

Deno.test("a dict of modules prints its names", () => {
  assertEquals(
    String(new ModuleDict({ a: new nn.Linear(1, 1) })),
    "ModuleDict(\n  (a): Linear(in_features=1, out_features=1, bias=True)\n)",
  );
});

Deno.test("console.log and notebooks show the same text", () => {
  const model = new Sequential(new nn.Linear(1, 1));
  assertEquals(Deno.inspect(model), String(model));
  assertEquals(Deno.inspect({ model }).includes("(0): Linear(in_features=1"), true);
  const display: unknown = Reflect.get(model, Symbol.for("Jupyter.display"));
  assertEquals((display as () => unknown).call(model), { "text/plain": String(model) });
});

Deno.test("state dicts and keys that match show what they hold", () => {
  const linear = new nn.Linear(1, 1);
  assertEquals(
    Deno.inspect(linear.stateDict()).startsWith('StateDict(2) [Map] {\n  "weight"'),
    true,
  );
  assertEquals(
    Deno.inspect(linear.loadStateDict(linear.stateDict())),
    "<All keys matched successfully>",
  );
});
