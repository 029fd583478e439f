/** What a module does with slots that are empty, sentence by sentence. */
import { AttributeError, ones, type Tensor, triu } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectThrows, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Module = InstanceType<Answer["Module"]>;

/** A module with a mask and a scale, and between them an empty slot for a table of angles. */
function attention({ Module }: Answer) {
  const module = new Module();
  module.registerBuffer("mask", triu(ones(3, 3), 1));
  module.registerBuffer("angles", null, { persistent: false });
  module.registerBuffer("scale", ones(1));
  return module;
}

/** What _eachBuffer visits. */
function visited(module: Module): [name: string, buffer: Tensor][] {
  const list: [string, Tensor][] = [];
  module._eachBuffer((name, buffer) => list.push([name, buffer]));
  return list;
}

/** Says, too, how often it was called. */
function maker() {
  const made: Tensor[] = [];
  const make = () => {
    made.push(ones(4));
    return made.at(-1)!;
  };
  return { made, make };
}

function names(list: [name: string, item: unknown][]): string[] {
  return list.map(([name]) => name);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "_eachBuffer visits buffers with their names, in the order of registration",
    check({ Module }) {
      const module = new Module();
      module.registerBuffer("mask", ones(3));
      module.registerBuffer("scale", ones(1));
      const list = visited(module);
      expectEqual(names(list), ["mask", "scale"], "the names that _eachBuffer visits");
      expectSame(list[0]?.[1], module["mask"], "the mask that is visited should be module.mask");
    },
  },
  {
    name: "_eachBuffer leaves empty slots out",
    check(answer) {
      expectEqual(
        names(visited(attention(answer))),
        ["mask", "scale"],
        "with null as module.angles, the names that _eachBuffer visits",
      );
    },
  },
  {
    name: "_eachBuffer leaves the children to themselves",
    check(answer) {
      const module = attention(answer);
      module["child"] = attention(answer);
      expectEqual(
        names(visited(module)),
        ["mask", "scale"],
        "with a child that has buffers, the names that module._eachBuffer visits",
      );
    },
  },
  {
    name: "_eachBuffer visits a tensor by each of its names",
    check(answer) {
      const module = attention(answer);
      module.registerBuffer("again", module["mask"] as Tensor);
      expectEqual(
        names(visited(module)),
        ["mask", "scale", "again"],
        "with one tensor as module.mask and module.again, the names that _eachBuffer visits",
      );
    },
  },
  {
    name: "a visitor may put another tensor in the place of the one it was given",
    check(answer) {
      const module = attention(answer);
      let visits = 0;
      expectWorks(
        () =>
          module._eachBuffer((name, buffer) => {
            visits++;
            expect(visits < 10, "with two buffers, a visitor was called for the tenth time");
            module[name] = buffer.add(1);
          }),
        "_eachBuffer with a visitor that assigns module[name] = another tensor",
      );
      expectEqual(visits, 2, "with two buffers, the number of visits");
      expectEqual((module["scale"] as Tensor).toArray(), [2], "when 1 was added, module.scale");
    },
  },
  {
    name: "ensureBuffer fills an empty slot with what make gives",
    check(answer) {
      const module = attention(answer);
      const { made, make } = maker();
      const angles = module.ensureBuffer("angles", make);
      const what = 'after ensureBuffer("angles", make), where the slot was empty';
      expectEqual(made.length, 1, `${what}, how often make was called`);
      expectSame(angles, made[0], "what ensureBuffer gives should be the tensor that make gave");
      expectSame(module["angles"], angles, `${what}, module.angles should be that tensor`);
      expectSame(
        module._buffers.get("angles"),
        angles,
        `${what}, the tensor should be on the list, too: _buffers.get("angles")`,
      );
    },
  },
  {
    name: "a buffer that is there is given as it is, and nothing is made",
    check(answer) {
      const module = attention(answer);
      const { made, make } = maker();
      const first = module.ensureBuffer("angles", make);
      const second = module.ensureBuffer("angles", make);
      expectSame(second, first, "asked for angles again, ensureBuffer should give the same tensor");
      expectEqual(made.length, 1, "asked for angles twice, how often make was called");
      const mask = module.ensureBuffer("mask", make);
      expectSame(mask, module["mask"], 'ensureBuffer("mask", make) should give module.mask');
      expectEqual(
        made.length,
        1,
        "asked for a mask that was there, too, how often make was called",
      );
    },
  },
  {
    name: "what fills a slot is as persistent as the slot, and has its place",
    check(answer) {
      const module = attention(answer);
      module.ensureBuffer("angles", maker().make);
      expectEqual(
        [...module._transient],
        ["angles"],
        "with angles filled, which were registered as not persistent, module._transient",
      );
      expectEqual(
        names(module.namedBuffers()),
        ["mask", "angles", "scale"],
        "with angles filled, the names of namedBuffers()",
      );
    },
  },
  {
    name: "a slot that is emptied by assigning null is filled anew",
    check(answer) {
      const module = attention(answer);
      const { made, make } = maker();
      module.ensureBuffer("angles", make);
      module["angles"] = null;
      expectEqual(names(visited(module)), ["mask", "scale"], "emptied, the names visited");
      const angles = expectWorks(
        () => module.ensureBuffer("angles", make),
        'after module.angles = null, ensureBuffer("angles", make)',
      );
      expectEqual(made.length, 2, "emptied in between, how often make was called");
      expectSame(angles, made[1], "what ensureBuffer gives should be the tensor made last");
    },
  },
  {
    name: "a name without a slot is refused, and nothing is made",
    check(answer) {
      const module = attention(answer);
      module["heads"] = 8;
      const { made, make } = maker();
      for (const [name, is] of [["heads", "a number"], ["angels", "nothing"]] as const) {
        expectThrows(
          () => module.ensureBuffer(name, make),
          AttributeError,
          `\`${name}\` is not a buffer`,
          `ensureBuffer("${name}", make), where module.${name} is ${is},`,
        );
      }
      expectEqual(made.length, 0, "after refusals, how often make was called");
      expect(!("angels" in module), "after a refusal, module.angels should not be there");
    },
  },
];
