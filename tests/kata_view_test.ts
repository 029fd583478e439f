/** What the runner shows on a terminal of any size. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { katas } from "../katas/arcs.ts";
import type { Outcome } from "../tools/kata/checker.ts";
import { markdown } from "../tools/kata/pages.ts";
import { Progress } from "../tools/kata/progress.ts";
import type { Fault } from "../tools/kata/protocol.ts";
import { keysIn } from "../tools/kata/terminal.ts";
import { cut, type Line, line, painted, plain, widthOf, wrap } from "../tools/kata/text.ts";
import { objections } from "../tools/kata/types.ts";
import { frame, listPage, type View } from "../tools/kata/view.ts";
import { lineSpokenOf } from "../tools/kata/where.ts";
import { mayUseDisk } from "./support/permissions.ts";
import { testInFolder } from "./support/scratch.ts";

function textOf(lines: readonly Line[]): string[] {
  return lines.map((pieces) => pieces.map(({ text }) => text).join(""));
}

/** An outcome with one failure. */
function failing(fault: Fault, printed = ""): Outcome {
  const name = "after to(), the attribute is the tensor that moved, not the one left behind";
  return {
    names: [name, "b"],
    held: [1],
    skipped: [],
    failed: [{ name, fault }],
    printed,
    done: true,
  };
}

/** A view on a file with a long line, and a failure in it. */
function viewIn(folder: string, message: string, printed = ""): View {
  const file = `${folder}/module-to.ts`;
  const source = Array.from({ length: 40 }, (_, i) => `  const x${i} = "${"火花".repeat(i * 2)}";`);
  Deno.writeTextFileSync(file, source.join("\n"));
  const outcome = failing(
    { kind: "assertion", message, at: { file, line: 33, column: 3 } },
    printed,
  );
  return {
    progress: new Progress(folder),
    slug: "module-to",
    file,
    about: { slug: "module-to", file, outcome },
    offset: 0,
  };
}

const SIZES = [[80, 24], [200, 60], [60, 14], [40, 10], [30, 8], [10, 4], [1, 1]] as const;

testInFolder(
  "no screen is too small, and nothing is wider or longer than it",
  mayUseDisk,
  (folder) => {
    const endless = `${"word ".repeat(300)}${"x".repeat(500)}`;
    for (const message of ["short", endless]) {
      const view = viewIn(folder, message, "printed\n".repeat(50));
      for (const page of [undefined, listPage(view.progress)]) {
        view.page = page;
        for (const [columns, rows] of SIZES) {
          const lines = textOf(frame(view, columns, rows));
          assert(lines.length <= rows, `${lines.length} lines in ${columns}x${rows}`);
          for (const text of lines) assert(widthOf(text) <= Math.max(columns - 1, 1), text);
        }
      }
    }
  },
);

testInFolder(
  "80x24 shows the arc, the bar, the sentence, the message, the line and the keys",
  mayUseDisk,
  (folder) => {
    const lines = textOf(frame(viewIn(folder, "module.mask should be on sim:0"), 80, 24));
    assertEquals(lines.length, 24);
    assertMatch(lines[0]!, /^III Device movement +0 of \d+$/);
    assertMatch(lines[1]!, /^[□ ]+◇[□ ]+$/);
    assertMatch(lines[3]!, /^module-to: /);
    const text = lines.join("\n");
    assertStringIncludes(text, "✗ after to(), the attribute is the tensor that moved");
    assertStringIncludes(text, "  module.mask should be on sim:0");
    assertMatch(text, /module-to\.ts:33\n {2}32 │ .*\n {2}33 │ .*\n {2}34 │ /);
    assertStringIncludes(lines.at(-2)!, "1 of 2 sentences hold");
    assertMatch(lines.at(-1)!, /^h hint .* q quit$/);
  },
);

testInFolder("what does not fit is scrolled", mayUseDisk, (folder) => {
  const view = viewIn(folder, Array.from({ length: 200 }, (_, i) => `w${i}`).join(" "));
  const top = textOf(frame(view, 40, 16)).join("\n");
  assertMatch(top, /↓ \d+ more lines/);
  view.offset = 10_000;
  const bottom = textOf(frame(view, 40, 16)).join("\n");
  assertMatch(bottom, /33 │/);
  assert(view.offset < 100, "as far as there is something to see");
});

testInFolder("the list keeps the chosen kata in sight", mayUseDisk, (folder) => {
  const view = viewIn(folder, "");
  const page = listPage(view.progress);
  view.page = page;
  for (const [i, entry] of page.entries!.entries()) {
    page.cursor = i;
    const lines = textOf(frame(view, 80, 12));
    const [slug] = entry.slug === undefined ? [] : [entry.slug];
    if (slug !== undefined) assert(lines.some((text) => text.includes(` ${slug} `)), slug);
  }
  assertEquals(page.entries!.filter(({ slug }) => slug !== undefined).length, katas.length);
});

Deno.test("text is wrapped at words, and long words are broken", () => {
  assertEquals(wrap("one two three", 8), ["one two", "three"]);
  assertEquals(wrap("abcdefghij kl", 4), ["abcd", "efgh", "ij", "kl"]);
  assertEquals(wrap("火花火花", 5), ["火花", "火花"]);
  assertEquals(wrap("  ", 5), []);
});

Deno.test("text is cut by the columns that it takes", () => {
  assertEquals(cut("abcdef", 6), "abcdef");
  assertEquals(cut("abcdef", 5), "abcd…");
  assertEquals(cut("火花火花", 6), "火花…");
  assertEquals(cut("abc", 0), "");
});

Deno.test("what a program prints cannot steer the terminal", () => {
  assertEquals(plain("\x1b[31mred\x1b[0m\x07\r\t|\x1b]0;title\x07\x1b[2J"), "red  |");
});

Deno.test("colours are left out where they are not wanted", () => {
  assertEquals(painted(line("fine", "green"), false), "fine");
  assertEquals(painted(line("fine", "green"), true), "\x1b[32mfine\x1b[0m");
});

Deno.test("keys are told apart, also when several come at once", () => {
  assertEquals(keysIn("h\x1b[A\x1b[6~\r\x03q"), ["h", "up", "pagedown", "enter", "interrupt", "q"]);
  assertEquals(keysIn("\x1b"), ["escape"]);
});

Deno.test("Markdown is wrapped, but for its code", () => {
  const page = "One two\nthree.\n\n- four five six\n- seven\n\n```ts\nconst  x = 1;\n```\n";
  assertEquals(textOf(markdown(page, 10)), [
    "One two",
    "three.",
    "",
    "- four",
    "  five six",
    "- seven",
    "",
    "  const  x = 1;",
    "",
  ]);
});

Deno.test("a failure without a stack leads to the method that it speaks of", () => {
  const source = `export class Module extends Base {
  _buffers = new Map();
  registerBuffer(name: string): void {
    if (this.namedBuffers()) return;
  }
  override to(target: string): this {
    return super.to(target);
  }
}
export function helper() {}`;
  assertEquals(lineSpokenOf(source, ['after to("sim"), module.mask should be on sim:0']), 6);
  assertEquals(lineSpokenOf(source, ["nothing known", "registerBuffer keeps the tensor"]), 3);
  assertEquals(lineSpokenOf(source, ["going to the Module itself"]), 1);
  assertEquals(lineSpokenOf(source, ["the answer to everything"]), undefined);
});

Deno.test("the type checker's objections are read, without the source that it quotes", () => {
  const output = `TS2416 [ERROR]: Property 'to' in type 'Module' is not assignable.
  Type 'string' is not assignable to type 'this'.
  override to(target: string): string {
           ~~
    at file:///dojo/module-to.ts:12:12

TS2304 [ERROR]: Cannot find name 'x'.
    x;
    ^
    at file:///dojo/children.ts:3:5

Found 2 errors.

error: Type checking failed.
`;
  assertEquals(objections(output), [
    {
      message: "Property 'to' in type 'Module' is not assignable. " +
        "Type 'string' is not assignable to type 'this'.",
      at: { file: "/dojo/module-to.ts", line: 12, column: 12 },
    },
    {
      message: "Cannot find name 'x'.",
      at: { file: "/dojo/children.ts", line: 3, column: 5 },
    },
  ]);
});
