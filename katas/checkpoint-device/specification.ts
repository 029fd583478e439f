/** What happens to checkpoints between devices, sentence by sentence. */
import { nn, ones, RuntimeError, type Tensor, tensor, zeros } from "@hibana/hibana";
import { accelerators, everywhere, type Place } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import { watch } from "../support/traffic.ts";
import { Module } from "../load-strict/solution.ts";

type Answer = typeof import("./solution.ts");
type State = Map<string, Tensor>;

/** A layer that counts, and has a cache that is not saved. */
function model(device: Place) {
  const model = new Module();
  const weight = new nn.Parameter(zeros(2, 2));
  model.registerParameter("weight", weight);
  model.registerBuffer("count", tensor(0, { dtype: "int32" }));
  model.registerBuffer("cache", zeros(2), { persistent: false });
  return { module: model.to(device), weight };
}

/** A checkpoint of that layer, on a device. */
function checkpoint(device: Place): State {
  return new Map([
    ["weight", tensor([[1, 2], [3, 4]], { device })],
    ["count", tensor(7, { device, dtype: "int32" })],
  ]);
}

/** A map with the keys of the checkpoint, each with a tensor on the device. */
function expectState(state: unknown, device: Place, what: string): asserts state is State {
  expect(state instanceof Map, `${what} should be a Map`);
  expectEqual([...state.keys()], ["weight", "count"], `the keys of ${what}`);
  for (const [key, x] of state) expectOn(x, device, `in ${what}, ${key}`);
}

/** The values of the checkpoint. */
function expectCheckpoint(state: State, what: string): void {
  expectValues(state.get("weight"), [[1, 2], [3, 4]], `${what} weight`);
  expectValues(state.get("count"), 7, `${what} count`);
  expectEqual(state.get("count")!.dtype, "int32", `${what} the dtype of count`);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "mapLocation gives a state dict whose tensors are on the device",
    on: accelerators,
    check({ mapLocation }, device) {
      const there: unknown = mapLocation(checkpoint("cpu"), device);
      const moved = `mapLocation(state, "${device}")`;
      expectState(there, device, moved);
      expectCheckpoint(there, `in ${moved},`);
      const back: unknown = mapLocation(checkpoint(device), "cpu");
      expectState(back, "cpu", 'mapLocation(state, "cpu")');
      expectCheckpoint(back, 'in mapLocation(state, "cpu"),');
    },
  },
  {
    name: "mapLocation leaves what it was given alone: the map, and its tensors",
    on: accelerators,
    check({ mapLocation }, device) {
      const state = checkpoint(device);
      const before = new Map(state);
      mapLocation(state, "cpu");
      expectEqual(state.size, 2, "after mapLocation, the number of keys in the map that was given");
      for (const [key, x] of before) {
        const given = `after mapLocation, ${key} in the map that was given`;
        expectOn(x, device, `after mapLocation(state, "cpu"), the tensor that was given as ${key}`);
        expectSame(state.get(key), x, `${given} should be what it was`);
      }
    },
  },
  {
    name: "mapLocation hands on what is there already, and moves the rest",
    on: accelerators,
    check({ mapLocation }, device) {
      const state = checkpoint("cpu").set("weight", checkpoint(device).get("weight")!);
      const weight = state.get("weight")!;
      const mapped: unknown = mapLocation(state, device);
      expectState(mapped, device, "of a state dict on two devices, mapLocation");
      const same = `a tensor that is on ${device} already should be handed on by mapLocation`;
      expectSame(mapped.get("weight"), weight, same);
      expect(mapped !== state, "mapLocation should give a new map");
    },
  },
  {
    name: "mapLocation reads every tensor once, as a whole",
    on: accelerators,
    check({ mapLocation }, device) {
      const state = checkpoint(device);
      const { reads } = watch([device], () => mapLocation(state, "cpu"));
      expectEqual(reads, 2, "for two tensors, how often mapLocation reads from the device");
    },
  },
  {
    name: "portable gives the module's state on the CPU, wherever it is",
    on: everywhere,
    check({ portable }, device) {
      const { module } = model(device);
      for (const [key, x] of checkpoint("cpu")) module.stateDict().get(key)!.copy_(x);
      const state: unknown = portable(module);
      expectState(state, "cpu", `portable(module) of a module on ${device}`);
      expectCheckpoint(state, "in portable(module),");
      for (const [key, x] of state) {
        expectEqual(x.requiresGrad, false, `in portable(module), requiresGrad of ${key}`);
      }
    },
  },
  {
    name: "portable leaves the module where it is",
    on: accelerators,
    check({ portable }, device) {
      const { module } = model(device);
      const cache = module["cache"];
      portable(module);
      for (const [key, x] of [...module.namedParameters(), ...module.namedBuffers()]) {
        expectOn(x, device, `after portable(module), module.${key}`);
      }
      expectSame(module["cache"], cache, "after portable, module.cache should be what it was");
    },
  },
  {
    name: "what the module learns later does not show in portable's snapshot",
    on: everywhere,
    check({ portable }, device) {
      const { module } = model(device);
      const state = portable(module);
      for (const x of module.stateDict().values()) x.add_(5);
      const snapshot = `in a snapshot of a module on ${device} that changed later,`;
      expectValues(state.get("weight"), [[0, 0], [0, 0]], `${snapshot} weight`);
      expectValues(state.get("count"), 0, `${snapshot} count`);
    },
  },
  {
    name: "portable reads every tensor once, as a whole",
    on: accelerators,
    check({ portable }, device) {
      const { module } = model(device);
      const { reads } = watch([device], () => portable(module));
      expectEqual(reads, 2, "for two tensors, how often portable reads from the device");
    },
  },
  {
    name:
      "resume loads a checkpoint from an accelerator into a model on the CPU, which stays there",
    on: accelerators,
    check({ resume }, device) {
      const { module } = model("cpu");
      expectWorks(() => resume(module, checkpoint(device)), `resume from a state on ${device}`);
      for (const [key, x] of [...module.namedParameters(), ...module.namedBuffers()]) {
        expectOn(x, "cpu", `a model on cpu was resumed from a state on ${device}; module.${key}`);
      }
      expectCheckpoint(module.stateDict(), "after resume, the module's");
    },
  },
  {
    name:
      "resume loads a checkpoint from the CPU into a model on an accelerator, which stays there",
    on: accelerators,
    check({ resume }, device) {
      const { module } = model(device);
      expectWorks(() => resume(module, checkpoint("cpu")), "resume from a state on cpu");
      for (const [key, x] of [...module.namedParameters(), ...module.namedBuffers()]) {
        expectOn(x, device, `a model on ${device} was resumed from a state on cpu; module.${key}`);
      }
      expectCheckpoint(module.stateDict(), "after resume, the module's");
    },
  },
  {
    name: "resume takes a checkpoint whose tensors are on two devices",
    on: accelerators,
    check({ resume }, device) {
      const { module } = model("cpu");
      const state = checkpoint("cpu").set("weight", checkpoint(device).get("weight")!);
      expectWorks(() => resume(module, state), "resume from a state on two devices");
      expectState(module.stateDict(), "cpu", "the state of a model on cpu after resume");
      expectCheckpoint(module.stateDict(), "after resume, the module's");
    },
  },
  {
    name: "after resume the module has the tensors that it had",
    on: accelerators,
    check({ resume }, device) {
      const { module, weight } = model("cpu");
      const [count, cache] = module.buffers();
      resume(module, checkpoint(device));
      expectSame(module["weight"], weight, "after resume, module.weight should be what it was");
      expectSame(module["count"], count, "after resume, module.count should be what it was");
      expectSame(module["cache"], cache, "after resume, module.cache should be what it was");
    },
  },
  {
    name: "resume leaves the checkpoint as it is, and shares nothing with it",
    on: everywhere,
    check({ resume }, device) {
      const { module } = model(device);
      const state = checkpoint(device);
      const before = new Map(state);
      resume(module, state);
      for (const x of module.stateDict().values()) x.add_(5);
      for (const [key, x] of before) {
        expectSame(
          state.get(key),
          x,
          `after resume, the checkpoint's ${key} should be what it was`,
        );
      }
      expectState(state, device, "a checkpoint after resume");
      expectCheckpoint(state, "after resume and training, the checkpoint's");
    },
  },
  {
    name: "resume refuses a checkpoint that does not fit",
    check({ resume }) {
      const { module } = model("cpu");
      const state = checkpoint("sim").set("other", ones(1));
      expectThrows(
        () => resume(module, state),
        RuntimeError,
        /^Error\(s\) in loading state_dict for Module:$/,
        "resume from a state with a key that the module does not have",
      );
    },
  },
];
