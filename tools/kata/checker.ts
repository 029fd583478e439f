/**
 * Has an answer checked by a process of its own, and follows what it says.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { quietGPU } from "../environment.ts";
import { whereBusy } from "./pause.ts";
import { inRoot } from "./places.ts";
import { type Fault, type Message, Reader, type Spot } from "./protocol.ts";

/** What is known of an answer, so far. */
export interface Outcome {
  /** The checks' names: empty until the answer has been loaded. */
  names: readonly string[];
  /** Indices of the checks that hold. */
  held: number[];
  /** Indices of the checks that need a GPU, where there is none. */
  skipped: number[];
  /** The checks that fail, in order. */
  failed: { name: string; fault: Fault }[];
  /** Why not everything could be checked. */
  broken?: Fault;
  /** The file of the mutant that the answer fails like. */
  mutant?: string;
  /** What the answer printed. */
  printed: string;
  /** Whether that is all. */
  done: boolean;
}

/** Whether everything that could be checked holds. */
export function holds({ done, broken, failed, held }: Outcome): boolean {
  return done && broken === undefined && failed.length === 0 && held.length > 0;
}

/** How long an answer may take over one check, in milliseconds. */
const LIMIT = 5000;

/** No more than this is kept of what an answer prints. */
const MOST_PRINTED = 10_000;

/** A process that checks one answer, once. It is warm some half a second after it was made. */
export class Checker {
  readonly slug: string;
  readonly file: string;
  readonly #child: Deno.ChildProcess;
  #stderr = "";

  /**
   * Starts the process.
   *
   * @param slug the kata
   * @param file the answer
   */
  constructor(slug: string, file: string) {
    this.slug = slug;
    this.file = file;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-prompt",
        "--no-check",
        "--allow-read",
        "--frozen",
        `--config=${inRoot("deno.json")}`,
        "--inspect=127.0.0.1:0",
        // A loop that collects things is to end before the machine's memory does.
        "--v8-flags=--max-old-space-size=1024",
        inRoot("tools/kata/child.ts"),
        slug,
        pathToFileURL(file).href,
      ],
      env: { ...quietGPU(), NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#listen();
  }

  /** Ends the process. */
  stop(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /**
   * Has the answer checked.
   *
   * @param follow is called with what is known, every time that there is more to know
   * @param limit how long one check may take, in milliseconds
   */
  async run(follow: (outcome: Outcome) => void = () => {}, limit = LIMIT): Promise<Outcome> {
    const outcome: Outcome = {
      names: [],
      held: [],
      skipped: [],
      failed: [],
      printed: "",
      done: false,
    };
    const cue = this.#child.stdin.getWriter();
    await cue.write(new Uint8Array([10])).catch(() => {});
    let checking: number | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = Promise.withResolvers<"late">();
    const wind = () => {
      clearTimeout(timer);
      timer = setTimeout(() => late.resolve("late"), limit);
    };
    const reader = new Reader();
    const output = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    try {
      while (!outcome.done) {
        const piece = await Promise.race([output.read(), late.promise]);
        if (piece === "late") {
          blame(outcome, checking, await this.#tooLate(limit));
          break;
        }
        if (piece.done) {
          blame(outcome, checking, await this.#ended());
          break;
        }
        const { messages, printed } = reader.read(piece.value);
        outcome.printed = (outcome.printed + printed).slice(-MOST_PRINTED);
        for (const message of messages) {
          wind();
          if (message.type === "checking") checking = message.index;
          take(outcome, message);
        }
        follow(outcome);
      }
    } finally {
      clearTimeout(timer);
      this.stop();
      await output.cancel().catch(() => {});
      await cue.abort().catch(() => {});
      await this.#child.status;
    }
    outcome.done = true;
    follow(outcome);
    return outcome;
  }

  async #listen(): Promise<void> {
    const text = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const piece of text) this.#stderr = (this.#stderr + piece).slice(-MOST_PRINTED);
  }

  /** The process did not say anything for too long. */
  async #tooLate(limit: number): Promise<Fault> {
    const [inspector] = this.#stderr.match(/ws:\S+/) ?? [];
    const folder = new URL(".", pathToFileURL(this.file)).href;
    const found: { busy: boolean; at?: Spot } = inspector === undefined
      ? { busy: true }
      : await whereBusy(inspector, folder);
    const at = found.at === undefined ? {} : { at: found.at };
    const seconds = `${limit / 1000} s`;
    return found.busy
      ? { kind: "loop", message: `Still busy after ${seconds}: does this loop ever end?`, ...at }
      : {
        kind: "waiting",
        message: `Nothing has happened for ${seconds}: does something await a promise that ` +
          "nobody settles?",
      };
  }

  /** The process ended before it was done. */
  async #ended(): Promise<Fault> {
    const { code, signal } = await this.#child.status;
    if (this.#stderr.includes("promise never resolved")) {
      return { kind: "waiting", message: "Something awaits a promise that nobody settles." };
    }
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    const last = this.#stderr.split("\n").filter((line) => /error|fatal/i.test(line)).at(-1);
    const said = last === undefined ? "" : ` It said: ${last.trim()}`;
    return { kind: "ended", message: `The process that ran your code was ended ${how}.${said}` };
  }
}

/** Adds what a message says. */
function take(outcome: Outcome, message: Message): void {
  if (message.type === "checks") outcome.names = message.names;
  if (message.type === "broken") outcome.broken = message.fault;
  if (message.type === "held") outcome.held.push(message.index);
  if (message.type === "skipped") outcome.skipped.push(message.index);
  if (message.type === "recognised") outcome.mutant = message.mutant;
  if (message.type === "done") outcome.done = true;
  if (message.type === "failed") {
    outcome.failed.push({ name: outcome.names[message.index]!, fault: message.fault });
  }
}

/** The check that was under way fails by the fault; without one, the file itself is at fault. */
function blame(outcome: Outcome, checking: number | undefined, fault: Fault): void {
  const name = checking === undefined ? undefined : outcome.names[checking];
  const decided = outcome.failed.length + outcome.held.length + outcome.skipped.length;
  // All checks are decided: it was a mutant that took too long, which is not the learner's concern.
  if (name !== undefined && decided === outcome.names.length) return;
  if (name === undefined) outcome.broken = fault;
  else outcome.failed.push({ name, fault });
}
