import type { PeerSpec } from "../peers/registry.ts";
import { type Answer, lines, type Request } from "../peers/serve.ts";

/** What a peer's process finds in its environment. */
export function environment(own: Readonly<Record<string, string>> = {}): Record<string, string> {
  // Without the first of these Mesa's device selection writes to stderr.
  return { NODEVICE_SELECT: "1", NO_COLOR: "1", ...own };
}

/** A peer's process: one at a time is asked, and it answers a line of JSON. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #answers: AsyncGenerator<string>;
  /** The last lines that it wrote to stderr. */
  #complaints: string[] = [];

  constructor(peer: PeerSpec, env: Readonly<Record<string, string>> = {}) {
    const [program, ...args] = peer.command;
    this.#process = new Deno.Command(program!, {
      args,
      env: environment({ ...peer.env, ...env }),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#answers = lines(this.#process.stdout);
    this.#listen();
  }

  /** Asks, and waits at most `seconds`; a process that dies or is late is an answer with an error. */
  async ask(request: Request, seconds: number): Promise<Answer> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Answer>((resolve) => {
      timer = setTimeout(() => {
        this.kill();
        resolve({ error: `no answer in ${seconds} s`, fatal: true });
      }, seconds * 1000);
    });
    try {
      await this.#writer.write(new TextEncoder().encode(JSON.stringify(request) + "\n"));
      return await Promise.race([this.#answer(), late]);
    } catch {
      return await this.#death();
    } finally {
      clearTimeout(timer);
    }
  }

  async #answer(): Promise<Answer> {
    const { value, done } = await this.#answers.next();
    return done ? await this.#death() : JSON.parse(value);
  }

  async #death(): Promise<Answer> {
    const { code, signal } = await this.#process.status;
    const reason = this.#complaints.filter((line) => line.trim() !== "").slice(-3).join(" | ");
    return { error: `its process ended (${signal ?? code}): ${reason}`, fatal: true };
  }

  async #listen(): Promise<void> {
    for await (const line of lines(this.#process.stderr)) {
      this.#complaints = [...this.#complaints.slice(-20), line];
    }
  }

  kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
