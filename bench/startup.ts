/**
 * What the library adds to the start of a program: the whole time of a Deno process that imports it
 * and multiplies two matrices on the CPU, beside that of a process that does nothing.
 *
 * The two run in turn, so that a busy machine slows both alike.
 *
 * @module
 */

const PAIRS = 15;

const folder = Deno.makeTempDirSync();

function writeProgram(name: string, source: string): string {
  const path = `${folder}/${name}.ts`;
  Deno.writeTextFileSync(path, source);
  return path;
}

/** Runs one program to its end, and returns the milliseconds that took. */
function time(program: string): number {
  const start = performance.now();
  const { success } = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-config", program],
    stdout: "null",
    stderr: "inherit",
  }).outputSync();
  if (!success) throw new Error(`${program} failed`);
  return performance.now() - start;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

try {
  const empty = writeProgram("empty", "");
  const matmul = writeProgram(
    "matmul",
    `import { ones } from "${new URL("../mod.ts", import.meta.url)}";
ones(64, 64).matmul(ones(64, 64)).toTypedArray();
`,
  );
  // The first run compiles, and fills Deno's caches.
  for (const program of [empty, matmul]) time(program);

  const pairs = Array.from({ length: PAIRS }, () => ({ empty: time(empty), matmul: time(matmul) }));
  const row = (label: string | number, a: number, b: number) =>
    console.log(
      String(label).padStart(6),
      a.toFixed(1).padStart(9),
      b.toFixed(1).padStart(12),
      (b / a).toFixed(2).padStart(7),
    );
  console.log("  pair  empty ms   matmul ms   ratio");
  pairs.forEach((pair, i) => row(i + 1, pair.empty, pair.matmul));
  console.log(
    "median",
    median(pairs.map((pair) => pair.empty)).toFixed(1).padStart(9),
    median(pairs.map((pair) => pair.matmul)).toFixed(1).padStart(12),
    median(pairs.map((pair) => pair.matmul / pair.empty)).toFixed(2).padStart(7),
  );
} finally {
  Deno.removeSync(folder, { recursive: true });
}
