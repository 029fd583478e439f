/** What deleting an attribute of a module does, sentence by sentence. */
import { nn, ones, zeros } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with one of everything: buffers, full and empty, a parameter, a child, a plain attribute. */
function attention({ Module }: Answer) {
  const module = new Module();
  module.registerBuffer("mask", ones(3), { persistent: false });
  module.registerBuffer("scale", ones(1));
  module.registerBuffer("angles", null, { persistent: false });
  module["weight"] = new nn.Parameter(ones(2));
  module["out"] = new Module();
  module["heads"] = 8;
  return module;
}

/** Deletes; where that throws, the learner reads what was deleted. */
function remove(module: Module, name: string): void {
  expectWorks(() => delete module[name], `delete module.${name}`);
}

/** Everything that a module has on its lists, by name. */
function registered(module: Module): Record<string, string[]> {
  return {
    parameters: [...module._parameters.keys()],
    buffers: [...module._buffers.keys()],
    children: [...module._modules.keys()],
  };
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "a buffer that is deleted is off the list, and no attribute",
    check(answer) {
      const module = attention(answer);
      remove(module, "mask");
      expectEqual(
        registered(module)["buffers"],
        ["scale", "angles"],
        "after delete module.mask, the names in _buffers",
      );
      expect(
        !("mask" in module),
        "after delete module.mask, there should be no attribute mask, but module still has it",
      );
    },
  },
  {
    name: "assignments and class fields do what they did",
    check(answer) {
      class Typed extends answer.Module {
        inner = new answer.Module();
        heads = 8;
      }
      const module = expectWorks(() => new Typed(), "new Typed(), which has fields,");
      module["weight"] = new nn.Parameter(ones(2));
      expectEqual(
        registered(module),
        { parameters: ["weight"], buffers: [], children: ["inner"] },
        "with the field inner = new Module() and weight = parameter assigned, what is registered",
      );
    },
  },
  {
    name: "a parameter and a child can be deleted, too",
    check(answer) {
      const module = attention(answer);
      remove(module, "weight");
      remove(module, "out");
      expectEqual(
        registered(module),
        { parameters: [], buffers: ["mask", "scale", "angles"], children: [] },
        "after delete module.weight and delete module.out, what is registered",
      );
    },
  },
  {
    name: "so can a slot that is empty",
    check(answer) {
      const module = attention(answer);
      remove(module, "angles");
      expectEqual(
        registered(module)["buffers"],
        ["mask", "scale"],
        "after delete module.angles, which was an empty slot, the names in _buffers",
      );
    },
  },
  {
    name: "plain attributes are deleted as ever, also those that are not there",
    check(answer) {
      const module = attention(answer);
      remove(module, "heads");
      remove(module, "nonsense");
      expect(!("heads" in module), "after delete module.heads, there should be no attribute heads");
      expectEqual(
        registered(module),
        { parameters: ["weight"], buffers: ["mask", "scale", "angles"], children: ["out"] },
        "after deleting plain attributes, what is registered",
      );
    },
  },
  {
    name: "a tensor that is assigned after the deletion is a plain attribute",
    check(answer) {
      const module = attention(answer);
      remove(module, "mask");
      const mask = zeros(3);
      module["mask"] = mask;
      expectSame(
        module["mask"],
        mask,
        "assigned after the deletion, module.mask should be that tensor",
      );
      expectEqual(
        registered(module)["buffers"],
        ["scale", "angles"],
        "with mask deleted and a tensor assigned, the names in _buffers",
      );
    },
  },
  {
    name: "the name is free for anything, a number for instance",
    check(answer) {
      const module = attention(answer);
      remove(module, "mask");
      expectWorks(() => module["mask"] = 0.5, "after delete module.mask, module.mask = 0.5");
    },
  },
  {
    name: "with the buffer goes what was said about it: that it was not persistent",
    check(answer) {
      const module = attention(answer);
      remove(module, "mask");
      expectEqual(
        [...module._transient],
        ["angles"],
        "after delete module.mask, which was not persistent, module._transient",
      );
    },
  },
  {
    name: "a buffer that is registered after the deletion is new: persistent, and the last one",
    check(answer) {
      const module = attention(answer);
      remove(module, "mask");
      expectWorks(
        () => module.registerBuffer("mask", zeros(3)),
        'after delete module.mask, registerBuffer("mask", tensor)',
      );
      expectEqual(
        registered(module)["buffers"],
        ["scale", "angles", "mask"],
        "with mask deleted and registered again, the names in _buffers",
      );
      expectEqual([...module._transient], ["angles"], "and module._transient");
    },
  },
];
