/**
 * Tuning profiles: what `deno task tune` measured on an adapter, as JSON. A profile says what differs from
 * the constants of the adapter's class; nothing of it is believed unchecked.
 *
 * @module
 */
import { ValueError } from "../../errors.ts";
import type { MatmulTile, Tuning } from "./tuning.ts";

/** The contents of a tuning profile: what `deno task tune` writes. */
export interface TuningProfile {
  /** The adapter it was measured on; a profile that names none suits any. */
  readonly adapter?: string;
  /** Constants that differ from those of the adapter's class, under their names in tuning.ts. */
  readonly tuning: Readonly<Record<string, unknown>>;
}

/** The name of the environment variable that may name a profile. */
export const TUNING_VARIABLE = "HIBANA_TUNING";

/**
 * The constants for an adapter, with those of a profile where there is one: the given one, or that which
 * the environment names, provided that it may be asked.
 *
 * @param given a profile, or the file that holds one
 * @param adapter what the adapter calls itself
 * @param base the constants of its class
 * @throws {ValueError} when it is no profile, or one of another adapter
 */
export async function tunedFor(
  given: string | URL | TuningProfile | undefined,
  adapter: string,
  base: Tuning,
): Promise<Tuning> {
  const source = given ?? fromEnvironment();
  if (source === undefined) return base;
  const named = typeof source === "string" || source instanceof URL;
  const profile = named ? parse(await Deno.readTextFile(source), String(source)) : source;
  return applyProfile(profile, adapter, base);
}

function fromEnvironment(): string | undefined {
  try {
    const { state } = Deno.permissions.querySync({ name: "env", variable: TUNING_VARIABLE });
    return state === "granted" ? Deno.env.get(TUNING_VARIABLE) || undefined : undefined;
  } catch {
    return undefined; // Not a runtime that knows permissions.
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The constants of a class of adapters with those of a profile in their places. */
export function applyProfile(profile: unknown, adapter: string, base: Tuning): Tuning {
  if (!isRecord(profile) || !isRecord(profile.tuning)) {
    throw bad(`expected { "adapter": "...", "tuning": { ... } }`);
  }
  if (profile.adapter !== undefined && profile.adapter !== adapter) {
    throw bad(`it was measured on ${JSON.stringify(profile.adapter)}, but this is "${adapter}"`);
  }
  const tuning = merge("tuning", base, profile.tuning) as Tuning;
  checkTuning(tuning);
  return tuning;
}

/** What an override makes of a value of the same kind. */
function merge(path: string, base: unknown, value: unknown): unknown {
  if (typeof base === "number") {
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw bad(`${path} must be a whole number, not ${JSON.stringify(value)}`);
  }
  if (Array.isArray(base)) {
    if (Array.isArray(value) && value.length > 0) {
      return value.map((item, i) => merge(`${path}[${i}]`, base[0], item));
    }
    throw bad(`${path} must be a list of one item at least`);
  }
  if (!isRecord(base)) throw bad(`${path} cannot be changed`);
  if (!isRecord(value)) throw bad(`${path} must be an object`);
  const result: Record<string, unknown> = { ...base };
  for (const [key, item] of Object.entries(value)) {
    if (!Object.hasOwn(base, key)) {
      throw bad(`${path} has no "${key}", only ${Object.keys(base).join(", ")}`);
    }
    result[key] = merge(`${path}.${key}`, base[key], item);
  }
  return result;
}

/** Threads that every adapter takes in a workgroup. */
const MAX_THREADS = 256;

/** What generators of kernels rely on. */
function checkTuning(tuning: Tuning): void {
  const { elementwiseWorkgroup, reduce, scan, rows, matmul, flush } = tuning;
  if (rows.lanes.length !== 2) throw bad("tuning.rows.lanes must be two numbers");
  const workgroups = {
    elementwiseWorkgroup,
    "reduce.workgroup": reduce.workgroup,
    "scan.workgroup": scan.workgroup,
    "rows.workgroup": rows.workgroup,
    "rows.lanes[0]": rows.lanes[0],
    "rows.lanes[1]": rows.lanes[1],
  };
  for (const [name, threads] of Object.entries(workgroups)) checkThreads(name, threads);
  const positive = {
    "reduce.perThread": reduce.perThread,
    "scan.perThread": scan.perThread,
    "matmul.depth": matmul.depth,
    "matmul.shallow": matmul.shallow,
    "flush.dispatches": flush.dispatches,
  };
  for (const [name, value] of Object.entries(positive)) {
    if (value < 1) throw bad(`tuning.${name} must be at least 1`);
  }
  if (![1, 2, 4, 8, 16, 32, 64].includes(matmul.vectorLanes)) {
    throw bad(`tuning.matmul.vectorLanes must be a power of two up to 64`);
  }
  matmul.tiles.forEach((tile, i) => checkTile(`matmul.tiles[${i}]`, tile, i === 0));
}

function checkThreads(name: string, threads: number): void {
  if (threads >= 1 && threads <= MAX_THREADS && Number.isInteger(Math.log2(threads))) return;
  throw bad(`tuning.${name} must be a power of two up to ${MAX_THREADS}, not ${threads}`);
}

function checkTile(name: string, tile: MatmulTile, first: boolean): void {
  const { rows, columns, threads, depth, from } = tile;
  checkThreads(`${name}.threads`, threads);
  if (rows < 1 || rows > 32) throw bad(`tuning.${name}.rows must be 1 to 32, not ${rows}`);
  if (columns < 4 || columns > 32 || columns % 4 !== 0) {
    throw bad(`tuning.${name}.columns must be a multiple of 4 up to 32, not ${columns}`);
  }
  if (depth !== 0) {
    const side = Math.sqrt(threads);
    if (![4, 8, 16, 32].includes(depth)) {
      throw bad(`tuning.${name}.depth must be 0, 4, 8, 16 or 32, not ${depth}`);
    }
    if (!Number.isInteger(side)) {
      throw bad(`tuning.${name}.threads must form a square where depth is not 0`);
    }
    // The least workgroup memory that WebGPU promises.
    if (4 * depth * side * (rows + columns) > 16_384) {
      throw bad(`tuning.${name} takes more than 16 KiB of workgroup memory`);
    }
    if (side * rows % 4 !== 0) throw bad(`tuning.${name} must have a multiple of 4 rows`);
  }
  if (first && (from !== 0 || depth !== 0)) {
    throw bad(`tuning.${name} must be for everything: "from": 0, "depth": 0`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function bad(what: string): ValueError {
  return new ValueError(
    "bad-tuning",
    `invalid tuning profile: ${what}`,
    'Run "deno task tune" on this machine to write it anew, or leave it out: webgpu.init() without ' +
      `tuning, and ${TUNING_VARIABLE} unset, uses constants that suit the class of the adapter.`,
  );
}
