/** What a module with buffers does, sentence by sentence: for the learner's code, and for ours. */
import { assert, assertEquals, AssertionError, assertStrictEquals } from "@std/assert";
import { ones, type Tensor, triu } from "@hibana/hibana";

/** The part of a module that this kata is about. */
export interface MiniModule {
  [name: string]: unknown;
  registerParameter(name: string, tensor: Tensor): void;
  namedParameters(): [string, Tensor][];
  registerBuffer(name: string, tensor: Tensor): void;
  namedBuffers(): [string, Tensor][];
  to(device: string): MiniModule;
}

/** One sentence of the specification, and how it is checked. */
export interface Sentence {
  name: string;
  check(Module: new () => MiniModule): void;
}

/** A module with a parameter and a mask, as attention has them. */
function attention(Module: new () => MiniModule): { module: MiniModule; mask: Tensor } {
  const module = new Module();
  const mask = triu(ones(3, 3), 1);
  module.registerParameter("weight", ones(2, 3));
  module.registerBuffer("mask", mask);
  return { module, mask };
}

function namesOf(list: [string, Tensor][]): string[] {
  return list.map(([name]) => name);
}

function deviceOf(value: unknown): string {
  return String((value as Tensor | undefined)?.device);
}

const sentences: Sentence[] = [
  {
    name: "a registered buffer is an attribute of the module: the very same tensor",
    check(Module) {
      const { module, mask } = attention(Module);
      assertStrictEquals(
        module["mask"],
        mask,
        'after registerBuffer("mask", tensor), module.mask should be that tensor',
      );
    },
  },
  {
    name: "namedBuffers lists buffers by name, in the order of registration",
    check(Module) {
      const { module, mask } = attention(Module);
      const scale = ones(1);
      module.registerBuffer("scale", scale);
      const buffers = module.namedBuffers();
      assertEquals(
        namesOf(buffers),
        ["mask", "scale"],
        "namedBuffers should list mask, then scale",
      );
      assert(
        buffers[0]?.[1] === mask && buffers[1]?.[1] === scale,
        "the listed tensors are copies",
      );
    },
  },
  {
    name: "a buffer is not a parameter, so no optimizer will train it",
    check(Module) {
      const { module } = attention(Module);
      assertEquals(
        namesOf(module.namedParameters()),
        ["weight"],
        "namedParameters should not list the mask",
      );
    },
  },
  {
    name: "to() takes buffers along",
    check(Module) {
      const { module } = attention(Module);
      module.to("sim");
      const listed = module.namedBuffers().find(([name]) => name === "mask")?.[1];
      assertEquals(deviceOf(listed), "sim:0", "the mask that namedBuffers lists stayed behind");
    },
  },
  {
    name: "after to(), the attribute is the tensor that moved, not the one left behind",
    check(Module) {
      const { module } = attention(Module);
      module.to("sim");
      assertEquals(deviceOf(module["mask"]), "sim:0", "module.mask is still the old tensor");
      assertStrictEquals(
        module["mask"],
        module.namedBuffers()[0]?.[1],
        "module.mask and the listed mask should be one tensor",
      );
    },
  },
  {
    name: "a plain attribute still stays behind: only what is registered moves",
    check(Module) {
      const { module } = attention(Module);
      module["plain"] = ones(2);
      module.to("sim");
      assertEquals(deviceOf(module["plain"]), "cpu", "to() should move what is registered, only");
    },
  },
];

/** The specification. What is not written yet fails as an assertion that says where to write it. */
export const specification: readonly Sentence[] = sentences.map(({ name, check }) => ({
  name,
  check(Module) {
    try {
      check(Module);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("Implement ")) throw error;
      throw new AssertionError(`${error.message}. Write it in katas/register-buffer/starter.ts.`);
    }
  },
}));
