/**
 * Counts what a piece of code makes and reads on devices, the same way on all of them.
 *
 * @module
 */
import { device } from "@hibana/hibana";
import type { Place } from "./devices.ts";

/** What happened on the devices that were watched. */
export interface Traffic<T> {
  /** What the code returned. */
  readonly result: T;
  /** How many tensors were given memory of their own. */
  readonly made: number;
  /** How often elements were read into JavaScript, by toArray(), item() and their like, or by a move. */
  readonly reads: number;
  /** How many elements those were. */
  readonly elementsRead: number;
}

/**
 * Runs code that does not wait for anything, and counts.
 *
 * @param places the devices to watch
 * @param run the code
 */
export function watch<T>(places: readonly Place[], run: () => T): Traffic<T> {
  let made = 0;
  let reads = 0;
  let elementsRead = 0;
  const read = (length: number) => {
    reads++;
    elementsRead += length;
  };
  const backends = [...new Set(places)].map((place) => device(place).backend);
  for (const backend of backends) {
    const original = Object.getPrototypeOf(backend) as typeof backend;
    // Properties of the backend's own hide its methods for a while.
    Object.assign(backend, {
      allocate(...args: Parameters<typeof original.allocate>) {
        made++;
        return original.allocate.apply(backend, args);
      },
      read(...args: Parameters<typeof original.read>) {
        read(args[3]);
        return original.read.apply(backend, args);
      },
      readAsync(...args: Parameters<typeof original.readAsync>) {
        read(args[3]);
        return original.readAsync.apply(backend, args);
      },
    });
  }
  try {
    return { result: run(), made, reads, elementsRead };
  } finally {
    for (const backend of backends) {
      for (const name of ["allocate", "read", "readAsync"]) Reflect.deleteProperty(backend, name);
    }
  }
}
