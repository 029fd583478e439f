/**
 * The tensors that a replay gives.
 *
 * @module
 */
import type { Storage } from "../device/storage.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Place, Value } from "./launch.ts";

/** Makes a tensor from the arguments of the call. */
export type Slot = (inputs: readonly Tensor[]) => Tensor;

/**
 * How a tensor comes about in a replay.
 *
 * @param tensor the tensor when it was recorded
 * @param place where it was then; undefined if it has no data
 * @param storageOf the memory that a value has in the replay
 */
export function slotAt(
  tensor: Tensor,
  place: Place | undefined,
  storageOf: (value: Value) => Storage,
): Slot {
  const { layout, storage } = tensor;
  if (place === undefined) return () => new Tensor(storage, layout);
  const { value } = place;
  const { origin } = value;
  switch (origin.kind) {
    case "outside":
      // The same in every call; what the tape says of it is not.
      return tensor.gradFn === null ? () => tensor : () => new Tensor(storage, layout);
    case "gradient":
    case "made":
      return () => new Tensor(storageOf(value), layout);
    case "input": {
      const { index } = origin;
      return (inputs) => {
        const input = inputs[index]!;
        const offset = layout.offset - value.start + input.storageOffset;
        return new Tensor(input.storage, { ...layout, offset });
      };
    }
  }
}

/** A function that gives a structure anew, with what its slots make in their places. */
export function builder(value: unknown): (inputs: readonly Tensor[]) => unknown {
  if (typeof value === "function") return value as Slot;
  if (Array.isArray(value)) {
    const items = value.map(builder);
    return (inputs) => items.map((item) => item(inputs));
  }
  if (typeof value === "object" && value !== null && !(value instanceof Tensor)) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) {
      const entries = Object.entries(value).map(([key, item]) => [key, builder(item)] as const);
      return (inputs) => Object.fromEntries(entries.map(([key, item]) => [key, item(inputs)]));
    }
  }
  return () => value;
}
