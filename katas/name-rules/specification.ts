/** What registerBuffer refuses, sentence by sentence. */
import { KeyError, nn, ones, type Tensor, triu } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectThrows, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with one of everything: attributes, a parameter, a child, a buffer. */
function attention({ Module }: Answer) {
  const module = new Module();
  module["heads"] = 8;
  module["dropout"] = 0;
  module["cache"] = null;
  module["weight"] = new nn.Parameter(ones(2));
  module["out"] = new Module();
  module.registerBuffer("mask", triu(ones(3, 3), 1));
  return module;
}

/** Stands where TypeScript would not let a value pass. */
function untyped(value: unknown): Tensor {
  return value as Tensor;
}

function expectTaken(module: Module, name: string, is: string): void {
  expectThrows(
    () => module.registerBuffer(name, ones(2)),
    KeyError,
    `attribute '${name}' already exists`,
    `registerBuffer("${name}", tensor), where module.${name} is ${is},`,
  );
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a tensor by a name that is free registers as before",
    check(answer) {
      const module = attention(answer);
      const scale = ones(1);
      module.registerBuffer("scale", scale, { persistent: false });
      const what = 'after registerBuffer("scale", tensor, { persistent: false })';
      expectSame(module["scale"], scale, `${what}, module.scale should be that tensor`);
      expectEqual([...module._buffers.keys()], ["mask", "scale"], `${what}, the names in _buffers`);
      expectEqual([...module._transient], ["scale"], `${what}, module._transient`);
    },
  },
  {
    name: "a name with a dot is refused, since dots lead to children",
    check(answer) {
      const module = attention(answer);
      for (const name of ["out.mask", "."]) {
        expectThrows(
          () => module.registerBuffer(name, ones(2)),
          KeyError,
          `buffer name can't contain "."`,
          `registerBuffer("${name}", tensor)`,
        );
      }
    },
  },
  {
    name: "the empty name is refused",
    check(answer) {
      expectThrows(
        () => attention(answer).registerBuffer("", ones(2)),
        KeyError,
        `buffer name can't be empty string ""`,
        'registerBuffer("", tensor)',
      );
    },
  },
  {
    name: "the name of an attribute, a parameter or a child is refused",
    check(answer) {
      const module = attention(answer);
      expectTaken(module, "heads", "the number 8");
      expectTaken(module, "weight", "a parameter");
      expectTaken(module, "out", "a child");
    },
  },
  {
    name: "so is that of an attribute that holds 0 or null",
    check(answer) {
      const module = attention(answer);
      expectTaken(module, "dropout", "the number 0");
      expectTaken(module, "cache", "null, and no buffer,");
    },
  },
  {
    name: "the name of a method is refused",
    check(answer) {
      for (const name of ["parameters", "registerBuffer", "toString"]) {
        expectTaken(attention(answer), name, "a method");
      }
    },
  },
  {
    name: "the name of a buffer is not: registering it again replaces it",
    check(answer) {
      const module = attention(answer);
      const mask = ones(5);
      expectWorks(
        () => module.registerBuffer("mask", mask),
        'registerBuffer("mask", tensor), where mask is a buffer already,',
      );
      expectSame(module["mask"], mask, "registered again, module.mask should be the new tensor");
    },
  },
  {
    name: "a field that is declared and still undefined is not in the way",
    check({ Module }) {
      class Attention extends Module {
        mask!: Tensor;

        constructor() {
          super();
          this.registerBuffer("mask", ones(3));
        }
      }
      const module = expectWorks(
        () => new Attention(),
        'registerBuffer("mask", tensor) in a class with the field mask!: Tensor',
      );
      expectEqual([...module._buffers.keys()], ["mask"], "then the names in _buffers");
    },
  },
  {
    name: "a value that is neither a tensor nor null is refused",
    check(answer) {
      const values: [unknown, string, string][] = [
        [0.5, "0.5", "float"],
        ["causal", '"causal"', "str"],
        [[0, 1], "[0, 1]", "list"],
        [undefined, "undefined", "undefined"],
      ];
      for (const [value, what, type] of values) {
        expectThrows(
          () => attention(answer).registerBuffer("scale", untyped(value)),
          TypeError,
          `cannot assign '${type}' object to buffer 'scale' (torch Tensor or None required)`,
          `registerBuffer("scale", ${what})`,
        );
      }
    },
  },
  {
    name: "null is fine: an empty slot",
    check(answer) {
      const module = attention(answer);
      expectWorks(
        () => module.registerBuffer("keys", null),
        'registerBuffer("keys", null)',
      );
      expectSame(
        module._buffers.get("keys"),
        null,
        'after registerBuffer("keys", null), _buffers.get("keys") should be null',
      );
    },
  },
  {
    name: "the name is looked at before the value",
    check(answer) {
      expectThrows(
        () => attention(answer).registerBuffer("heads", untyped(0.5)),
        KeyError,
        "attribute 'heads' already exists",
        'registerBuffer("heads", 0.5), where module.heads is the number 8,',
      );
    },
  },
  {
    name: "after a refusal the module is as it was",
    check(answer) {
      const module = attention(answer);
      const { mask, weight } = module;
      const refused: [string, unknown][] = [["weight", ones(2)], ["mask", 0.5], ["scale", 0.5]];
      for (const [name, value] of refused) {
        try {
          module.registerBuffer(name, untyped(value), { persistent: false });
        } catch {
          // The sentences above say what is thrown.
        }
      }
      expectSame(
        module["weight"],
        weight,
        "after a refusal, module.weight should be the parameter",
      );
      expectSame(module["mask"], mask, "after a refusal, module.mask should be the mask it was");
      expect(!("scale" in module), "after a refusal, module.scale should not be there");
      expectEqual([...module._buffers.keys()], ["mask"], "after a refusal, the names in _buffers");
      expectSame(
        module._buffers.get("mask"),
        mask,
        "after a refusal, the old mask should be listed",
      );
      expectEqual([...module._transient], [], "after a refusal, module._transient");
    },
  },
];
