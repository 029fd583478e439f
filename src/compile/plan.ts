/**
 * Which memory a recording's own values take: those that are never needed at the same time share it.
 *
 * @module
 */
import { Storage } from "../device/storage.ts";
import { type Launch, readsOf, type Value, writesOf } from "./launch.ts";

/** Memory for several values, one after the other. */
interface Block {
  readonly like: Value;
  length: number;
  readonly values: Value[];
  /** The last launch that needs what is in it. */
  busyUntil: number;
}

/**
 * Allocates memory for values that live and die within a recording.
 *
 * @param launches the recording
 * @param own which values need memory
 * @param forever which of them keep theirs to themselves: constants, which are made only once
 * @returns the memory of each
 */
export function planMemory(
  launches: readonly Launch[],
  own: ReadonlySet<Value>,
  forever: ReadonlySet<Value>,
): Map<Value, Storage> {
  const lives = lifetimes(launches, own);
  const blocks: Block[] = [];
  for (const [value, { first, last }] of lives) {
    const free = forever.has(value) ? undefined : bestOf(blocks, value, first);
    const until = forever.has(value) ? Infinity : last;
    if (free === undefined) {
      blocks.push({ like: value, length: value.length, values: [value], busyUntil: until });
    } else {
      free.length = Math.max(free.length, value.length);
      free.busyUntil = until;
      free.values.push(value);
    }
  }
  const memory = new Map<Value, Storage>();
  for (const { like, length, values } of blocks) {
    const storage = new Storage(like.device, like.dtype, length);
    for (const value of values) memory.set(value, storage);
  }
  return memory;
}

/** The first and the last launch that each value has a part in, in the order of the first. */
function lifetimes(
  launches: readonly Launch[],
  own: ReadonlySet<Value>,
): Map<Value, { first: number; last: number }> {
  const lives = new Map<Value, { first: number; last: number }>();
  launches.forEach((launch, at) => {
    for (const value of valuesOf(launch)) {
      if (!own.has(value)) continue;
      const life = lives.get(value);
      if (life === undefined) lives.set(value, { first: at, last: at });
      else life.last = at;
    }
  });
  return lives;
}

/** All values that have a part in a launch. */
export function* valuesOf(launch: Launch): Generator<Value> {
  for (const { value } of readsOf(launch)) yield value;
  for (const { value } of writesOf(launch)) yield value;
  if (launch.kind !== "host") return;
  for (const place of launch.grads.values()) {
    if (place !== null) yield place.value;
  }
}

/** The free block that fits best: the smallest that is large enough, else the largest. */
function bestOf(blocks: readonly Block[], { device, dtype, length }: Value, at: number) {
  let best: Block | undefined;
  for (const block of blocks) {
    if (block.busyUntil >= at || block.like.device !== device || block.like.dtype !== dtype) {
      continue;
    }
    if (best === undefined) best = block;
    else if (best.length < length) best = block.length > best.length ? block : best;
    else if (block.length >= length && block.length < best.length) best = block;
  }
  return best;
}
