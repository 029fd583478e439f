/**
 * The GPU as Deno gives it, with no library in between: for the katas that go under the hood.
 *
 * @module
 */
import { AssertionError } from "@std/assert";

let opening: Promise<GPUDevice> | undefined;

/** The GPU: one connection for all that ask. There is one wherever `webgpu.init()` found one. */
export function openGPU(): Promise<GPUDevice> {
  return opening ??= open();
}

async function open(): Promise<GPUDevice> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter === null) throw new Error("there is no GPU here");
  return await adapter.requestDevice();
}

/**
 * Compiles a kernel whose entry point is `main`.
 *
 * @param gpu the GPU
 * @param code WGSL
 * @param layout what the kernel is given
 * @throws {AssertionError} with the line that is not right, if one is not
 */
export async function compile(
  gpu: GPUDevice,
  code: string,
  layout: GPUBindGroupLayout,
): Promise<GPUComputePipeline> {
  gpu.pushErrorScope("validation");
  const module = gpu.createShaderModule({ code });
  const pipeline = gpu.createComputePipeline({
    layout: gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module, entryPoint: "main" },
  });
  const error = await gpu.popErrorScope();
  if (error === null) return pipeline;
  const { messages } = await module.getCompilationInfo();
  const fault = messages.find(({ type }) => type === "error");
  throw new AssertionError(
    fault === undefined
      ? `the GPU refuses the kernel: ${error.message.trim()}`
      : `the kernel does not compile: ${fault.message.trim().replace(/^Shader ('' )?/, "")}`,
  );
}

/** Memory on the GPU that holds these numbers. */
export function upload(gpu: GPUDevice, data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>) {
  const { COPY_DST, COPY_SRC, STORAGE, UNIFORM } = GPUBufferUsage;
  const usage = data instanceof Float32Array ? STORAGE | COPY_SRC : UNIFORM;
  const buffer = gpu.createBuffer({ size: data.byteLength, usage: usage | COPY_DST });
  gpu.queue.writeBuffer(buffer, 0, data);
  return buffer;
}

/** The numbers in the GPU's memory, after everything that was submitted. */
export async function download(gpu: GPUDevice, buffer: GPUBuffer): Promise<number[]> {
  const { COPY_DST, MAP_READ } = GPUBufferUsage;
  const copy = gpu.createBuffer({ size: buffer.size, usage: COPY_DST | MAP_READ });
  const encoder = gpu.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
  gpu.queue.submit([encoder.finish()]);
  await copy.mapAsync(GPUMapMode.READ);
  const numbers = [...new Float32Array(copy.getMappedRange())];
  copy.destroy();
  return numbers;
}
