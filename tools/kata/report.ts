/**
 * The page at the end: what the learner has built, and the device map of causal attention on their Module.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { arcs, katas } from "../../katas/arcs.ts";
import { quietGPU } from "../environment.ts";
import type { Desk } from "./commands.ts";
import type { Dojo } from "./dojo.ts";
import { roman } from "./lesson.ts";
import { passedCount } from "./overview.ts";
import { filesOf, inRoot, shown } from "./places.ts";
import type { Portrait } from "./portrait.ts";
import type { Progress } from "./progress.ts";
import { MARK } from "./protocol.ts";
import { picture } from "./svg.ts";
import { onDisk, Trouble } from "./trouble.ts";

/** The katas whose Module can be moved, from the most complete one. */
const MOVABLE = [
  "your-module",
  "persistence-flip",
  "load-strict",
  "state-dict",
  "dtype-cast",
  "grad-moves",
  "module-to",
] as const;

/** Whose Module the model is built on. */
interface Foundation {
  readonly file: string;
  /** Says so. */
  readonly words: string;
}

/**
 * Writes `report.md` and `report.svg` into the dojo.
 *
 * @returns what has been written, and on whose Module
 */
export async function writeReport({ dojo, progress }: Desk): Promise<string> {
  const { portrait, words } = await portrayed(dojo, progress);
  const page = `${dojo.folder}/report.md`;
  const drawing = `${dojo.folder}/report.svg`;
  const count = `${passedCount(progress)} of ${katas.length} katas`;
  onDisk(`write ${shown(page)}`, () => {
    Deno.mkdirSync(dojo.folder, { recursive: true });
    Deno.writeTextFileSync(page, pageOf(progress, portrait, words, count));
    Deno.writeTextFileSync(drawing, picture(progress, portrait, words, count));
  });
  return `${shown(page)} and ${shown(drawing)} are written: ${count}. ${words}`;
}

/** The model on the learner's Module; on the solution's, where theirs is missing or does not do it. */
async function portrayed(dojo: Dojo, progress: Progress) {
  const theirs = foundation(dojo, progress);
  const ours = filesOf("persistence-flip").solution;
  if (theirs === undefined) {
    const words = "The Module is the solution's: yours has no to() yet (kata module-to).";
    return { portrait: await portraitOn(ours), words };
  }
  try {
    return { portrait: await portraitOn(theirs.file), words: theirs.words };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    const words = `The Module is the solution's: on yours, in ${shown(theirs.file)}, the model ` +
      `could not be built and moved. ${error.message}`;
    return { portrait: await portraitOn(ours), words };
  }
}

/** The learner's most complete Module. */
function foundation(dojo: Dojo, progress: Progress): Foundation | undefined {
  const slug = MOVABLE.find((slug) => progress.hasPassed(slug) && dojo.hasStarted(slug));
  if (slug === undefined) return undefined;
  const own: string[] = [];
  for (let next: string | undefined = slug; next !== undefined; next = baseOf(dojo, next)) {
    if (!dojo.hasStarted(next)) {
      return {
        file: dojo.fileOf(slug),
        words: `The Module is yours, from ${slug} to ${own.at(-1)}; below that it is the ` +
          `solution's, from ${next} on.`,
      };
    }
    own.push(next);
  }
  return { file: dojo.fileOf(slug), words: `The Module is yours, from ${slug} to ${own.at(-1)}.` };
}

/** The kata whose Module a learner's file extends. */
function baseOf(dojo: Dojo, slug: string): string | undefined {
  const [, imported] = dojo.read(slug)?.match(/Module as Base[^;]*?from "\.\/([a-z-]+)\.ts"/) ?? [];
  return katas.find((kata) => kata.slug === imported)?.slug;
}

async function portraitOn(file: string): Promise<Portrait> {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--no-check",
      "--allow-read",
      "--frozen",
      `--config=${inRoot("deno.json")}`,
      inRoot("tools/kata/portrait.ts"),
      pathToFileURL(file).href,
    ],
    env: { ...quietGPU(), NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(20_000),
  }).output();
  const [, result] = new TextDecoder().decode(stdout).split(MARK);
  if (result !== undefined) return JSON.parse(result);
  const said = new TextDecoder().decode(stderr).match(
    /^error: (?:Uncaught (?:\(in promise\) )?)?(.*)/m,
  );
  throw new Trouble(said?.[1] ?? "It did not come to an end.");
}

function pageOf(progress: Progress, portrait: Portrait, words: string, count: string): string {
  const rows = portrait.residents.map(({ name, kind, shape, before, after }) =>
    `| \`${name}\` | ${kind} | [${shape.join(", ")}] | ${before} | ${after} |`
  );
  return `# What I built: ${count} of hibana

${period(progress)}

![The way, and where the tensors of causal attention live](./report.svg)

## Causal attention, before and after \`to("${portrait.target}")\`

${words}

| tensor | is a | shape | before | after |
| ------ | ---- | ----- | ------ | ----- |
${rows.join("\n")}

${arcs.map((arc, i) => section(arc, i, progress)).join("\n\n")}
`;
}

function section(arc: (typeof arcs)[number], index: number, progress: Progress): string {
  const rows = arc.katas.map(({ slug, title }) => {
    const passed = progress.passedAt(slug);
    return `| ${slug} | ${title} | ${passed === undefined ? "" : dayOf(passed)} |`;
  });
  return `## ${roman(index + 1)} ${arc.title}

| kata | about | passed |
| ---- | ----- | ------ |
${rows.join("\n")}`;
}

/** From when to when. */
function period(progress: Progress): string {
  const days = katas.flatMap(({ slug }) => progress.passedAt(slug) ?? []).map(dayOf).sort();
  if (days.length === 0) return "No kata has been passed yet.";
  return days[0] === days.at(-1) ? `On ${days[0]}.` : `From ${days[0]} to ${days.at(-1)}.`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
