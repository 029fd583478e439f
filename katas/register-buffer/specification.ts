/** What a module with buffers does, sentence by sentence: for the learner's code, and for ours. */
import { nn, ones, type Tensor, triu } from "@hibana/hibana";
import { expectEqual, expectSame } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A module with a parameter and a mask, as attention has them. */
function attention({ Module }: Answer) {
  const module = new Module();
  const mask = triu(ones(3, 3), 1);
  module.registerParameter("weight", new nn.Parameter(ones(2, 3)));
  module.registerBuffer("mask", mask);
  return { module, mask };
}

function names(list: [name: string, tensor: Tensor][]): string[] {
  return list.map(([name]) => name);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a registered buffer is an attribute of the module: the very same tensor",
    check(answer) {
      const { module, mask } = attention(answer);
      expectSame(
        module["mask"],
        mask,
        'after registerBuffer("mask", tensor), module.mask should be that tensor',
      );
    },
  },
  {
    name: "namedBuffers lists buffers by name, in the order of registration",
    check(answer) {
      const { module, mask } = attention(answer);
      const scale = ones(1);
      module.registerBuffer("scale", scale);
      const listed = module.namedBuffers();
      expectEqual(names(listed), ["mask", "scale"], "the names that namedBuffers() lists");
      expectSame(listed[0]?.[1], mask, "the mask that namedBuffers() lists should be module.mask");
      expectSame(
        listed[1]?.[1],
        scale,
        "the scale listed by namedBuffers() should be module.scale",
      );
    },
  },
  {
    name: "buffers gives the same tensors without their names",
    check(answer) {
      const { module, mask } = attention(answer);
      const buffers = module.buffers();
      expectEqual(buffers.length, 1, "with one buffer registered, buffers().length");
      expectSame(buffers[0], mask, "the only one of buffers() should be module.mask");
    },
  },
  {
    name: "a buffer is not a parameter, so no optimizer will train it",
    check(answer) {
      const { module } = attention(answer);
      expectEqual(names(module.namedParameters()), ["weight"], "the names of namedParameters()");
    },
  },
  {
    name: "the buffers of child modules are listed under their paths",
    check(answer) {
      const model = new answer.Module();
      const block = new answer.Module();
      model.registerModule("block", block);
      block.registerModule("attention", attention(answer).module);
      model.registerBuffer("position", ones(4));
      expectEqual(
        names(model.namedBuffers()),
        ["position", "block.attention.mask"],
        "with a mask in model.block.attention, the names of model.namedBuffers()",
      );
    },
  },
  {
    name: "a buffer that two names lead to is listed once, under the first",
    check(answer) {
      const model = new answer.Module();
      const { module, mask } = attention(answer);
      model.registerBuffer("shared", mask);
      model.registerModule("attention", module);
      expectEqual(
        names(model.namedBuffers()),
        ["shared"],
        "with one mask as model.shared and model.attention.mask, the names of namedBuffers()",
      );
    },
  },
  {
    name: "the module remembers in _transient which buffers are not persistent",
    check(answer) {
      const { module } = attention(answer);
      module.registerBuffer("cache", ones(2), { persistent: false });
      module.registerBuffer("steps", ones(1), { persistent: true });
      expectEqual(
        [...module._transient],
        ["cache"],
        "with only cache registered with { persistent: false }, module._transient",
      );
    },
  },
  {
    name: "registering a name again replaces the tensor, and makes it persistent again",
    check(answer) {
      const { module } = attention(answer);
      module.registerBuffer("mask", ones(2), { persistent: false });
      const mask = ones(5);
      module.registerBuffer("mask", mask);
      expectSame(module["mask"], mask, "registered again, module.mask should be the new tensor");
      expectSame(module.buffers()[0], mask, "registered again, the new mask should be listed");
      expectEqual(
        [...module._transient],
        [],
        "registered again without { persistent: false }, module._transient",
      );
    },
  },
];
