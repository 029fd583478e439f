/** What snapshots of a module do, sentence by sentence. */
import { nn, optim, type Tensor, tensor } from "@hibana/hibana";
import { accelerators, type Place } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import { Module } from "../state-dict/solution.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** A module with a weight, which learns, and in norm a counter, which counts the steps. */
function model(device: Place = "cpu") {
  const [model, norm] = [new Module(), new Module()];
  const weight = new nn.Parameter(tensor([1, 2]));
  model.registerParameter("weight", weight);
  model.registerModule("norm", norm);
  norm.registerBuffer("count", tensor(3, { dtype: "int32" }));
  model.to(device);
  const optimizer = new optim.SGD(model.parameters(), { lr: 1 });
  /** Takes 1 from every element of the weight, and counts. */
  const step = () => {
    optimizer.zeroGrad();
    weight.sum().backward();
    optimizer.step();
    (norm["count"] as Tensor).add_(1);
  };
  return { model, norm, weight, step };
}

/** A snapshot, which has to have an entry for every key. */
function snapshot({ checkpoint }: Answer, module: Module) {
  const saved = checkpoint(module);
  expect((saved as unknown) instanceof Map, "checkpoint(module) should be a Map");
  const wanted = [...module.stateDict().keys()];
  expectEqual([...saved.keys()], wanted, "the keys of checkpoint(module)");
  return saved;
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "checkpoint has the keys of the state dict, in its order, and its values",
    check(answer) {
      const saved = snapshot(answer, model().model);
      expectValues(saved.get("weight"), [1, 2], "in the snapshot, weight");
      expectValues(saved.get("norm.count"), 3, "in the snapshot, norm.count");
    },
  },
  {
    name: "what is trained later does not show in a checkpoint",
    check(answer) {
      const { model: module, step } = model();
      const saved = snapshot(answer, module);
      step();
      const later = "in a snapshot from before a training step,";
      expectValues(saved.get("weight"), [1, 2], `${later} the parameter weight`);
      expectValues(saved.get("norm.count"), 3, `${later} the buffer norm.count`);
    },
  },
  {
    name: "the values of a checkpoint are off the tape",
    check(answer) {
      for (const [key, x] of snapshot(answer, model().model)) {
        expectEqual(x.requiresGrad, false, `in the snapshot, requiresGrad of ${key}`);
      }
    },
  },
  {
    name: "a counter of whole numbers is one in a checkpoint, too",
    check(answer) {
      const saved = snapshot(answer, model().model);
      expectEqual(
        saved.get("norm.count")?.dtype,
        "int32",
        "in the snapshot, the dtype of norm.count",
      );
    },
  },
  {
    name: "taking a checkpoint leaves the module as it was",
    check(answer) {
      const { model: module, weight } = model();
      snapshot(answer, module);
      expectSame(module["weight"], weight, "after checkpoint, module.weight should be what it was");
      expectEqual(weight.requiresGrad, true, "after checkpoint, requiresGrad of weight");
    },
  },
  {
    name: "every value of a state dict is live",
    check({ liveKeys }) {
      const { model: module, step } = model();
      const state = module.stateDict();
      const all = ["weight", "norm.count"];
      expectEqual(liveKeys(module, state), all, "liveKeys(module, module.stateDict())");
      step();
      expectEqual(
        liveKeys(module, state),
        all,
        "for a state dict from before a training step, liveKeys(module, state)",
      );
    },
  },
  {
    name: "no value of a checkpoint is live, though they be equal",
    check(answer) {
      const { model: module } = model();
      const saved = snapshot(answer, module);
      expectEqual(answer.liveKeys(module, saved), [], "liveKeys(module, checkpoint(module))");
      const equal = new Map([...module.stateDict()].map(([key, x]) => [key, x.clone()]));
      expectEqual(
        answer.liveKeys(module, equal),
        [],
        "for a dictionary of copies that are equal to the module's tensors, liveKeys(module, state)",
      );
    },
  },
  {
    name: "a value goes stale when the module gets another tensor for its key",
    check({ liveKeys }) {
      const { model: module, norm } = model();
      const state = module.stateDict();
      norm["count"] = tensor(3, { dtype: "int32" });
      expectEqual(
        liveKeys(module, state),
        ["weight"],
        "for a state dict from before another tensor was assigned to norm.count, liveKeys",
      );
    },
  },
  {
    name: "a value is live under the key of the module's tensor only, and other keys never are",
    check({ liveKeys }) {
      const { model: module } = model();
      const own = module.stateDict();
      const state = new Map([["norm.count", own.get("weight")!], [
        "other",
        own.get("norm.count")!,
      ]]);
      expectEqual(
        expectWorks(() => liveKeys(module, state), "liveKeys of a dictionary with other keys"),
        [],
        "for a dictionary with the module's tensors under the wrong keys, liveKeys",
      );
    },
  },
  {
    name: "to() makes a state dict stale",
    on: accelerators,
    check({ liveKeys }, device) {
      const { model: module } = model();
      const state = module.stateDict();
      module.to(device);
      expectEqual(
        liveKeys(module, state),
        [],
        `for a state dict from before module.to("${device}"), liveKeys(module, state)`,
      );
    },
  },
  {
    name: "restore brings the values back, of parameters and of buffers",
    check(answer) {
      const { model: module, step } = model();
      const saved = snapshot(answer, module);
      step();
      step();
      expectWorks(() => answer.restore(module, saved), "restore(module, saved)");
      const state = module.stateDict();
      expectValues(state.get("weight"), [1, 2], "after two steps and restore, weight");
      expectValues(state.get("norm.count"), 3, "after two steps and restore, norm.count");
    },
  },
  {
    name:
      "after restore the module has the tensors that it had, so its optimizer goes on with them",
    check(answer) {
      const { model: module, norm, weight, step } = model();
      const saved = snapshot(answer, module);
      const count = norm["count"];
      step();
      expectWorks(() => answer.restore(module, saved), "restore(module, saved)");
      expectSame(module["weight"], weight, "after restore, module.weight should be what it was");
      expectSame(norm["count"], count, "after restore, norm.count should be what it was");
      step();
      expectValues(
        module.stateDict().get("weight"),
        [0, 1],
        "after restore and a step, the weight",
      );
    },
  },
  {
    name: "a checkpoint survives being restored: it can be used again",
    check(answer) {
      const { model: module, step } = model();
      const saved = snapshot(answer, module);
      step();
      expectWorks(() => answer.restore(module, saved), "restore(module, saved)");
      step();
      const used = "in a snapshot that was restored before a training step,";
      expectValues(saved.get("weight"), [1, 2], `${used} weight`);
      expectValues(saved.get("norm.count"), 3, `${used} norm.count`);
    },
  },
  {
    name: "a checkpoint stays on the module's device, and is restored there",
    on: accelerators,
    check(answer, device) {
      const { model: module, step } = model(device);
      const saved = snapshot(answer, module);
      for (const [key, x] of saved) expectOn(x, device, `in a snapshot on ${device}, ${key}`);
      step();
      expectWorks(() => answer.restore(module, saved), `restore(module, saved) on ${device}`);
      for (const [key, x] of module.stateDict()) {
        expectOn(x, device, `after restore, the module's ${key}`);
      }
      const weight = module.stateDict().get("weight");
      expectValues(weight, [1, 2], `after a step and restore on ${device}, weight`);
    },
  },
];
