/**
 * Seeing where memory goes.
 *
 * @module
 */
import { device, type DeviceLike, openDevices } from "../device/registry.ts";
import type { Storage } from "../device/storage.ts";
import type { MemoryStats } from "../device/usage.ts";
import { watchStorages } from "../device/watch.ts";
import { bytesPerElement } from "./dtype.ts";

/**
 * What tensors take of a device's memory. On the CPU, tensors below 4 KiB are not counted: V8 keeps them among its own
 * small objects.
 *
 * @param like the device
 * @returns bytes and numbers
 *
 * @example
 * ```ts
 * import { memoryStats, ones } from "@hibana/hibana";
 *
 * const before = memoryStats("cpu").liveBytes;
 * using x = ones(1024, 1024);
 * console.log(memoryStats("cpu").liveBytes - before); // 4194304
 * ```
 */
export function memoryStats(like: DeviceLike): MemoryStats;
/**
 * The same of all devices on which there were tensors.
 *
 * @returns the counts by the devices' names
 */
export function memoryStats(): Record<string, MemoryStats>;
export function memoryStats(like?: DeviceLike): MemoryStats | Record<string, MemoryStats> {
  if (like === undefined) {
    return Object.fromEntries(openDevices().map((place) => [String(place), memoryStats(place)]));
  }
  const place = device(like);
  const { liveBytes, peakBytes, tensors } = place.usage;
  const pooledBytes = place.isOpen ? place.backend.pooledBytes : 0;
  return { liveBytes, peakBytes, pooledBytes, tensors };
}

/**
 * Lets `peakBytes` begin anew from what is alive now.
 *
 * @param like the device
 *
 * @example
 * ```ts
 * import { memoryStats, ones, resetPeakMemoryStats } from "@hibana/hibana";
 *
 * resetPeakMemoryStats("cpu");
 * ones(1024, 1024).add(1).dispose();
 * console.log(memoryStats("cpu").peakBytes >= 2 ** 22); // true
 * ```
 */
export function resetPeakMemoryStats(like: DeviceLike): void {
  const { usage } = device(like);
  usage.peakBytes = usage.liveBytes;
}

/** Where a piece of memory was made. */
interface Origin {
  readonly storage: WeakRef<Storage>;
  readonly time: number;
  readonly place: string;
}

/** Those made since tracking began, oldest first. */
const origins = new Set<Origin>();
let stopTracking: (() => void) | undefined;

/**
 * Begins to remember for every tensor where in the program it was made, for {@linkcode leakReport}; or ends it and
 * forgets. It makes every operation several times as slow.
 *
 * @param on whether to remember
 *
 * @example
 * ```ts
 * import { leakReport, ones, trackAllocations } from "@hibana/hibana";
 *
 * trackAllocations(true);
 * const kept = ones(1024);
 * console.log(leakReport().split("\n")[0]); // 1 tensors are alive that were made since trackAllocations(true), 4096 bytes
 * trackAllocations(false);
 * kept.dispose();
 * ```
 */
export function trackAllocations(on: boolean): void {
  stopTracking?.();
  stopTracking = undefined;
  origins.clear();
  if (!on) return;
  stopTracking = watchStorages((storage) => {
    origins.add({ storage: new WeakRef(storage), time: performance.now(), place: callSite() });
  });
}

/**
 * Lists the tensors that are still alive, oldest first, each with the line of the program that made it: what is
 * there again and again from one line is what somebody holds on to.
 *
 * @param limit how many to list; the sum is of all
 * @returns lines of text
 *
 * @example
 * ```ts
 * import { leakReport } from "@hibana/hibana";
 *
 * console.log(leakReport()); // nothing is tracked: call trackAllocations(true) first
 * ```
 */
export function leakReport(limit = 10): string {
  if (stopTracking === undefined) return "nothing is tracked: call trackAllocations(true) first";
  const alive: { storage: Storage; origin: Origin }[] = [];
  for (const origin of origins) {
    const storage = origin.storage.deref();
    if (storage === undefined || storage.disposed) origins.delete(origin);
    else alive.push({ storage, origin });
  }
  const bytes = alive.reduce((sum, { storage }) => sum + bytesOf(storage), 0);
  const now = performance.now();
  const lines = alive.slice(0, limit).map(({ storage, origin }) => {
    const age = ((now - origin.time) / 1000).toFixed(1);
    return `  ${storage.length} x ${storage.dtype} on ${storage.device}, ${age} s old, made at ${origin.place}`;
  });
  const more = alive.length > limit ? [`  and ${alive.length - limit} younger ones`] : [];
  return [
    `${alive.length} tensors are alive that were made since trackAllocations(true), ${bytes} bytes`,
    ...lines,
    ...more,
  ].join("\n");
}

function bytesOf(storage: Storage): number {
  return storage.length * bytesPerElement(storage.dtype);
}

/** The folder that the library's own files are in. */
const LIBRARY = new URL("../", import.meta.url).href;

/** The innermost line of the stack that is not the library's. */
function callSite(): string {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const lines = new Error().stack?.split("\n").slice(1) ?? [];
  Error.stackTraceLimit = before;
  const line = lines.find((text) => !text.includes(LIBRARY)) ?? lines.at(-1) ?? "an unknown place";
  return line.trim().replace(/^at (?:.*\((.*)\)|(.*))$/, "$1$2");
}
