/** What happens to a registered buffer, and in which order buffers are listed. */
import { AttributeError, KeyError, nn, ones, type Tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../../katas/support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectValues,
  expectWorks,
} from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import { assign, type Kit, names, registered } from "./kit.ts";

/** A class whose modules have a buffer named mask. */
function maskedIn({ Module }: Kit) {
  return class Masked extends Module {
    declare mask: Tensor | null;
    constructor(mask: Tensor | null = zeros(2), persistent = true) {
      super();
      this.registerBuffer("mask", mask, { persistent });
    }
  };
}

/** A module with two buffers of its own, and one in each of its children. */
function nestedIn(kit: Kit) {
  const Masked = maskedIn(kit);
  class Nested extends kit.Module {
    first = new Masked();
    weight = new nn.Parameter(zeros(1));
    second = new Masked();
    constructor() {
      super();
      this.registerBuffer("own", zeros(1));
      this.registerBuffer("passing", zeros(1), { persistent: false });
    }
  }
  return new Nested();
}

/** The sentences. */
export const buffers: readonly Sentence<Kit>[] = [
  {
    name: "a non-persistent buffer is listed and moved, but not in the state dict",
    on: accelerators,
    check(kit, device) {
      const module = new (maskedIn(kit))(zeros(2), false);
      expectEqual(names(module.namedBuffers()), ["mask"], "the names of namedBuffers()");
      module.to(device);
      expectOn(module.mask, device, `after to("${device}"), the non-persistent module.mask`);
      expectEqual([...module.stateDict().keys()], [], "the keys of stateDict()");
      module.registerBuffer("mask", zeros(2));
      expectEqual(
        [...module.stateDict().keys()],
        ["mask"],
        "the keys of stateDict(), when mask was registered again without { persistent: false },",
      );
    },
  },
  {
    name: "a null buffer keeps its slot, is in neither list, and takes a tensor later",
    check(kit) {
      const module = new (maskedIn(kit))(null);
      expectSame(module.mask, null, 'after registerBuffer("mask", null), mask should be null');
      expectEqual(names(module.namedBuffers()), [], "with mask null, the names of namedBuffers()");
      expectEqual([...module.stateDict().keys()], [], "with mask null, the keys of stateDict()");
      module.mask = zeros(2);
      const filled = "once a tensor is assigned to the null buffer mask, the";
      expectEqual(names(module.namedBuffers()), ["mask"], `${filled} names of namedBuffers()`);
      expectEqual([...module.stateDict().keys()], ["mask"], `${filled} keys of stateDict()`);
    },
  },
  {
    name: "a buffer stays one when another tensor or null is assigned",
    check(kit) {
      const module = new (maskedIn(kit))(zeros(2), false);
      const other = ones(3, 4, { dtype: "int32" });
      module.mask = other;
      expectSame(
        module.getBuffer("mask"),
        other,
        'after module.mask = other, getBuffer("mask") should be that tensor',
      );
      const keys = "with another tensor assigned to a non-persistent mask, the keys of stateDict()";
      expectEqual([...module.stateDict().keys()], [], keys);
      module.mask = null;
      expectEqual(names(module.namedBuffers()), [], "after mask = null, namedBuffers()");
      module.mask = other;
      expectEqual(names(module.namedBuffers()), ["mask"], "after mask = tensor, namedBuffers()");
      expectEqual([...module.stateDict().keys()], [], keys);
    },
  },
  {
    name: "a buffer refuses what is neither a tensor nor null",
    check(kit) {
      const module = new (maskedIn(kit))();
      const before = module.mask;
      for (const [value, type] of [[0.5, "float"], ["a", "str"], [undefined, "undefined"]]) {
        kit.refuses(
          () => assign(module, "mask", value),
          TypeError,
          `cannot assign '${type}' as buffer 'mask' (torch.nn.Buffer, torch.Tensor or None expected)`,
          `module.mask = (what Python calls ${type})`,
        );
      }
      expectSame(module.mask, before, "after refused assignments, mask should be as before");
    },
  },
  {
    name: "a deleted buffer's name takes a tensor as a plain attribute",
    check(kit) {
      const module = new (maskedIn(kit))();
      Reflect.deleteProperty(module, "mask");
      expect(
        !Reflect.has(module, "mask"),
        "after delete module.mask, there should be no module.mask",
      );
      module.mask = zeros(2);
      const deleted = "when mask was deleted and a tensor assigned, the";
      expectEqual(names(module.namedBuffers()), [], `${deleted} names of namedBuffers()`);
      expectEqual([...module.stateDict().keys()], [], `${deleted} keys of stateDict()`);
    },
  },
  {
    name: "a Parameter or a Module assigned over a buffer takes its place",
    check(kit) {
      const learned = new (maskedIn(kit))();
      const parameter = new nn.Parameter(ones(2));
      expectWorks(() => assign(learned, "mask", parameter), "mask = parameter, over a buffer,");
      expectEqual(
        registered(learned),
        { parameters: ["mask"], buffers: [], children: [] },
        "after assigning a Parameter to the buffer mask, what is registered",
      );
      expectSame(learned.mask, parameter, "after mask = parameter, mask should be it");
      expectSame([...learned.parameters()][0], parameter, "and the listed parameter should be it");

      const nested = new (maskedIn(kit))();
      const child = new kit.Module();
      expectWorks(() => assign(nested, "mask", child), "mask = module, over a buffer,");
      expectEqual(
        registered(nested),
        { parameters: [], buffers: [], children: ["mask"] },
        "after assigning a Module to the buffer mask, what is registered",
      );
      expectSame(nested.mask, child as unknown, "after mask = module, mask should be it");
    },
  },
  {
    name: "registerParameter over a buffer is refused",
    check(kit) {
      kit.refuses(
        () => new (maskedIn(kit))().registerParameter("mask", new nn.Parameter(ones(2))),
        KeyError,
        "attribute 'mask' already exists",
        'registerParameter("mask", parameter) in a module with a buffer mask',
      );
    },
  },
  {
    name: "a Parameter given to registerBuffer is a buffer only",
    check(kit) {
      const parameter = new nn.Parameter(ones(2));
      const module = new (maskedIn(kit))(parameter);
      expectSame(
        module.getBuffer("mask"),
        parameter,
        'after registerBuffer("mask", parameter), getBuffer("mask") should be it',
      );
      expectEqual([...module.parameters()].length, 0, "then the number of parameters()");
    },
  },
  {
    name: "a tensor over a parameter or a child is refused",
    check(kit) {
      const linear = new kit.Linear(2, 2);
      kit.refuses(
        () => assign(linear, "weight", zeros(2, 2)),
        TypeError,
        "cannot assign 'torch.FloatTensor' as parameter 'weight' (torch.nn.Parameter or None expected)",
        "linear.weight = tensor",
      );
      const parent = new kit.Module();
      parent.registerModule("x", linear);
      kit.refuses(
        () => assign(parent, "x", zeros(2)),
        TypeError,
        "cannot assign 'torch.FloatTensor' as child module 'x' (torch.nn.Module or None expected)",
        "parent.x = tensor, over a child x",
      );
    },
  },
  {
    name: "getBuffer of another thing is refused",
    check(kit) {
      const linear = new kit.Linear(2, 2);
      kit.refuses(
        () => linear.getBuffer("weight"),
        AttributeError,
        "`weight` is not a buffer",
        'linear.getBuffer("weight")',
      );
      kit.refuses(
        () => linear.getBuffer("zzz"),
        AttributeError,
        "Linear has no attribute `zzz`",
        'linear.getBuffer("zzz")',
      );
    },
  },
  {
    name: "getBuffer follows a path, and says where it ends",
    check(kit) {
      const module = nestedIn(kit);
      const { mask } = module.second;
      expectSame(
        expectWorks(() => module.getBuffer("second.mask"), 'getBuffer("second.mask")'),
        mask,
        'getBuffer("second.mask") should be module.second.mask',
      );
      const lost = [["second.zzz", "Masked", "zzz"], ["third.mask", "Nested", "third"]] as const;
      for (const [path, owner, name] of lost) {
        kit.refuses(
          () => module.getBuffer(path),
          AttributeError,
          `${owner} has no attribute \`${name}\``,
          `getBuffer("${path}")`,
        );
      }
    },
  },
  {
    name: "named buffers list a module's own first, then its children's as they were registered",
    check(kit) {
      expectEqual(
        names(nestedIn(kit).namedBuffers()),
        ["own", "passing", "first.mask", "second.mask"],
        "the names of namedBuffers()",
      );
    },
  },
  {
    name: "named buffers give each tensor once",
    check(kit) {
      const module = nestedIn(kit);
      module.second.mask = module.first.mask;
      module.registerBuffer("again", module.first.mask);
      expectEqual(
        names(module.namedBuffers()),
        ["own", "passing", "again"],
        "with one tensor as again, first.mask and second.mask, the names of namedBuffers()",
      );
    },
  },
  {
    name: "a state dict lists parameters, persistent buffers, children, and keeps repeats",
    check(kit) {
      const module = nestedIn(kit);
      module.second.mask = module.first.mask;
      expectEqual(
        [...module.stateDict().keys()],
        ["weight", "own", "first.mask", "second.mask"],
        "with one tensor as first.mask and second.mask, the keys of stateDict()",
      );
    },
  },
  {
    name: "a state dict's values are detached aliases",
    check(kit) {
      const linear = new kit.Linear(2, 2, { bias: false });
      const alias = linear.stateDict().get("weight")!;
      expectEqual(alias.requiresGrad, false, "requiresGrad of a weight in a state dict");
      alias.zero_();
      expectValues(
        linear.weight,
        [[0, 0], [0, 0]],
        "when the state dict's weight is set to zero in place, the weight of the module",
        0,
      );
    },
  },
];
