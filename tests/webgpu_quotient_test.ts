/** The quotients by which WebGPU kernels find elements are exact, though floats compute them. */

import { assertEquals } from "@std/assert";
import { mainCode } from "../src/device/webgpu/wgsl/addressing.ts";
import { available } from "./support/webgpu_backend.ts";

const LARGEST = 2 ** 31 - 1;

/** Numbers around multiples of the divisor, where a guess goes wrong first, near zero, in between and at the end. */
function casesFor(n: number): number[] {
  const last = Math.floor(LARGEST / n);
  const quotients = [
    0,
    1,
    2,
    3,
    1000,
    4095,
    65_537,
    2 ** 22 + 1,
    2 ** 24 - 1,
    2 ** 24 + 1,
    2 ** 30,
    last,
  ]
    .concat(Array.from({ length: 40 }, (_, i) => Math.floor(last * ((i * 0.6180339887) % 1))));
  return quotients.flatMap((q) => [q * n - 1, q * n, q * n + 1, q * n + n - 1])
    .filter((i) => i >= 0 && i <= LARGEST);
}

/** The quotients of pairs, on the adapter. */
async function run(pairs: readonly number[], count: number): Promise<Uint32Array> {
  const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
  const input = device.createBuffer({ size: pairs.length * 4, usage: STORAGE | COPY_DST });
  const output = device.createBuffer({ size: count * 4, usage: STORAGE | COPY_SRC });
  const readable = device.createBuffer({ size: count * 4, usage: MAP_READ | COPY_DST });
  device.queue.writeBuffer(input, 0, Uint32Array.from(pairs));
  const code = `@group(0) @binding(0) var<storage, read> pairs: array<vec2<u32>>;
@group(0) @binding(1) var<storage, read_write> results: array<u32>;
${mainCode(64)}  if (thread >= arrayLength(&results)) { return; }
  results[thread] = quotient(pairs[thread].x, pairs[thread].y);
}
`;
  const pipeline = device.createComputePipeline({
    layout: "auto",
    compute: { module: device.createShaderModule({ code }) },
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [input, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(Math.ceil(count / 64));
  pass.end();
  encoder.copyBufferToBuffer(output, 0, readable, 0, count * 4);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  const results = new Uint32Array(readable.getMappedRange().slice(0));
  device.destroy();
  return results;
}

Deno.test({
  name: "whole quotients in WebGPU kernels are exact for all numbers below 2^31",
  ignore: !available,
  fn: async () => {
    const divisors = [1, 2, 3, 5, 7, 10, 17, 63, 64, 255, 257, 1000, 1023, 4097, 65_535, 65_536]
      .concat([1_000_003, 2 ** 24 - 1, 2 ** 24 + 1, 2 ** 30 - 1, 2 ** 30 + 1, LARGEST]);
    const pairs = divisors.flatMap((n) => casesFor(n).map((i) => [i, n] as const));
    const got = await run(pairs.flat(), pairs.length);
    pairs.forEach(([i, n], at) => assertEquals(got[at], Math.floor(i / n), `${i} / ${n}`));
  },
});
