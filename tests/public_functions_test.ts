/** Nothing is public that PyTorch has not been asked about: every function of tensors is in some fixture. */

import { assert, assertEquals } from "@std/assert";
import * as hibana from "@hibana/hibana";
import { evidenceIn } from "../tools/compatibility/page.ts";

/** Sections of functions. */
const SECTIONS: Readonly<Record<string, object>> = {
  torch: hibana,
  "nn.functional": hibana.nn.functional,
  linalg: hibana.linalg,
  special: hibana.special,
};

/**
 * Fixtures that are asked of a section's own functions, for names that mod.ts gives to other functions
 * (`softmax` of nn.functional needs no dimension): nn_*.json go to nn.functional.
 */
const OWN: Readonly<Record<string, RegExp>> = {
  "nn.functional": /^nn/,
  linalg: /^linalg/,
};

/** Functions of dtypes, shapes, seeds and settings. */
const NOT_OF_TENSORS: readonly string[] = [
  ...["broadcastShapes", "canCast", "promoteTypes", "resultType", "isTensor", "numel"],
  ...["compile", "device", "registerDevice", "tick", "useBlas", "setPrintOptions"],
  ...["getNumThreads", "setNumThreads"],
  // Memory: tests/scope_test.ts and tests/memory_stats_test.ts.
  ...["keep", "scope", "leakReport", "memoryStats", "resetPeakMemoryStats", "trackAllocations"],
  ...["enableGrad", "isGradEnabled", "noGrad", "setGradEnabled"],
  ...["initialSeed", "manualSeed", "seed"],
];

/** Functions of tensors that no fixture can name, and where they are held instead. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  tensor: "reads JavaScript's arrays: ops_tensor_test.ts",
  asTensor: "reads JavaScript's arrays: ops_make_test.ts",
  empty: "its elements are not defined: ops_tensor_test.ts",
  emptyLike: "its elements are not defined: ops_tensor_test.ts",
  randintLike: "draws as randint, which rng.json has: ops_make_test.ts",
  unravelIndex: "newer than the PyTorch that answers: ops_count_test.ts",
  multiHeadAttentionForward: "nn.MultiheadAttention is this function: nn_attention.json",
};

const fixtures = new URL("./fixtures/", import.meta.url);
// Plain `deno test` may not read files, and must be green all the same.
const mayRead = Deno.permissions.querySync({ name: "read", path: fixtures }).state === "granted";

/** The functions of a section by name; classes have capitals. */
function functionsOf(section: object): [string, unknown][] {
  return Object.entries(section).filter(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name)
  );
}

/** The operations that fixtures of such names ask for. */
function askedIn(pattern: RegExp): ReadonlySet<string> {
  // names.json lists what PyTorch has.
  const files = [...Deno.readDirSync(fixtures)].map(({ name }) => name)
    .filter((name) => name !== "names.json" && pattern.test(name));
  const contents = files.map((name) => JSON.parse(Deno.readTextFileSync(new URL(name, fixtures))));
  return new Set(evidenceIn(contents).keys());
}

Deno.test({
  name: "every public function of tensors is asked against PyTorch in some fixture",
  ignore: !mayRead,
  fn() {
    const asked = askedIn(/\.json$/);
    const exceptions = new Set([...NOT_OF_TENSORS, ...Object.keys(ELSEWHERE)]);
    const missing = Object.entries(SECTIONS).flatMap(([section, functions]) => {
      const own = OWN[section] === undefined ? asked : askedIn(OWN[section]);
      return functionsOf(functions).flatMap(([name, fn]) => {
        const other = (hibana as Readonly<Record<string, unknown>>)[name];
        const held = other === undefined || other === fn ? asked : own;
        return held.has(name) || exceptions.has(name) ? [] : [`${section}.${name}`];
      });
    });
    assertEquals(missing, []);
    const count = Object.values(SECTIONS).flatMap(functionsOf).length;
    assert(count > 450, `${count} functions`);
  },
});

Deno.test({
  name: "no function is an exception that a fixture asks for, or that is not there",
  ignore: !mayRead,
  fn() {
    const asked = askedIn(/\.json$/);
    const there = new Set(Object.values(SECTIONS).flatMap(functionsOf).map(([name]) => name));
    const exceptions = [...NOT_OF_TENSORS, ...Object.keys(ELSEWHERE)];
    assertEquals(exceptions.filter((name) => asked.has(name) || !there.has(name)), []);
  },
});
