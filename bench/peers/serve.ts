import type { Row } from "../workloads/row.ts";
import { type Job, type Outputs, type Peer, Unsupported } from "./job.ts";

/** What the runner asks of a peer's process, a line of JSON each. peers/pytorch/peer.py answers the same. */
export type Request =
  | { readonly ask: "prepare"; readonly row: Row }
  | { readonly ask: "measure"; readonly sampleMs: number; readonly samples: number }
  | { readonly ask: "release" };

/** Its answer, a line of JSON each. */
export interface Answer {
  readonly version?: string;
  /** Of one run, once warm. */
  readonly ms?: number;
  readonly digests?: Readonly<Record<string, Digest>>;
  /** Milliseconds of a run, a number a sample. */
  readonly samples?: readonly number[];
  readonly error?: string;
  /** By its nature: no failure. */
  readonly unsupported?: boolean;
  /** Its process is gone. */
  readonly fatal?: boolean;
}

/** What is compared of an output. */
export interface Digest {
  readonly size: number;
  readonly meanMagnitude: number | null;
  /** Some of its numbers, from all over; null where one is not finite. */
  readonly values: readonly (number | null)[];
}

const SAMPLED = 64;
/** Before outputs are compared: a step of training shows what it did in the loss of the next. */
const FIRST_RUNS = 2;
/** So long a light row runs before it is timed: by then code is optimized and threads have started. */
const WARM_MS = 250;
/** Multiples of it, less their whole part, are spread evenly and keep off any one column. */
const GOLDEN = 0.6180339887;

/** Answers the runner until it closes the pipe. Libraries may print: only answers go to stdout. */
export async function serve(open: () => Promise<Peer>): Promise<void> {
  console.log = console.info = console.warn = console.error;
  let peer: Peer | undefined;
  let job: Job | undefined;
  let ms = 0;

  const answer = async (request: Request): Promise<Answer> => {
    switch (request.ask) {
      case "prepare": {
        peer ??= await open();
        const workload = peer.workloads[request.row.workload];
        if (workload === undefined) throw new Unsupported(`no ${request.row.workload}`);
        job = await workload(request.row);
        // The last of them no longer compiles; it may still be slower than those after it.
        for (let i = 0; i < FIRST_RUNS; i++) ms = await time(job, 1);
        const digests = digest(await job.outputs());
        if (ms < 100) ms = await time(job, Math.max(3, Math.ceil(WARM_MS / ms)));
        return { version: peer.version, digests, ms };
      }
      case "measure": {
        const samples: number[] = [];
        for (let i = 0; i < request.samples; i++) {
          // Finalizers and the ends of reads have their turn.
          await new Promise((resume) => setTimeout(resume, 1));
          ms = await time(job!, Math.min(5000, Math.max(1, Math.floor(request.sampleMs / ms))));
          samples.push(ms);
        }
        return { samples };
      }
      case "release":
        await job?.release?.();
        job = undefined;
        return {};
    }
  };

  const encoder = new TextEncoder();
  for await (const line of lines(Deno.stdin.readable)) {
    const request: Request = JSON.parse(line);
    const reply = await answer(request).catch((error) => ({
      error: describe(error),
      unsupported: error instanceof Unsupported,
    }));
    Deno.stdout.writeSync(encoder.encode(JSON.stringify(reply) + "\n"));
  }
  Deno.exit(0);
}

async function time(job: Job, runs: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < runs; i++) {
    const pending = job.run();
    if (pending instanceof Promise) await pending;
  }
  const pending = job.settle();
  if (pending instanceof Promise) await pending;
  return (performance.now() - start) / runs;
}

function digest(outputs: Outputs): Record<string, Digest> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, data]) => {
      let sum = 0;
      for (let i = 0; i < data.length; i++) sum += Math.abs(data[i]!);
      const values = Array.from(
        { length: SAMPLED },
        (_, i) => data[Math.floor(((i * GOLDEN) % 1) * data.length)]!,
      );
      return [name, { size: data.length, meanMagnitude: sum / data.length, values }];
    }),
  );
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** The lines of a stream of bytes. */
export async function* lines(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    yield* parts;
  }
}
