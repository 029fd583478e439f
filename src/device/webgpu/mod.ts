/**
 * Computing on GPUs through WebGPU: `await webgpu.init()` once, then write `"webgpu"` wherever a device
 * is asked for.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { registerDevice } from "../registry.ts";
import type { WebGPUBackend } from "./backend.ts";
import type { Context } from "./context.ts";
import type { TuningProfile } from "./tuning_profile.ts";

export type { TuningProfile } from "./tuning_profile.ts";

/** Bytes of GPU memory that tensors may take, unless `init` says otherwise. */
const MEMORY_BUDGET = 4 * 2 ** 30;

let opening: Promise<boolean> | undefined;
let context: Context | undefined;
let makeBackend: ((context: Context) => WebGPUBackend) | undefined;

const device = registerDevice("webgpu", open);

/** What `init` takes. */
export interface InitOptions {
  /** Bytes of GPU memory that tensors may take at most. Default: 4 GiB. */
  readonly memoryBudget?: number;
  /**
   * What `deno task tune` measured on this adapter, or the file that it wrote, which takes permission to
   * read. Default: the file that the environment variable `HIBANA_TUNING` names, where the program may see
   * it, or else constants that suit the class of the adapter.
   */
  readonly tuning?: string | URL | TuningProfile;
}

/**
 * Asks the system for a GPU. It is asked once: later calls share the answer, until the GPU is lost.
 *
 * @param options memory budget and tuning profile; the first call decides
 * @returns whether there is one
 * @throws {ValueError} `invalid tuning profile: ...`
 *
 * @example
 * ```ts
 * import { webgpu, zeros } from "@hibana/hibana";
 *
 * const device = await webgpu.init() ? "webgpu" : "cpu";
 * console.log(zeros(2, { device }).shape); // [ 2 ]
 * ```
 */
export function init(options: InitOptions = {}): Promise<boolean> {
  if (context?.lost) context = opening = undefined;
  return opening ??= openGPU(options).catch((error) => {
    opening = undefined;
    throw error;
  });
}

/** Whoever computes on the CPU only does not wait for any of this to load. */
async function openGPU({ memoryBudget = MEMORY_BUDGET, tuning }: InitOptions): Promise<boolean> {
  const { openContext } = await import("./context.ts");
  const { WebGPUBackend } = await import("./backend.ts");
  const { tunedFor } = await import("./tuning_profile.ts");
  const { classOf } = await import("./tuning.ts");
  const opened = await openContext();
  const constants = opened && await tunedFor(tuning, opened.description, classOf(opened));
  context = opened;
  makeBackend = (lent) => new WebGPUBackend(lent, memoryBudget, constants);
  // Without a new GPU the backend of a lost one stays, and says so when it is used.
  if (context !== undefined) device.reset();
  return context !== undefined;
}

/**
 * Says whether a GPU is ready for use: `init` was called and found one.
 *
 * @example
 * ```ts
 * import { webgpu } from "@hibana/hibana";
 *
 * await webgpu.init();
 * console.log(typeof webgpu.isAvailable()); // boolean
 * ```
 */
export function isAvailable(): boolean {
  return context !== undefined && !context.lost;
}

/** What an adapter says about itself. */
export interface AdapterInfo {
  /** The name, such as `llvmpipe (LLVM 15.0.6, 256 bits)`. */
  readonly description: string;
  /** Whether it computes on the CPU, and so is no faster than the `cpu` device. */
  readonly software: boolean;
  /** Whether tensors can be float16 there. */
  readonly float16: boolean;
}

/**
 * The adapter that `init` found, or undefined.
 *
 * @example
 * ```ts
 * import { webgpu } from "@hibana/hibana";
 *
 * if (await webgpu.init()) console.log(webgpu.adapter()?.description);
 * ```
 */
export function adapter(): AdapterInfo | undefined {
  if (context === undefined) return undefined;
  const { description, software, hasFloat16 } = context;
  return { description, software, float16: hasFloat16 };
}

function open(): WebGPUBackend {
  if (context !== undefined && makeBackend !== undefined) return makeBackend(context);
  if (opening === undefined) {
    throw new RuntimeError(
      "webgpu-not-initialised",
      "webgpu is not initialised",
      'Call "await webgpu.init()" once, before the first tensor goes to "webgpu"; it is the only await hibana asks for.',
    );
  }
  throw new RuntimeError(
    "webgpu-no-adapter",
    "webgpu found no adapter on this machine",
    '"await webgpu.init()" returns false then: use "cpu". For a software adapter on Debian and Ubuntu: apt-get install mesa-vulkan-drivers.',
  );
}
