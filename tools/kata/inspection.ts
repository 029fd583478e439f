/**
 * What is wrong with a kata's files, before anything of it runs.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { type Kata, katas } from "../../katas/arcs.ts";
import { leaks } from "./leaks.ts";
import { parseHints, reasonOf } from "./lesson.ts";
import { filesOf, mutantsOf } from "./places.ts";

const HINTS = ["A nudge", "The idea", "The shape of the code"];
const SECTIONS = ["The problem", "What to build", "See it fail"];
const FEWEST_MUTANTS = 3;
const LESSON_LINES = [40, 90] as const;

/** Stands in what `deno task kata new` writes, wherever a maker has to write something else. */
export const UNFINISHED = "Unfinished:";

/**
 * Looks at a kata's files.
 *
 * @param kata its entry on the list
 * @returns what is wrong, a sentence each
 */
export function inspect(kata: Kata): string[] {
  const files = filesOf(kata.slug);
  const { lesson, hints, starter, solution, specification, test } = files;
  const missing = [lesson, hints, starter, solution, specification, test].filter((file) =>
    read(file) === undefined
  );
  if (missing.length > 0) {
    const names = missing.map((file) => file.slice(files.folder.length + 1));
    return [`katas/${kata.slug} has no ${names.join(", ")}`];
  }
  return [
    ...listing(kata),
    ...aboutLesson(kata.slug, read(lesson)!),
    ...aboutHints(read(hints)!),
    ...[lesson, hints].flatMap((file) => brokenLinks(file)),
    ...aboutStarter(kata, read(starter)!, read(solution)!),
    ...(read(solution)!.includes("Why it works:") ? [] : ['solution.ts says no "Why it works:"']),
    ...aboutMutants(kata.slug),
    ...[lesson, hints, starter, solution, specification, ...mutantsOf(kata.slug)]
      .filter((file) => read(file)!.includes(UNFINISHED))
      .map((file) => `${file.slice(files.folder.length + 1)} is unfinished`),
  ];
}

/** What is wrong with a kata's place on the list. */
function listing({ slug, requires }: Kata): string[] {
  const place = katas.findIndex((kata) => kata.slug === slug);
  const earlier = katas.slice(0, place).map((kata) => kata.slug);
  return [
    ...(/^[a-z]+(-[a-z]+)*$/.test(slug) ? [] : ["a slug is words with hyphens, without numbers"]),
    ...requires.filter((other) => !earlier.includes(other))
      .map((other) => `it requires ${other}, which does not stand before it on the list`),
  ];
}

function aboutLesson(slug: string, text: string): string[] {
  const lines = text.trimEnd().split("\n").length;
  const [fewest, most] = LESSON_LINES;
  return [
    ...(text.startsWith(`# ${slug}: `) ? [] : [`README.md does not begin with "# ${slug}: "`]),
    ...SECTIONS.filter((title) => !text.includes(`\n## ${title}\n`))
      .map((title) => `README.md has no section "${title}"`),
    ...(text.includes(`deno task kata check ${slug}`)
      ? []
      : [`README.md does not say: deno task kata check ${slug}`]),
    ...(lines >= fewest && lines <= most
      ? []
      : [`README.md has ${lines} lines, not ${fewest} to ${most}`]),
    ...(/^```(?:ts|typescript) ignore/m.test(text)
      ? ["README.md has code that is not checked"]
      : []),
  ];
}

function aboutHints(text: string): string[] {
  const found = parseHints(text);
  const titles = found.map(({ title }) => title).join(", ");
  if (titles !== HINTS.join(", ")) return [`hints.md has not the levels ${HINTS.join(", ")}`];
  return found.filter((hint) => hint.text === "").map(({ title }) => `hints.md: ${title} is empty`);
}

/** Relative links that lead nowhere. */
function brokenLinks(file: string): string[] {
  const links = [...read(file)!.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
  return links
    .filter((link) => !/^[a-z]+:/.test(link) && !exists(resolve(dirname(file), link)))
    .map((link) => `a link leads nowhere: ${link}`);
}

function aboutStarter(kata: Kata, starter: string, solution: string): string[] {
  const known = requiredBy(kata);
  const imports = [...starter.matchAll(/from "([^"]+)"/g)].map(([, specifier]) => specifier!);
  return [
    ...(/throw new Error\(\s*"Implement /.test(starter) ? [] : ["starter.ts has no gap"]),
    ...imports.flatMap((specifier) => {
      if (specifier === "@hibana/hibana" || specifier === "@std/assert") return [];
      if (specifier.startsWith("../support/")) return [];
      const [, other] = specifier.match(/^\.\.\/([a-z-]+)\/solution\.ts$/) ?? [];
      if (other === undefined) return [`starter.ts may not import ${specifier}`];
      return known.has(other) ? [] : [`starter.ts imports ${other}, which it does not require`];
    }),
    ...leaks(starter, solution).map((line) => `starter.ts gives away: ${line}`),
  ];
}

/** All that a kata requires, also by way of others. */
function requiredBy({ requires }: Kata): Set<string> {
  const below = requires.flatMap((slug) => {
    const kata = katas.find((other) => other.slug === slug);
    return kata === undefined ? [] : [...requiredBy(kata)];
  });
  return new Set([...requires, ...below]);
}

function aboutMutants(slug: string): string[] {
  const mutants = mutantsOf(slug);
  const few = mutants.length < FEWEST_MUTANTS
    ? [`it has ${mutants.length} mutants, fewer than ${FEWEST_MUTANTS}`]
    : [];
  const silent = mutants.filter((file) => reasonOf(file) === "")
    .map((file) => `mutants/${file.split("/").at(-1)} does not say why it is wrong`);
  return [...few, ...silent];
}

function read(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(file);
  } catch {
    return undefined;
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
