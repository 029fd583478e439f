/** What a kernel that adds vectors does, sentence by sentence: first its text, then on a GPU. */
import { expect, expectEqual } from "../support/expect.ts";
import { compile, download, openGPU, upload } from "../support/gpu.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** What is in the memory of the result before anything is computed. */
const UNTOUCHED = -1;

/** What the learner wrote: the kernel without comments, and without what it is given. */
function written({ vectorAdd }: Answer): string {
  return vectorAdd().replace(/\/\*[^]*?\*\/|\/\/.*/g, "").replace(/@group[^;]*;/g, "");
}

/** How a kernel is run. */
interface Run {
  /** How long the vectors are. */
  n: number;
  /** How many elements there is memory for. */
  room: number;
  /** How many workgroups are started; by default what `workgroups(n)` says. */
  groups?: number;
}

/** The memory of the result after i + 1000 i was computed for every element. */
async function sums(answer: Answer, { n, room, groups }: Run): Promise<number[]> {
  const gpu = await openGPU();
  const types = ["read-only-storage", "read-only-storage", "storage", "uniform"] as const;
  const layout = gpu.createBindGroupLayout({
    entries: types.map((type, binding) => ({
      binding,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type },
    })),
  });
  const pipeline = await compile(gpu, answer.vectorAdd(), layout);
  const buffers = [
    upload(gpu, Float32Array.from({ length: room }, (_, i) => i)),
    upload(gpu, Float32Array.from({ length: room }, (_, i) => 1000 * i)),
    upload(gpu, new Float32Array(room).fill(UNTOUCHED)),
    upload(gpu, Uint32Array.of(n)),
  ];
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const encoder = gpu.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, gpu.createBindGroup({ layout, entries }));
  pass.dispatchWorkgroups(groups ?? answer.workgroups(n));
  pass.end();
  gpu.queue.submit([encoder.finish()]);
  const result = await download(gpu, buffers[2]!);
  for (const buffer of buffers) buffer.destroy();
  return result;
}

/** Holds when the elements from start to end are the sums that they should be. */
function expectSums(result: readonly number[], start: number, end: number, what: string): void {
  for (let i = start; i < end; i++) {
    expect(
      result[i] === 1001 * i,
      `${what}, out[${i}] should be ${i} + ${1000 * i} = ${1001 * i}, but it is ${
        result[i] === UNTOUCHED ? "still what it was before" : result[i]
      }`,
    );
  }
}

/** Holds when nothing was written to the elements from start to end. */
function expectUntouched(result: readonly number[], start: number, what: string): void {
  const touched = result.findIndex((value, i) => i >= start && value !== UNTOUCHED);
  expect(
    touched === -1,
    `${what} should be left alone, but out[${touched}] has become ${result[touched]}`,
  );
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "every 64 elements are given a workgroup",
    check({ workgroups }) {
      for (const n of [64, 128, 640]) expectEqual(workgroups(n), n / 64, `workgroups(${n})`);
    },
  },
  {
    name: "what is left over is given one more",
    check({ workgroups }) {
      for (const [n, groups] of [[1, 1], [63, 1], [65, 2], [1000, 16]] as const) {
        expectEqual(workgroups(n), groups, `workgroups(${n})`);
      }
    },
  },
  {
    name: "no elements need no workgroup",
    check({ workgroups }) {
      expectEqual(workgroups(0), 0, "workgroups(0)");
    },
  },
  {
    name: "the kernel has an entry point of 64 threads",
    check(answer) {
      const code = written(answer);
      expect(/@compute\b/.test(code), "the kernel should have an entry point marked @compute");
      expect(/\bfn\s+main\b/.test(code), "the entry point should be called main: fn main(...)");
      expect(
        /@workgroup_size\(\s*64\s*[,)]/.test(code),
        "64 threads should make a workgroup: @workgroup_size(64)",
      );
    },
  },
  {
    name: "each thread asks for its number among all threads",
    check(answer) {
      expect(
        /@builtin\(\s*global_invocation_id\s*\)/.test(written(answer)),
        "main should take its thread's number among all: @builtin(global_invocation_id)",
      );
    },
  },
  {
    name: "a thread that has no element stays away",
    check(answer) {
      expect(
        /\bif\b/.test(written(answer)),
        "more threads start than there are elements, so each should ask if it has one, but there is no if",
      );
    },
  },
  {
    name: "each thread compares its number with n",
    check(answer) {
      expect(
        /[<>]=?\s*\(?\s*n\b|\bn\s*\)?\s*[<>]/.test(written(answer)),
        "the number of the thread should be compared with n, the length of the vectors, but n is compared with nothing",
      );
    },
  },
  {
    name: "element n is not part of the vectors any more",
    check(answer) {
      const [wrong] = /\(\s*[\w.]+\s*(>|<=)\s*n\s*\)|\(\s*n\s*(<|>=)\s*[\w.]+\s*\)/
        .exec(written(answer)) ?? [];
      expect(
        wrong === undefined,
        `the last element is n - 1, since counting starts at 0, but ${wrong} treats element n as one, too`,
      );
    },
  },
  {
    name: "no thread goes through the vectors in a loop",
    check(answer) {
      const [loop] = /\b(for|while|loop)\b/.exec(written(answer)) ?? [];
      expect(
        loop === undefined,
        `each thread should add the one element of its number, but there is a loop: ${loop}`,
      );
    },
  },
  {
    name: "on the GPU, it adds vectors that fill one workgroup",
    on: ["webgpu"],
    async check(answer) {
      const result = await sums(answer, { n: 64, room: 64 });
      expectSums(result, 0, 64, "for n = 64");
    },
  },
  {
    name: "on the GPU, it adds vectors of any length",
    on: ["webgpu"],
    async check(answer) {
      for (const n of [1, 150, 1000]) {
        expectSums(await sums(answer, { n, room: 1024 }), 0, n, `for n = ${n}`);
      }
    },
  },
  {
    name: "on the GPU, it leaves alone what comes after the vectors",
    on: ["webgpu"],
    async check(answer) {
      const result = await sums(answer, { n: 150, room: 192 });
      expectUntouched(result, 150, "for n = 150, everything from out[150] on");
    },
  },
  {
    name: "on the GPU, each thread adds one element only",
    on: ["webgpu"],
    async check(answer) {
      const result = await sums(answer, { n: 256, room: 256, groups: 1 });
      expectSums(result, 0, 64, "for n = 256 and one workgroup");
      expectUntouched(
        result,
        64,
        "for n = 256, but one workgroup of 64 threads, everything from out[64] on",
      );
    },
  },
];
