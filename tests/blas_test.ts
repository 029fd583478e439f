/** Products that the system's BLAS computes, where somebody asks for it. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { bmm, type DType, manualSeed, nn, randn, RuntimeError, useBlas } from "@hibana/hibana";
import { assertSays, wrong } from "./support/errors.ts";
import { distance, layouts } from "./support/products.ts";

const mayLoad = Deno.permissions.querySync({ name: "ffi" }).state === "granted";

const open = Deno.dlopen;

/** How many products BLAS has computed. */
let calls = 0;

/** Loads as Deno does, and counts what is called. */
function counting<S extends Deno.ForeignLibraryInterface>(
  path: string | URL,
  wanted: S,
): Deno.DynamicLibrary<S> {
  const library = open(path, wanted);
  const counted = Object.entries(library.symbols).map(([name, symbol]) => {
    if (!name.startsWith("cblas_")) return [name, symbol];
    const product = symbol as (...values: unknown[]) => void;
    const call = (...values: unknown[]) => {
      calls++;
      product(...values);
    };
    return [name, call];
  });
  return { symbols: Object.fromEntries(counted), close: () => library.close() };
}

/** Whether this machine has a BLAS; it is in use from then on. */
function hasBLAS(): boolean {
  if (!mayLoad) return false;
  Deno.dlopen = counting as typeof Deno.dlopen;
  try {
    useBlas();
    return true;
  } catch {
    return false;
  } finally {
    Deno.dlopen = open;
  }
}

const missing = !mayLoad ? "needs --allow-ffi" : !hasBLAS() ? "needs a BLAS on this system" : "";
const ignored = missing === "" ? "" : ` (ignored: ${missing})`;

/** [batches, m, n, k] */
const sizes = [
  [1, 16, 16, 16],
  [1, 17, 63, 5],
  [1, 1, 65, 300],
  [1, 300, 1, 17],
  [1, 65, 64, 63],
  [1, 128, 3, 129],
  [1, 70, 90, 1],
  [3, 33, 31, 29],
  [5, 1, 70, 66],
  [4, 70, 1, 66],
  [2, 3, 64, 1000],
] as const;

for (const dtype of ["float32", "float64"] as DType[]) {
  for (const [batches, m, n, k] of sizes) {
    const name = `[${batches}, ${m}, ${k}] times [${batches}, ${k}, ${n}] in ${dtype}`;
    Deno.test({
      name: `BLAS multiplies ${name} in all layouts${ignored}`,
      ignore: missing !== "",
      fn() {
        manualSeed(m + n + k);
        const [a, b] = [randn(batches, m, k, { dtype }), randn(batches, k, n, { dtype })];
        const bias = randn(n, { dtype });
        for (const [left, ofLeft] of Object.entries(layouts)) {
          for (const [right, ofRight] of Object.entries(layouts)) {
            const [x, y] = [ofLeft(a), ofRight(b)];
            const before = calls;
            assert(distance(a, b, bmm(x, y)) <= 1, `${left} times ${right}`);
            // With gaps both ways there is nothing that BLAS could read.
            const gaps = left === "every other" || right === "every other";
            if (!gaps) assertEquals(calls - before, batches, `${left} times ${right}`);
            if (batches > 1) continue;
            const sum = nn.functional.linear(x.at(0), y.at(0).t(), bias);
            const product = sum.sub(bias).unsqueeze(0);
            assert(distance(a, b, product) <= 2, `linear, ${left} times ${right}`);
          }
        }
      },
    });
  }
}

Deno.test({
  name: `a thousand products in a row are all the same${ignored}`,
  ignore: missing !== "",
  fn() {
    // Often enough for the engine to compile the calls.
    const [a, b] = [randn(1, 40, 40), randn(1, 40, 40)];
    const first = bmm(a, b).toArray();
    const before = calls;
    for (let i = 0; i < 1000; i++) bmm(a, b);
    assertEquals(bmm(a, b).toArray(), first);
    assertEquals(calls - before, 1001);
  },
});

Deno.test({
  name: `small products, and other dtypes, stay with hibana's own loops${ignored}`,
  ignore: missing !== "",
  fn() {
    const before = calls;
    const eye = randn(1, 40, 40).mul(10).to("int32");
    bmm(randn(1, 15, 15), randn(1, 15, 15));
    bmm(eye, eye);
    assertEquals(calls, before);
  },
});

Deno.test({
  name: `one matrix serves a whole batch of BLAS's${ignored}`,
  ignore: missing !== "",
  fn() {
    const [a, b] = [randn(1, 40, 30), randn(3, 30, 50)];
    assert(distance(a.expand(3, 40, 30), b, bmm(a.expand(3, 40, 30), b)) <= 1);
  },
});

Deno.test({
  name: `a program that has used BLAS ends well${ignored}`,
  ignore: missing !== "" || Deno.permissions.querySync({ name: "run" }).state !== "granted",
  async fn() {
    // OpenBLAS's threads outlive the calls: unloaded at the end, it would crash.
    const source = `import { ones, useBlas } from "${new URL("../mod.ts", import.meta.url)}";
      useBlas();
      const x = ones(300, 300);
      console.log(x.matmul(x).mean().item());`;
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["eval", "--no-check", source],
      stderr: "inherit",
    }).output();
    assertEquals([code, new TextDecoder().decode(stdout).trim()], [0, "300"]);
  },
});

Deno.test({
  name: "without permission to load libraries, useBlas says which flag is missing",
  permissions: { ffi: false },
  fn() {
    const fix = assertSays(
      () => useBlas(),
      RuntimeError,
      "useBlas() may not load a library: it needs permission for foreign functions",
    );
    assertStringIncludes(fix, "Run with --allow-ffi");
  },
});

Deno.test("a path that is neither a string nor a URL is a TypeError", () => {
  const words = "useBlas(): argument 'path' must be a string or a URL, not number";
  assertSays(() => useBlas(wrong(3)), TypeError, words);
});

Deno.test({
  name: `a library that is not there is named, with how to install one${
    mayLoad ? "" : " (ignored: needs --allow-ffi)"
  }`,
  ignore: !mayLoad,
  fn() {
    const words = (name: string) =>
      `No BLAS with cblas_sgemm and cblas_dgemm was found: tried ${name}`;
    const fix = assertSays(() => useBlas("libnone.so"), RuntimeError, words("libnone.so"));
    assertStringIncludes(fix, "Install one (");
    const url = new URL("file:///no where/libnone.so");
    const name = Deno.build.os === "windows" ? "no where/libnone.so" : "/no where/libnone.so";
    assertSays(() => useBlas(url), RuntimeError, words(name));
  },
});
