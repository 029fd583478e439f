/**
 * The terminal: takes it over for a while, and gives it back as it was.
 *
 * @module
 */
import { type Line, painted } from "./text.ts";

const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l"; // another screen, no cursor, no wrapping
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/** A key, by the name that programs give it. */
export type Key = string;

/** Escape sequences of keys. */
const SEQUENCES: Record<string, Key> = {
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1bOA": "up",
  "\x1bOB": "down",
  "\x1b[5~": "pageup",
  "\x1b[6~": "pagedown",
  "\r": "enter",
  "\n": "enter",
  "\x03": "interrupt",
  "\x04": "interrupt",
};

/** Tells the keys in what a terminal sends. */
export function keysIn(input: string): Key[] {
  // deno-lint-ignore no-control-regex -- escape sequences begin with it
  const pieces = input.match(/\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Z])?|[^\x1b]/gu) ?? [];
  return pieces.map((text) => SEQUENCES[text] ?? (text.startsWith("\x1b") ? "escape" : text));
}

/** A screen that is drawn as a whole. */
export class Terminal {
  #last = "";
  #open = false;

  /** Takes the terminal over. */
  enter(): void {
    this.#open = true;
    Deno.stdin.setRaw(true);
    write(ENTER);
  }

  /** Gives it back. */
  leave(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      write(LEAVE);
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal is gone: there is nobody to give it back to.
    }
  }

  /** Its size. */
  size(): { columns: number; rows: number } {
    try {
      const { columns, rows } = Deno.consoleSize();
      // Some terminals say zero while they start.
      return { columns: columns || 80, rows: rows || 24 };
    } catch {
      return { columns: 80, rows: 24 };
    }
  }

  /** Shows lines from the top; what has not changed is not sent. */
  draw(lines: readonly Line[], anew = false): void {
    if (!this.#open) return;
    // No line break after the last line: it would scroll a screen that is full.
    const text = lines.map((pieces) => `${painted(pieces)}\x1b[K`).join("\r\n");
    if (text === this.#last && !anew) return;
    this.#last = text;
    write(`\x1b[H${text}\x1b[J`);
  }

  /** The keys that are pressed. */
  async *keys(): AsyncGenerator<Key> {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(256);
    for (;;) {
      const count = await Deno.stdin.read(bytes);
      if (count === null) return;
      yield* keysIn(decoder.decode(bytes.subarray(0, count), { stream: true }));
    }
  }
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}
