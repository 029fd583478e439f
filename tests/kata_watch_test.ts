/** `deno task kata` in a terminal: the one that script(1) of Linux pretends to be. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { katas } from "../katas/arcs.ts";
import { root } from "../tools/kata/places.ts";
import { solve } from "./support/kata.ts";
import { mayRunTools } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

/** What gives the terminal back: wrapping, the cursor, the screen from before. */
const RESTORED = "\x1b[?7h\x1b[?25h\x1b[?1049l";

const { slug } = katas[0]!;

function hasScript(): boolean {
  if (!mayRunTools || Deno.build.os !== "linux") return false;
  try {
    // Containers may have script and yet no terminals for it to make.
    const args = ["--quiet", "--return", "--command", "true", "/dev/null"];
    return new Deno.Command("script", { args, stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

/** A watch, its screen and its keys. */
class Session {
  readonly #child: Deno.ChildProcess;
  readonly #keys: WritableStreamDefaultWriter<Uint8Array>;
  readonly #dojo: string;
  #seen = "";
  #reading: Promise<void>;

  constructor(dojo: string) {
    this.#dojo = dojo;
    const command = `${Deno.execPath()} run -A --no-check tools/kata/main.ts`;
    this.#child = new Deno.Command("script", {
      args: ["--quiet", "--flush", "--return", "--command", command, "/dev/null"],
      cwd: root,
      env: { HIBANA_DOJO: dojo, NO_COLOR: "1", TERM: "xterm" },
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#keys = this.#child.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read() {
    const output = this.#child.stdout.pipeThrough(new TextDecoderStream());
    for await (const text of output) this.#seen += text;
  }

  /** Waits until the screen has shown a text since it was last asked. */
  async shows(text: string): Promise<void> {
    for (let waited = 0; !this.#seen.includes(text); waited += 20) {
      assert(waited < 30_000, `it never showed "${text}", but:\n${this.#seen}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.#seen = "";
  }

  async press(keys: string): Promise<void> {
    await this.#keys.write(new TextEncoder().encode(keys));
  }

  /** Saves the solution, or something wrong. */
  save(change?: (solution: string) => string): void {
    solve(this.#dojo, slug, change);
  }

  delete(): void {
    Deno.removeSync(`${this.#dojo}/${slug}.ts`);
  }

  /** Waits for its end; answers with what was shown last. */
  async end(): Promise<{ code: number; last: string }> {
    const { code } = await this.#child.status;
    await this.#reading;
    await this.#keys.abort().catch(() => {});
    return { code, last: this.#seen };
  }
}

testInFolder(
  "the watch follows the file through saves, mistakes, loss and return",
  hasScript(),
  async (dojo) => {
    const session = new Session(dojo);
    await session.shows("Implement ");
    session.save();
    await session.shows("sentences hold.");
    session.save((solution) => `${solution}\nretrun 5 +;\n`);
    await session.shows("Syntax error");
    session.delete();
    await session.shows("is gone");
    // Two saves in quick succession: the second counts.
    session.save((solution) => `${solution}\nretrun 5 +;\n`);
    session.save();
    await session.shows("sentences hold.");
    await session.press("s");
    await session.shows("Why it works");
    await session.press("xl");
    await session.shows("All katas");
    await session.press("x");
    await session.press("r");
    await session.shows("Back to the starter?");
    await session.press("y");
    await session.shows("What you wrote is");
    await session.press("q");
    const { code, last } = await session.end();
    assertEquals(code, 0);
    assertStringIncludes(last, RESTORED);
    assertEquals([...Deno.readDirSync(`${dojo}/backups`)].map(({ name }) => name), [
      `${slug}.1.ts`,
    ]);
  },
);

testInFolder("Ctrl-C gives the terminal back", hasScript(), async (dojo) => {
  const session = new Session(dojo);
  await session.shows("Implement ");
  await session.press("\x03");
  const { code, last } = await session.end();
  assertEquals(code, 0);
  assertStringIncludes(last, RESTORED);
});
