/**
 * Holds the floors of the house: an import that runs points down or stays on its floor, and no two
 * files need each other. Type-only imports are free.
 */

import { assertArrayIncludes, assertEquals } from "@std/assert";

const MAX_LINES = 450;

/** The first pattern that fits a file names its floor. */
const floors: [pattern: RegExp, floor: number][] = [
  [/^src\/(errors|tensor\/dtype|tensor\/shape|random\/generator)\.ts$/, 0],
  [/^src\/device\//, 1],
  [/^src\/(tensor|autograd)\//, 2],
  [/^src\/(ops|random)\//, 3],
  [/^src\/nn\//, 4],
  [/^src\/(optim|data|io)\//, 5],
  [/^src\/compile\//, 6],
  [/^mod\.ts$/, 7],
];

function floorOf(path: string): number | undefined {
  return floors.find(([pattern]) => pattern.test(path))?.[1];
}

/**
 * The specifiers of the imports that run. Statements start a line, as deno fmt has it; examples in
 * comments do not.
 */
function runningImports(source: string): string[] {
  const statements = /^(?:import|export)\s+(?!type\b)(?:[\w$*{}\s,]*?\bfrom\s*)?"([^"]+)"/gm;
  const calls = /^(?!\s*(?:\*|\/\/)).*\bawait import\(\s*"([^"]+)"/gm;
  return [...source.matchAll(statements), ...source.matchAll(calls)].map((match) => match[1]!);
}

/** What breaks the rules of the house, a sentence each. `files` maps paths in the repository to sources. */
function violations(files: Map<string, string>): string[] {
  const found: string[] = [];
  const edges = new Map<string, string[]>();
  for (const [path, source] of files) {
    const lines = source.trimEnd().split("\n").length;
    if (lines > MAX_LINES) found.push(`${path} has ${lines} lines, more than ${MAX_LINES}`);
    const floor = floorOf(path);
    if (floor === undefined) {
      found.push(`${path} stands on no floor: give it one in floors_test.ts`);
    }
    const targets: string[] = [];
    for (const specifier of runningImports(source)) {
      if (!specifier.startsWith(".")) {
        found.push(`${path} imports "${specifier}": the library needs nothing but itself`);
        continue;
      }
      const target = new URL(specifier, `file:///${path}`).pathname.slice(1);
      targets.push(target);
      const targetFloor = floorOf(target);
      if (floor !== undefined && targetFloor !== undefined && targetFloor > floor) {
        found.push(
          `${path} (floor ${floor}) imports ${target} (floor ${targetFloor}): imports point down; ` +
            `\`import type\` may point up`,
        );
      }
    }
    edges.set(path, targets);
  }
  return [...found, ...cycles(edges)];
}

/** Every ring of imports that a walk through all files closes. */
function cycles(edges: Map<string, string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: string[]) => {
    const at = trail.indexOf(path);
    if (at >= 0) found.push(`import cycle: ${[...trail.slice(at), path].join(" -> ")}`);
    if (at >= 0 || done.has(path)) return;
    for (const target of edges.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}

const root = new URL("../", import.meta.url);

function readSources(): Map<string, string> {
  const files = new Map<string, string>();
  const read = (path: string) => files.set(path, Deno.readTextFileSync(new URL(path, root)));
  const readFolder = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, root))) {
      // AssemblyScript, which `deno task kernels` compiles, has rules of its own.
      if (name === "wasm" && folder === "src/device/cpu/") continue;
      if (isDirectory) readFolder(`${folder}${name}/`);
      else if (name.endsWith(".ts")) read(`${folder}${name}`);
    }
  };
  readFolder("src/");
  read("mod.ts");
  return files;
}

// Plain `deno test` may not read files, and must be green all the same.
const mayRead = Deno.permissions.querySync({ name: "read", path: root }).state === "granted";

Deno.test({
  name: "every file stands on its floor, imports point down, and no file is too long",
  ignore: !mayRead,
  fn: () => assertEquals(violations(readSources()), []),
});

Deno.test("an import that points up is found, in each form that runs", () => {
  const up = [
    'import { add } from "../ops/add.ts";',
    'import {\n  add,\n  type Op,\n} from "../ops/add.ts";',
    'import * as ops from "../ops/add.ts";',
    'export * from "../ops/add.ts";',
    'export { add } from "../ops/add.ts";',
    'import "../ops/add.ts";',
    'const { add } = await import("../ops/add.ts");',
  ];
  for (const source of up) {
    assertEquals(violations(new Map([["src/tensor/tensor.ts", `/** Doc. */\n${source}\n`]])), [
      "src/tensor/tensor.ts (floor 2) imports src/ops/add.ts (floor 3): imports point down; " +
      "`import type` may point up",
    ]);
  }
});

Deno.test("types may point up, and comments may show any import", () => {
  const source = `/**
 * import { a } from "../nn/module.ts";
 * const nn = await import("../nn/module.ts");
 */
import type { Module } from "../nn/module.ts";
export type { Module } from "../nn/module.ts";
import { shape } from "./shape.ts";
`;
  assertEquals(violations(new Map([["src/tensor/tensor.ts", source]])), []);
});

Deno.test("a ring of imports is found, and named from end to end", () => {
  const files = new Map([
    ["src/ops/a.ts", 'import { b } from "./b.ts";\n'],
    ["src/ops/b.ts", 'import { c } from "./c.ts";\n'],
    ["src/ops/c.ts", 'import { b } from "./b.ts";\n'],
  ]);
  assertEquals(violations(files), ["import cycle: src/ops/b.ts -> src/ops/c.ts -> src/ops/b.ts"]);
});

Deno.test("a file without a floor, a package and a long file are found", () => {
  const files = new Map([
    ["src/util.ts", ""],
    ["src/errors.ts", 'import { chunk } from "npm:lodash";\n'],
    ["src/ops/long.ts", "//\n".repeat(MAX_LINES + 1)],
  ]);
  assertArrayIncludes(violations(files), [
    "src/util.ts stands on no floor: give it one in floors_test.ts",
    'src/errors.ts imports "npm:lodash": the library needs nothing but itself',
    "src/ops/long.ts has 451 lines, more than 450",
  ]);
});
