/** What assigning to the name of a buffer does, sentence by sentence. */
import { nn, ones, type Tensor, triu, zeros } from "@hibana/hibana";
import {
  expectEqual,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with a mask, a cache that stays out of checkpoints, and a scale. */
function attention({ Module }: Answer) {
  const module = new Module();
  module.registerBuffer("mask", triu(ones(2, 2), 1));
  module.registerBuffer("cache", zeros(2), { persistent: false });
  module.registerBuffer("scale", ones(1));
  return module;
}

function assign(module: Module, name: string, value: unknown, what: string): void {
  expectWorks(() => module[name] = value, `module.${name} = ${what}, where ${name} is a buffer,`);
}

/** Everything that a module has on its lists, by name. */
function registered(module: Module): Record<string, string[]> {
  const names = (list: [name: string, item: unknown][]) => list.map(([name]) => name);
  return {
    parameters: names(module.namedParameters()),
    buffers: names(module.namedBuffers()),
    children: names(module.namedModules()).slice(1),
  };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a tensor that is assigned to a buffer's name becomes the buffer",
    check(answer) {
      const module = attention(answer);
      const mask = zeros(2, 2);
      assign(module, "mask", mask, "tensor");
      expectSame(
        module["mask"],
        mask,
        "after module.mask = tensor, module.mask should be that tensor",
      );
      expectSame(
        module._buffers.get("mask"),
        mask,
        "after module.mask = tensor, the mask listed should be that tensor",
      );
    },
  },
  {
    name: "it may have another shape and another dtype",
    check(answer) {
      const module = attention(answer);
      const mask = ones(5, 5, { dtype: "bool" });
      assign(module, "mask", mask, "a larger tensor of booleans");
      expectSame(
        module._buffers.get("mask"),
        mask,
        "after module.mask = a larger tensor of booleans, the mask listed should be that tensor",
      );
    },
  },
  {
    name: "the tensor that was there is left as it was",
    check(answer) {
      const module = attention(answer);
      const old = module["mask"];
      assign(module, "mask", ones(2, 2).mul(7), "tensor");
      expectValues(old, [[0, 1], [0, 0]], "after another was assigned, the old mask");
    },
  },
  {
    name: "a buffer stays persistent, or not, as it was registered",
    check(answer) {
      const module = attention(answer);
      assign(module, "cache", ones(3), "tensor");
      assign(module, "mask", ones(3), "tensor");
      expectEqual(
        [...module._transient],
        ["cache"],
        "with tensors assigned to mask and to cache, which is not persistent, module._transient",
      );
    },
  },
  {
    name: "a buffer keeps its place in the order",
    check(answer) {
      const module = attention(answer);
      assign(module, "mask", ones(3), "tensor");
      expectEqual(
        registered(module)["buffers"],
        ["mask", "cache", "scale"],
        "with a tensor assigned to mask, the names of namedBuffers()",
      );
    },
  },
  {
    name: "what is no tensor is refused, and the buffer stays",
    check(answer) {
      const values: [unknown, string, string][] = [
        [0.5, "0.5", "float"],
        ["causal", '"causal"', "str"],
        [[0, 1], "[0, 1]", "list"],
        [undefined, "undefined", "undefined"],
      ];
      for (const [value, what, type] of values) {
        const module = attention(answer);
        const { mask } = module;
        expectThrows(
          () => module["mask"] = value,
          TypeError,
          `cannot assign '${type}' as buffer 'mask' (torch.nn.Buffer, torch.Tensor or None expected)`,
          `module.mask = ${what}, where mask is a buffer,`,
        );
        expectSame(module["mask"], mask, "after a refusal, module.mask should be as it was");
        expectSame(module._buffers.get("mask"), mask, "after a refusal, so should the one listed");
      }
    },
  },
  {
    name: "null empties the slot, which stays a buffer's",
    check(answer) {
      const module = attention(answer);
      assign(module, "cache", null, "null");
      expectSame(module["cache"], null, "after module.cache = null, module.cache should be null");
      expectSame(
        module._buffers.get("cache"),
        null,
        'after module.cache = null, _buffers.get("cache") should be null',
      );
      expectEqual(
        [...module._transient],
        ["cache"],
        "after module.cache = null, module._transient",
      );
    },
  },
  {
    name: "a parameter takes the name over",
    check(answer) {
      const module = attention(answer);
      const learned = new nn.Parameter(ones(2));
      assign(module, "mask", learned, "parameter");
      const what = "after module.mask = parameter";
      expectSame(module["mask"], learned, `${what}, module.mask should be that parameter`);
      expectEqual(
        registered(module),
        { parameters: ["mask"], buffers: ["cache", "scale"], children: [] },
        `${what}, what is registered`,
      );
    },
  },
  {
    name: "so does a module",
    check(answer) {
      const module = attention(answer);
      const child = new answer.Module();
      assign(module, "mask", child, "module");
      const what = "after module.mask = another module";
      expectSame(module["mask"], child, `${what}, module.mask should be that one`);
      expectEqual(
        registered(module),
        { parameters: [], buffers: ["cache", "scale"], children: ["mask"] },
        `${what}, what is registered`,
      );
    },
  },
  {
    name: "a name that was taken over is no longer in _transient",
    check(answer) {
      const module = attention(answer);
      assign(module, "cache", new nn.Parameter(ones(2)), "parameter");
      expectEqual(
        [...module._transient],
        [],
        "with a parameter assigned to cache, which was not persistent, module._transient",
      );
    },
  },
  {
    name: "a parameter that is given to registerBuffer is a buffer only",
    check(answer) {
      const module = attention(answer);
      const frozen = new nn.Parameter(ones(2), false);
      module.registerBuffer("frozen", frozen);
      expectEqual(
        registered(module),
        { parameters: [], buffers: ["mask", "cache", "scale", "frozen"], children: [] },
        'after registerBuffer("frozen", parameter), what is registered',
      );
      expectSame(module["frozen"], frozen, "then module.frozen should be that parameter");
    },
  },
  {
    name: "a class field with a tensor replaces the buffer of a base class",
    check({ Module }) {
      const other = zeros(4);
      class Attention extends Module {
        constructor() {
          super();
          this.registerBuffer("mask", ones(2));
        }
      }
      class Wider extends Attention {
        mask = other;
      }
      const module = expectWorks(() => new Wider(), "the field mask = tensor, over a buffer,");
      expectSame<Tensor>(module.mask, other, "module.mask should be the field's tensor");
      expectSame(
        module._buffers.get("mask"),
        other,
        "the mask listed should be the field's tensor",
      );
    },
  },
  {
    name: "other names take what they took",
    check(answer) {
      const module = attention(answer);
      expectWorks(() => {
        module["heads"] = 8;
        module["plain"] = ones(2);
        module["weight"] = new nn.Parameter(ones(2));
      }, "assigning a number, a tensor and a parameter to names that are no buffers");
      expectEqual(
        registered(module),
        { parameters: ["weight"], buffers: ["mask", "cache", "scale"], children: [] },
        "with a number, a plain tensor and a parameter assigned to other names, what is registered",
      );
    },
  },
];
