/**
 * The makers' check: every kata fails, passes and catches wrong answers as it should.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { relative } from "node:path";
import { katas } from "../../katas/arcs.ts";
import { quietGPU } from "../environment.ts";
import { forLearner } from "./dojo.ts";
import { inspect } from "./inspection.ts";
import { judge } from "./judgement.ts";
import { kataNamed } from "./lesson.ts";
import { filesOf, inRoot, mutantsOf, root } from "./places.ts";
import { MARK } from "./protocol.ts";
import type { Trials } from "./trial.ts";
import { objections } from "./types.ts";

/** How often a process is run again that a signal ended; see untilItEnds in attempts.ts. */
const ATTEMPTS = 3;

/** How long the trials of one kata may take, in milliseconds. */
const LIMIT = 120_000;

/** What was found out about a kata. */
interface Finding {
  readonly slug: string;
  readonly problems: readonly string[];
  readonly sentences: number;
  readonly killed: number;
  readonly devices: readonly string[];
}

/**
 * Checks katas, and prints what it finds.
 *
 * @param slugs which ones; left out, all
 * @returns whether all is as it should be
 */
export async function verify(slugs: readonly string[] = []): Promise<boolean> {
  const chosen = slugs.length === 0 ? katas : slugs.map(kataNamed);
  const scratch = Deno.makeTempDirSync({ prefix: "hibana-katas-" });
  try {
    const complete = chosen.filter(({ slug }) => isFile(filesOf(slug).test));
    const starters = copies(`${scratch}/starters`, (slug) => filesOf(slug).starter);
    const dojo = copies(`${scratch}/dojo`, (slug) => filesOf(slug).solution);
    const run = pool(navigator.hardwareConcurrency);
    const red = run(() => greenTests(complete.map(({ slug }) => slug)));
    const types = run(() => typeErrors(complete.map(({ slug }) => slug), starters));
    const found = await Promise.all(chosen.map((kata) =>
      run(async (): Promise<Finding> => {
        const { slug } = kata;
        const none = { slug, sentences: 0, killed: 0, devices: [] };
        const problems = inspect(kata);
        if (!complete.includes(kata)) return { ...none, problems };
        const trials = await tried(slug, `${dojo}/${slug}.ts`);
        if (typeof trials === "string") return { ...none, problems: [...problems, trials] };
        const judgement = judge(trials);
        return {
          slug,
          sentences: trials.names.length,
          killed: judgement.killed,
          devices: trials.devices,
          problems: [...problems, ...judgement.problems],
        };
      })
    ));
    const more = merged([...await red, ...await types]);
    const strangers = slugs.length === 0 ? unlisted() : [];
    return report(
      found.map((finding) => ({
        ...finding,
        problems: [...finding.problems, ...more.get(finding.slug) ?? []],
      })),
      [...strangers, ...more.get("") ?? []],
    );
  } finally {
    Deno.removeSync(scratch, { recursive: true });
  }
}

/** A problem of a kata's, or, where the slug is empty, of all of them. */
type Problem = readonly [slug: string, problem: string];

function merged(problems: readonly Problem[]): Map<string, string[]> {
  const bySlug = new Map<string, string[]>();
  for (const [slug, problem] of problems) {
    bySlug.set(slug, [...bySlug.get(slug) ?? [], problem]);
  }
  return bySlug;
}

function report(found: readonly Finding[], problems: readonly string[]): boolean {
  const width = Math.max(...found.map(({ slug }) => slug.length));
  for (const { slug, sentences, killed, devices, problems } of found) {
    const total = mutantsOf(slug).length;
    const what = `${sentences} sentences on ${devices.join(", ")}, ${killed}/${total} mutants`;
    console.log(problems.length === 0 ? `✓ ${slug.padEnd(width)}  ${what}` : `✗ ${slug}`);
    for (const problem of problems) console.log(`    ${problem}`);
  }
  for (const problem of problems) console.log(`✗ ${problem}`);
  const sum = (count: (finding: Finding) => number) =>
    found.reduce((total, finding) => total + count(finding), 0);
  const good = found.filter((finding) => finding.problems.length === 0).length;
  const devices = [...new Set(found.flatMap((finding) => finding.devices))];
  console.log(
    `${good} of ${found.length} katas are as they should be: ` +
      `${sum((finding) => finding.sentences)} sentences on ${devices.join(", ")}, ` +
      `${sum(({ killed }) => killed)}/${sum(({ slug }) => mutantsOf(slug).length)} mutants killed`,
  );
  return good === found.length && problems.length === 0;
}

/** Folders that no arc lists. */
function unlisted(): string[] {
  return [...Deno.readDirSync(inRoot("katas"))]
    .filter(({ name, isDirectory }) => isDirectory && name !== "support")
    .filter(({ name }) => !katas.some(({ slug }) => slug === name))
    .map(({ name }) => `katas/${name} is on no arc: add it to katas/arcs.ts`);
}

/** Copies a file of every kata as it would stand in a dojo; answers with the folder. */
function copies(folder: string, fileOf: (slug: string) => string): string {
  Deno.mkdirSync(folder);
  for (const { slug } of katas) {
    const file = [fileOf(slug), filesOf(slug).solution].find(isFile);
    // The inspection says that it is missing.
    if (file === undefined) continue;
    const toKatas = relative(folder, inRoot("katas")).replaceAll("\\", "/");
    const source = forLearner(Deno.readTextFileSync(file), toKatas);
    Deno.writeTextFileSync(`${folder}/${slug}.ts`, source);
  }
  return folder;
}

/** Runs a kata's answers in a process of their own; a text says why that did not work. */
async function tried(slug: string, learners: string): Promise<Trials | string> {
  for (let attempt = 1;; attempt++) {
    const { stdout, stderr, signal } = await deno([
      "run",
      "--no-prompt",
      "--no-check",
      "--allow-read",
      "--frozen",
      `--config=${inRoot("deno.json")}`,
      inRoot("tools/kata/trial.ts"),
      slug,
      pathToFileURL(learners).href,
    ], AbortSignal.timeout(LIMIT));
    const [, result] = stdout.split(MARK);
    if (result !== undefined) return JSON.parse(result);
    if (signal === "SIGTERM") return `its trials take more than ${LIMIT / 1000} s`;
    if (signal === null || attempt === ATTEMPTS) return `its trials end early: ${stderr.trim()}`;
  }
}

/** Tests in katas that pass although nobody has written an answer, or that do not run. */
async function greenTests(slugs: readonly string[]): Promise<Problem[]> {
  const files = slugs.map((slug) => `katas/${slug}/kata_test.ts`);
  if (files.length === 0) return [];
  const { stdout, stderr } = await deno(["test", "--no-check", ...files]);
  const suites = stdout.split(/^running \d+ tests? from \.?\/?/m).slice(1);
  return slugs.flatMap((slug): Problem[] => {
    const suite = suites.find((text) => text.startsWith(`katas/${slug}/kata_test.ts\n`));
    if (suite === undefined) return [[slug, `deno test katas/${slug} does not run: ${stderr}`]];
    return /^.* \.\.\. FAILED/m.test(suite) ? [] : [[slug, `deno test katas/${slug} is green`]];
  });
}

/** Type errors in the katas, in the code of their lessons, and in the starters as learners have them. */
async function typeErrors(slugs: readonly string[], starters: string): Promise<Problem[]> {
  const lessons = slugs.flatMap((slug) => {
    const { lesson, hints } = filesOf(slug);
    return [lesson, hints];
  });
  const learners = slugs.map((slug) => `${starters}/${slug}.ts`);
  const { code, stderr } = await deno([
    "check",
    "--quiet",
    "--doc",
    "--frozen",
    `--config=${inRoot("deno.json")}`,
    ...slugs.map((slug) => `katas/${slug}/`),
    ...[...lessons, ...learners].filter(isFile),
  ]);
  if (code === 0) return [];
  const found = objections(stderr).map(({ message, at }): Problem => {
    const inKatas = relative(inRoot("katas"), at.file).split("/")[0]!;
    const slug = slugs.includes(inKatas) ? inKatas : "";
    return [slug, `${relative(root, at.file)}:${at.line} has a type error: ${message}`];
  });
  return found.length > 0 ? found : [["", stderr]];
}

async function deno(args: string[], signal?: AbortSignal) {
  const { code, signal: killed, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { ...quietGPU(), NO_COLOR: "1" },
    stdin: "null",
    ...(signal === undefined ? {} : { signal }),
  }).output();
  const decoder = new TextDecoder();
  const output = { stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  return { code, signal: killed, ...output };
}

/** Lets no more than so many actions run at once. */
function pool(size: number): <T>(action: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = size;
  return async (action) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free--;
    try {
      return await action();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
