/**
 * Threads: workers over the memory that kernels see, among which a kernel's work is split. The calling thread
 * takes part, and returns when all is done. Two threads reach 1.9 times what one does; a fork and join costs 4
 * microseconds while threads are awake, and 15 to 65 where they have to be woken: only large operations are split,
 * and those of medium size where one follows the other.
 *
 * Nothing waits for threads to start: until they are up, and where they cannot be had, the work is done
 * alone. Parts are the same whoever computes them, and so are the results.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";
import { heapBuffer, heapMemory, takeBlock } from "./heap.ts";
import { kernelModule, kernels } from "./kernels.ts";
import type { Kernels } from "./wasm_module.ts";

/** More threads than this are seldom there, and gain little. */
const MOST_THREADS = 8;

/** A thread is started when so many operations (some 80 ms) could have been shared with it: starting costs as much. */
const OPERATIONS_A_THREAD = 4e9;

/** Fewer operations than this (100 microseconds) are not worth waking threads, unless more follow. */
const WAKING_OPERATIONS = 5e6;

/** Operations that begin within so many milliseconds follow each other. */
const FOLLOWING = 0.15;

/** The most parts that one operation falls into. */
const MOST_PARTS = 64;

/** The most arguments that a kernel has. */
const MOST_ARGUMENTS = 32;

/**
 * What threads share beside the heap, by position: a count of operations, to wait for; the ticket, which holds how many
 * parts there are and how many are taken; parts done; which kernel, and with how many arguments; threads
 * that are up, and how many may help; whether a part failed; threads that are asleep; how many bytes of code a kernel is
 * that was generated.
 */
const SHARED = {
  signal: 0,
  ticket: 1,
  done: 2,
  kernel: 3,
  width: 4,
  up: 5,
  helpers: 6,
  failed: 7,
  asleep: 8,
  code: 9,
  /** Blocks of the heap begin at multiples of this. */
  block: 64,
  /** Where the parts' arguments begin, in bytes. */
  rows: 64,
  /** Looks at memory before falling asleep: some 100 microseconds, in which a model's next layer has begun. */
  spins: 10000,
} as const;

/** What a worker is given. */
interface Task {
  readonly index: number;
  readonly shared: SharedArrayBuffer;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly at: typeof SHARED;
}

/** The part of node:worker_threads that is used here. Web workers would keep the process alive. */
interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; workerData: Task; env: object },
  ) => { unref(): void; on(event: "error", listener: () => void): void };
}

let wanted: number | undefined;
let started = 0;
let shareable = 0;
/** When there was last something to share. */
let lastAsked = -Infinity;
let shared: SharedArrayBuffer | undefined;
let control: Int32Array = new Int32Array(0);
let rows: Float64Array = new Float64Array(0);
let names: string[] | undefined;

/**
 * How many threads compute on the CPU at most, the calling one included. As many as the machine has cores, up
 * to 8, unless `setNumThreads` was called.
 *
 * @example
 * ```ts
 * import { getNumThreads } from "@hibana/hibana";
 *
 * console.log(getNumThreads() >= 1); // true
 * ```
 */
export function getNumThreads(): number {
  return wanted ??= Math.max(
    1,
    Math.min(globalThis.navigator?.hardwareConcurrency ?? 1, MOST_THREADS),
  );
}

/**
 * Sets how many threads compute on the CPU. They start when there has been enough work for them; results are the
 * same with any number.
 *
 * @param count the calling thread included: 1 computes alone
 * @throws {RuntimeError} `set_num_threads expects a positive integer`
 *
 * @example
 * ```ts
 * import { getNumThreads, setNumThreads } from "@hibana/hibana";
 *
 * setNumThreads(1);
 * console.log(getNumThreads()); // 1
 * ```
 */
export function setNumThreads(count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new RuntimeError(
      "bad-value",
      "set_num_threads expects a positive integer",
      `It counts the calling thread, too: 1 computes alone. This is ${count}.`,
    );
  }
  wanted = count;
}

/**
 * How many threads could share so many operations now. Asking counts: threads start when there has been
 * enough for them.
 */
export function threadsFor(operations: number): number {
  const most = getNumThreads();
  if (most === 1) return 1;
  shareable += operations;
  if (started < most - 1 && shareable > OPERATIONS_A_THREAD * (started + 1)) start();
  if (started === 0) return 1;
  const up = Atomics.load(control, SHARED.up);
  const now = performance.now(), follows = now - lastAsked < FOLLOWING;
  lastAsked = now;
  const sleeping = operations < WAKING_OPERATIONS && Atomics.load(control, SHARED.asleep) === up;
  return sleeping && !follows ? 1 : Math.min(most, 1 + up);
}

/** A kernel that was generated while the program ran: threads that are to help instantiate it for themselves. */
export class GeneratedKernel {
  /** Its function. */
  readonly run: Run;
  readonly #code: Uint8Array<ArrayBuffer>;
  #address: number | undefined;

  /**
   * @param code a module that exports `run`, over the heap and functions of Math
   * @param imports what it imports beside memory
   */
  constructor(code: Uint8Array<ArrayBuffer>, imports: WebAssembly.ModuleImports) {
    const env = { memory: heapMemory(), ...imports };
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env });
    this.run = exports.run as Run;
    this.#code = code;
  }

  /** Puts the code where threads see it, for good; 0 where there is no room. */
  shared(): { address: number; bytes: number } {
    const bytes = this.#code.length;
    if (this.#address === undefined) {
      this.#address = takeBlock(bytes) ?? 0;
      if (this.#address > 0) new Uint8Array(heapBuffer(), this.#address, bytes).set(this.#code);
    }
    return { address: this.#address, bytes };
  }
}

/**
 * Runs a kernel once for each part, on all threads that are up.
 *
 * @param kernel its name, or what was generated
 * @param parts how many, 64 at most
 * @param argumentsOf the arguments for a part; parts must not write to the same memory, scratch memory included
 */
export function parallel(
  kernel: keyof Kernels | GeneratedKernel,
  parts: number,
  argumentsOf: (part: number) => readonly number[],
): void {
  const run = typeof kernel === "string" ? kernels()[kernel] as Run : kernel.run;
  if (started === 0 || parts === 1 || !announce(kernel)) {
    for (let part = 0; part < parts; part++) run(...argumentsOf(part));
    return;
  }
  if (parts > MOST_PARTS) throw new Error(`${parts} parts, of at most ${MOST_PARTS}`);
  let width = 0;
  for (let part = 0; part < parts; part++) {
    const row = argumentsOf(part);
    width = row.length;
    rows.set(row, part * width);
  }
  control[SHARED.width] = width;
  control[SHARED.helpers] = getNumThreads() - 1;
  Atomics.store(control, SHARED.done, 0);
  Atomics.store(control, SHARED.ticket, parts << 8);
  Atomics.add(control, SHARED.signal, 1);
  if (Atomics.load(control, SHARED.asleep) > 0) Atomics.notify(control, SHARED.signal);
  takeParts(control, rows, () => run, SHARED);
  for (let spins = 0, done = 0; (done = Atomics.load(control, SHARED.done)) < parts; spins++) {
    if (spins > SHARED.spins) Atomics.wait(control, SHARED.done, done);
  }
  if (Atomics.exchange(control, SHARED.failed, 0) !== 0) {
    throw new Error(`${typeof kernel === "string" ? kernel : "a generated kernel"} failed`);
  }
}

/** Writes down which kernel it is: its number, or, below 0, the block that its code is in. */
function announce(kernel: keyof Kernels | GeneratedKernel): boolean {
  if (typeof kernel === "string") {
    names ??= Object.keys(kernels());
    control[SHARED.kernel] = names.indexOf(kernel);
    return true;
  }
  const { address, bytes } = kernel.shared();
  control[SHARED.kernel] = -address / SHARED.block;
  control[SHARED.code] = bytes;
  return address > 0;
}

/** A kernel: parameters are numbers. */
type Run = (...parameters: number[]) => void;

/**
 * Computes parts until none is left. It runs in workers, too, as the text it is here: it can use nothing but its
 * parameters.
 *
 * @param kernelOf asked after a part was taken: until it is done, no other operation begins
 */
function takeParts(
  control: Int32Array,
  rows: Float64Array,
  kernelOf: () => Run,
  at: typeof SHARED,
): void {
  while (true) {
    // Parts and how many are taken are one word, so that nobody takes an old operation's part of a new one.
    const ticket = Atomics.load(control, at.ticket);
    const parts = ticket >> 8, part = ticket & 255;
    if (part >= parts) return;
    if (Atomics.compareExchange(control, at.ticket, ticket, ticket + 1) !== ticket) continue;
    const width = control[at.width]!;
    try {
      kernelOf()(...rows.subarray(part * width, (part + 1) * width));
    } catch {
      control[at.failed] = 1;
    }
    Atomics.add(control, at.done, 1);
    Atomics.notify(control, at.done);
  }
}

/** What a worker does, as text: waits for operations, first awake for a while, then asleep. */
function work({ index, shared, memory, module, at }: Task, take: typeof takeParts): void {
  const control = new Int32Array(shared, 0, 16), rows = new Float64Array(shared, at.rows);
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const numbered = Object.values(exports) as Run[], generated = new Map<number, Run>();
  const { sin, cos, tan } = Math, env = { memory, sin, cos, tan };
  const kernelOf = () => {
    const number = control[at.kernel]!;
    let run = number >= 0 ? numbered[number] : generated.get(number);
    if (run === undefined) {
      const code = new Uint8Array(memory.buffer, -number * at.block, control[at.code]).slice();
      run = new WebAssembly.Instance(new WebAssembly.Module(code), { env }).exports.run as Run;
      generated.set(number, run);
    }
    return run;
  };
  let seen = Atomics.load(control, at.signal);
  Atomics.add(control, at.up, 1);
  for (let spins = 0;; spins++) {
    const signal = Atomics.load(control, at.signal);
    if (signal === seen) {
      if (spins > at.spins) {
        Atomics.add(control, at.asleep, 1);
        Atomics.wait(control, at.signal, seen);
        Atomics.sub(control, at.asleep, 1);
      }
      continue;
    }
    seen = signal;
    spins = 0;
    if (index < control[at.helpers]!) take(control, rows, kernelOf, at);
  }
}

/** Starts one more thread, where this can be done. */
function start(): void {
  const threads = workerThreads();
  if (threads === undefined) {
    wanted = 1;
    return;
  }
  if (shared === undefined) {
    shared = new SharedArrayBuffer(SHARED.rows + MOST_PARTS * MOST_ARGUMENTS * 8);
    control = new Int32Array(shared, 0, 16);
    rows = new Float64Array(shared, SHARED.rows);
  }
  const source = `(${work})(require("node:worker_threads").workerData, ${takeParts})`;
  const task = { index: started, shared, memory: heapMemory(), module: kernelModule(), at: SHARED };
  const worker = new threads.Worker(source, { eval: true, workerData: task, env: {} });
  // The process ends when its own work is done.
  worker.unref();
  worker.on("error", () => setNumThreads(1));
  started++;
}

/** Node's threads, which Deno has, too, and which need no permission. */
function workerThreads(): WorkerThreads | undefined {
  const { process } = globalThis as {
    process?: { getBuiltinModule?(name: string): WorkerThreads | undefined };
  };
  return process?.getBuiltinModule?.("node:worker_threads");
}
