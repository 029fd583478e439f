/** Loading state dicts. */
import { ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { accelerators } from "../../katas/support/devices.ts";
import { expectEqual, expectOn, expectSame, expectValues } from "../../katas/support/expect.ts";
import type { Sentence } from "../../katas/support/sentence.ts";
import type { Kit, ModuleLike } from "./kit.ts";

/** A module with a layer, and a buffer of each kind. */
function moduleIn({ Module, Linear }: Kit) {
  class N extends Module {
    fc = new Linear(2, 2);
    declare mask: Tensor;
    declare passing: Tensor;
    constructor() {
      super();
      this.registerBuffer("mask", zeros(2, 2));
      this.registerBuffer("passing", zeros(2), { persistent: false });
      this.registerBuffer("empty", null);
    }
  }
  return new N();
}

/** The state of a module, with values of its own. */
export function stateOf(module: ModuleLike): Map<string, Tensor> {
  return new Map([...module.stateDict()].map(([key, x]) => [key, x.detach().clone()]));
}

const TITLE = "Error(s) in loading state_dict for N:";

/** Holds when a dict that has one wrong entry is refused, and has changed nothing. */
export function writesNothing(kit: Kit, misfit: [key: string, tensor: Tensor]): void {
  const module = moduleIn(kit);
  const before = stateOf(module);
  const versions = () => [...module.parameters()].map(({ version }) => version);
  const versionsBefore = versions();
  const good: [string, Tensor][] = [
    ["mask", ones(2, 2)],
    ["fc.weight", ones(2, 2)],
    ["fc.bias", ones(2)],
  ];
  const load = () => module.loadStateDict(new Map([...good, misfit]));
  kit.refuses(load, RuntimeError, TITLE, `loading a dict with an unfitting ${misfit[0]}`);
  for (const [key, x] of module.stateDict()) {
    expectValues(x, before.get(key)!.toArray(), `after a refused dict, ${key}`, 0);
  }
  expectEqual(versions(), versionsBefore, "after a refused dict, the parameters' versions");
}

/** The sentences. */
export const loading: readonly Sentence<Kit>[] = [
  {
    name: "loading copies in place: the objects stay, and aliases see the change",
    check(kit) {
      const module = moduleIn(kit);
      const { weight } = module.fc;
      const { mask } = module;
      const alias = module.stateDict().get("fc.weight")!;
      module.loadStateDict(new Map([["fc.weight", ones(2, 2)], ["mask", ones(2, 2)]]), {
        strict: false,
      });
      expectSame(module.fc.weight, weight, "after loading, fc.weight should be the same object");
      expectSame(module.mask, mask, "after loading, mask should be the same object");
      expectValues(alias, [[1, 1], [1, 1]], "an alias from a state dict, after loading ones,", 0);
      expectEqual(weight.requiresGrad, true, "after loading, requiresGrad of fc.weight");
    },
  },
  {
    name: "loading reports everything at once: missing, unexpected, then wrong sizes",
    check(kit) {
      const state = stateOf(moduleIn(kit));
      state.delete("fc.bias");
      state.set("zzz", ones(1)).set("mask", ones(3, 3));
      kit.refuses(
        () => moduleIn(kit).loadStateDict(state),
        RuntimeError,
        TITLE +
          '\n\tMissing key(s) in state_dict: "fc.bias". \n' +
          '\tUnexpected key(s) in state_dict: "zzz". \n' +
          "\tsize mismatch for mask: copying a param with shape torch.Size([3, 3]) from checkpoint, " +
          "the shape in current model is torch.Size([2, 2]).",
        "loading a dict without fc.bias, with zzz, and with a mask of another shape",
      );
      state.delete("mask");
      kit.refuses(
        () => moduleIn(kit).loadStateDict(state),
        RuntimeError,
        TITLE +
          '\n\tMissing key(s) in state_dict: "mask", "fc.bias". \n' +
          '\tUnexpected key(s) in state_dict: "zzz". ',
        "loading a dict without mask and fc.bias, and with zzz",
      );
    },
  },
  {
    name: "with strict false the missing and unexpected keys are returned, and the others loaded",
    check(kit) {
      const module = moduleIn(kit);
      const { missingKeys, unexpectedKeys } = module.loadStateDict(
        new Map([["zzz", ones(1)], ["mask", ones(2, 2)]]),
        { strict: false },
      );
      expectEqual(missingKeys, ["fc.weight", "fc.bias"], "missingKeys");
      expectEqual(unexpectedKeys, ["zzz"], "unexpectedKeys");
      expectValues(module.mask, [[1, 1], [1, 1]], "a mask that the dict had,", 0);
    },
  },
  {
    name: "with strict false wrong sizes still throw",
    check(kit) {
      kit.refuses(
        () => moduleIn(kit).loadStateDict(new Map([["mask", ones(3)]]), { strict: false }),
        RuntimeError,
        TITLE +
          "\n\tsize mismatch for mask: copying a param with shape torch.Size([3]) from checkpoint, " +
          "the shape in current model is torch.Size([2, 2]).",
        "loading a mask of another shape with { strict: false }",
      );
    },
  },
  {
    name: "loading casts to the module's dtype and moves to its device",
    on: accelerators,
    check(kit, device) {
      const module = moduleIn(kit).to(device);
      module.loadStateDict(new Map([["mask", tensor([[1, 2], [3, 4]], { dtype: "int32" })]]), {
        strict: false,
      });
      const loaded = "an int32 mask on cpu was loaded; the module's mask";
      expectEqual(module.mask.dtype, "float32", `the dtype, when ${loaded} is float32,`);
      expectOn(module.mask, device, loaded);
      expectValues(module.mask, [[1, 2], [3, 4]], loaded, 0);
    },
  },
  {
    name: "loading leaves non-persistent buffers alone",
    check(kit) {
      const module = moduleIn(kit);
      module.loadStateDict(stateOf(module).set("passing", ones(2)), { strict: false });
      expectValues(module.passing, [0, 0], "after loading, the non-persistent buffer", 0);
    },
  },
  {
    name: "the keys of non-persistent and of null buffers are unexpected",
    check(kit) {
      const state = stateOf(moduleIn(kit)).set("passing", ones(2)).set("empty", ones(2));
      kit.refuses(
        () => moduleIn(kit).loadStateDict(state),
        RuntimeError,
        TITLE + '\n\tUnexpected key(s) in state_dict: "passing", "empty". ',
        "loading a dict with the names of a non-persistent and of a null buffer",
      );
    },
  },
  {
    name: "a dict that does not fit changes nothing",
    check(kit) {
      writesNothing(kit, ["zzz", ones(1)]);
      writesNothing(kit, ["fc.bias", ones(3)]);
    },
  },
];
