/**
 * A device that works off commands: pretended, so that there always is one, or a GPU.
 *
 * @module
 */
import type { Place } from "./devices.ts";
import { compile, download, openGPU, upload } from "./gpu.ts";

/** What is to be done to every number in the device's memory. */
export interface Command {
  readonly op: "add" | "multiply";
  /** What is added, or what is multiplied by. */
  readonly by: number;
}

/** A device with a row of numbers in its memory. */
export interface CommandDevice {
  /** Works off a list of commands, in order. */
  submit(commands: readonly Command[]): void;
  /** The numbers, after everything that was submitted. */
  read(): Promise<number[]>;
}

/** A device that counts what it is asked. */
export interface CountingDevice extends CommandDevice {
  /** How many commands there were in each submission so far. */
  readonly submissions: readonly number[];
  /** How often it was read. */
  readonly reads: number;
}

/**
 * Opens a device with these numbers in its memory.
 *
 * @param place `webgpu` for a GPU, anything else for one that is pretended
 * @param numbers what it begins with
 */
export async function openDevice(
  place: Place,
  numbers: readonly number[],
): Promise<CountingDevice> {
  return count(place === "webgpu" ? await onGPU(numbers) : pretend(numbers));
}

function count(device: CommandDevice): CountingDevice {
  const submissions: number[] = [];
  let reads = 0;
  return {
    submissions,
    get reads() {
      return reads;
    },
    submit(commands) {
      submissions.push(commands.length);
      device.submit(commands);
    },
    read() {
      reads++;
      return device.read();
    },
  };
}

function pretend(numbers: readonly number[]): CommandDevice {
  let memory = [...numbers];
  return {
    submit(commands) {
      for (const { op, by } of commands) memory = memory.map((x) => op === "add" ? x + by : x * by);
    },
    read: () => Promise.resolve([...memory]),
  };
}

async function onGPU(numbers: readonly number[]): Promise<CommandDevice> {
  const gpu = await openGPU();
  const layout = gpu.createBindGroupLayout({
    entries: (["storage", "uniform"] as const).map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const kernels = { add: await kernel(gpu, layout, "+"), multiply: await kernel(gpu, layout, "*") };
  const memory = upload(gpu, Float32Array.from(numbers));
  return {
    submit(commands) {
      const encoder = gpu.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (const { op, by } of commands) {
        const operand = upload(gpu, new Uint32Array(Float32Array.of(by).buffer));
        const entries = [memory, operand].map((buffer, binding) => ({
          binding,
          resource: { buffer },
        }));
        pass.setPipeline(kernels[op]);
        pass.setBindGroup(0, gpu.createBindGroup({ layout, entries }));
        pass.dispatchWorkgroups(Math.ceil(numbers.length / 64));
      }
      pass.end();
      gpu.queue.submit([encoder.finish()]);
    },
    read: () => download(gpu, memory),
  };
}

function kernel(gpu: GPUDevice, layout: GPUBindGroupLayout, op: string) {
  const code = `
@group(0) @binding(0) var<storage, read_write> numbers: array<f32>;
@group(0) @binding(1) var<uniform> by: f32;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x < arrayLength(&numbers)) { numbers[id.x] = numbers[id.x] ${op} by; }
}
`;
  return compile(gpu, code, layout);
}
