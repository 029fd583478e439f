/**
 * The connection to the system's GPU: adapter, device, what they can do, and what went wrong there.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";

/** An open GPU. */
export class Context {
  /** What commands go to. */
  readonly device: GPUDevice;
  /** What the adapter calls itself: `llvmpipe (LLVM 15.0.6, 256 bits)`. */
  readonly description: string;
  /** Whether the adapter computes on the CPU. */
  readonly software: boolean;
  /** Whether shaders can use 16-bit floats. */
  readonly hasFloat16: boolean;
  /** How many bytes of a buffer a kernel can see. (Asking WebGPU for its limits takes a microsecond.) */
  readonly maxBinding: number;
  /** How large a buffer can be, in bytes. */
  readonly maxBufferSize: number;
  /**
   * Whether a kernel may be given the same buffer twice, to read and to write, so that small tensors can
   * share one. WebGPU's text says no, Deno's says nothing.
   */
  readonly sharesBuffers: boolean;
  #lost: string | undefined;
  #errors: string[] = [];

  /** Takes over a device that was just requested from the adapter. */
  constructor(adapter: GPUAdapter, device: GPUDevice, sharesBuffers: boolean) {
    this.device = device;
    this.maxBinding = device.limits.maxStorageBufferBindingSize;
    this.maxBufferSize = device.limits.maxBufferSize;
    this.sharesBuffers = sharesBuffers;
    this.description = adapter.info.description;
    this.software = adapter.info.isFallbackAdapter ||
      /llvmpipe|swiftshader|software/i.test(this.description);
    this.hasFloat16 = device.features.has("shader-f16");
    // Without a listener errors vanish and outputs read as zeros.
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      if (event instanceof GPUUncapturedErrorEvent) this.#errors.push(event.error.message.trim());
    });
    device.lost.then((info) => {
      this.#lost = info.message || info.reason || "no reason given";
    });
  }

  /** Whether the device is gone. */
  get lost(): boolean {
    return this.#lost !== undefined;
  }

  /**
   * Called before anything is recorded.
   *
   * @throws {RuntimeError} when the device is gone
   */
  assertAlive(): void {
    if (this.#lost === undefined) return;
    throw new RuntimeError(
      "webgpu-lost",
      `webgpu device was lost: ${this.#lost}`,
      `What lived on it is gone. Call "await webgpu.init()" again and move or load your tensors anew.`,
    );
  }

  /**
   * Called at synchronisation points: WebGPU reports errors later than they happen.
   *
   * @throws {RuntimeError} with the messages that arrived since the last call; they name the kernel
   */
  throwErrors(): void {
    if (this.#errors.length === 0) return;
    const messages = [...new Set(this.#errors)].join("\n");
    this.#errors = [];
    throw new RuntimeError(
      "webgpu-error",
      `webgpu reported an error: ${messages}`,
      "Results computed since the last read may be wrong.",
    );
  }
}

/** Asks the system for a GPU, with all that it can do; undefined when there is none. */
export async function openContext(): Promise<Context | undefined> {
  quietMesa();
  const adapter = await globalThis.navigator?.gpu?.requestAdapter({
    powerPreference: "high-performance",
  });
  if (!adapter) return undefined;
  const requiredLimits: Record<string, number> = {};
  for (const name of LIMITS) requiredLimits[name] = adapter.limits[name];
  const device = await adapter.requestDevice({
    label: "hibana",
    requiredLimits,
    requiredFeatures: adapter.features.has("shader-f16") ? ["shader-f16"] : [],
  });
  return new Context(adapter, device, await canShareBuffers(device));
}

/** Tries it, without running anything. */
async function canShareBuffers(device: GPUDevice): Promise<boolean> {
  const code = `@group(0) @binding(0) var<storage, read_write> to: array<u32>;
@group(0) @binding(1) var<storage, read_write> from_: array<f32>;
@compute @workgroup_size(1) fn main() { to[0] = u32(from_[1]); }`;
  device.pushErrorScope("validation");
  const buffer = device.createBuffer({ size: 256, usage: 0x80 }); // STORAGE
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module: device.createShaderModule({ code }), entryPoint: "main" },
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const layout = pipeline.getBindGroupLayout(0);
  const entries = [0, 1].map((binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.finish();
  const error = await device.popErrorScope();
  buffer.destroy();
  return error === null;
}

/** The defaults of these are low; kernels want what the adapter has. */
const LIMITS = [
  "maxBufferSize",
  "maxTextureDimension2D",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxUniformBufferBindingSize",
  "maxComputeWorkgroupStorageSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupSizeY",
  "maxComputeWorkgroupSizeZ",
  "maxComputeWorkgroupsPerDimension",
] as const;

/** Mesa's device-select layer complains on stderr where no desktop session runs, unless told not to. */
function quietMesa(): void {
  const name = "NODEVICE_SELECT";
  try {
    const { state } = Deno.permissions.querySync({ name: "env", variable: name });
    if (state === "granted" && Deno.env.get(name) === undefined) Deno.env.set(name, "1");
  } catch {
    // Not a runtime that knows permissions: nothing to quieten.
  }
}
