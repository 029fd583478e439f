/**
 * What the process that runs a learner's code says to the one that shows it: a line of JSON each, on
 * stdout, behind a mark, since the learner's code may print, too.
 *
 * @module
 */

/** Stands before every message; nobody types it. */
export const MARK = "\x1e";

/** A place in a file. Lines and columns count from 1. */
export interface Spot {
  /** The file's path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * What kind of thing went wrong:
 * - `gap`: not written yet
 * - `assertion`: a sentence does not hold
 * - `error`: the learner's code threw
 * - `syntax`, `import`: the file cannot be loaded
 * - `rejection`: a promise was rejected, or a callback threw, and nobody handled it
 * - `loop`, `waiting`: it takes too long, busily or not
 * - `ended`: the process is gone
 */
export type FaultKind =
  | "gap"
  | "assertion"
  | "error"
  | "syntax"
  | "import"
  | "rejection"
  | "loop"
  | "waiting"
  | "ended";

/** Something that went wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** What the error says. */
  readonly message: string;
  /** The line of the learner's that it happened in, where that is known. */
  readonly at?: Spot;
}

/** What is said. */
export type Message =
  /** The process has loaded what it can, and waits for its cue. */
  | { readonly type: "ready" }
  /** The learner's file has been loaded: these are to be checked. */
  | { readonly type: "checks"; readonly names: readonly string[] }
  /** The learner's file cannot be loaded. */
  | { readonly type: "broken"; readonly fault: Fault }
  /** A check begins. */
  | { readonly type: "checking"; readonly index: number }
  | { readonly type: "held"; readonly index: number }
  | { readonly type: "failed"; readonly index: number; readonly fault: Fault }
  /** There is no GPU to check on. */
  | { readonly type: "skipped"; readonly index: number }
  /** The answer fails as this mutant does. */
  | { readonly type: "recognised"; readonly mutant: string }
  | { readonly type: "done" };

/** The largest piece that a message is looked for in, in case that somebody prints the mark. */
const LONGEST = 1_000_000;

/** Tells messages from what is printed. */
export class Reader {
  #buffer = "";

  /**
   * Takes in some output.
   *
   * @param text a piece of it
   * @returns the messages that are complete now, and what was printed before, between and after them
   */
  read(text: string): { messages: Message[]; printed: string } {
    this.#buffer += text;
    const messages: Message[] = [];
    let printed = "";
    for (;;) {
      const mark = this.#buffer.indexOf(MARK);
      const end = mark < 0 ? -1 : this.#buffer.indexOf("\n", mark);
      if (end < 0) {
        const kept = mark < 0 || this.#buffer.length > LONGEST ? this.#buffer.length : mark;
        printed += this.#buffer.slice(0, kept);
        this.#buffer = this.#buffer.slice(kept);
        return { messages, printed };
      }
      printed += this.#buffer.slice(0, mark);
      const message = parsed(this.#buffer.slice(mark + 1, end));
      if (message !== undefined) messages.push(message);
      this.#buffer = this.#buffer.slice(end + 1);
    }
  }
}

function parsed(text: string): Message | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
