/**
 * Reads what a kata tells its learner.
 *
 * @module
 */
import { arcs, type Kata, katas } from "../../katas/arcs.ts";
import { filesOf, shown } from "./places.ts";
import { onDisk, Trouble } from "./trouble.ts";

/** One level of a kata's hints. */
export interface Hint {
  readonly title: string;
  readonly text: string;
}

/** How many levels of hints every kata has. */
export const HINT_LEVELS = 3;

/** A kata's entry on the list. */
export function kataNamed(slug: string): Kata {
  const found = katas.find((kata) => kata.slug === slug);
  if (found !== undefined) return found;
  throw new Trouble(`There is no kata "${slug}". deno task kata list shows all of them.`);
}

/** Which arc a kata is in: its number, from I, and its title. */
export function arcOf(slug: string): { number: string; title: string } {
  const index = arcs.findIndex((arc) => arc.katas.some((kata) => kata.slug === slug));
  return { number: roman(index + 1), title: arcs[index]?.title ?? "" };
}

/** A small number, as the arcs are numbered. */
export function roman(n: number): string {
  return ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][n] ?? String(n);
}

/** What is to be written, in the starter's order: `registerBuffer()`. */
export function gapsOf(slug: string): string[] {
  const source = Deno.readTextFileSync(filesOf(slug).starter);
  return [...source.matchAll(/Error\("Implement ([\w$]+)/g)].map(([, name]) => `${name}()`);
}

/** The hints of a kata, from the first level. */
export function hintsOf(slug: string): Hint[] {
  const { hints } = filesOf(slug);
  return parseHints(onDisk(`read ${shown(hints)}`, () => Deno.readTextFileSync(hints)));
}

/** The sections of a page of hints. */
export function parseHints(page: string): Hint[] {
  return page.split(/^## /m).slice(1).map((section) => {
    const end = section.indexOf("\n");
    return { title: section.slice(0, end).trim(), text: section.slice(end).trim() };
  });
}

/** Why a mutant is wrong: its first doc comment, as a paragraph. */
export function reasonOf(mutant: string): string {
  try {
    const [, comment] = Deno.readTextFileSync(mutant).match(/\/\*\*(.*?)\*\//s) ?? ["", ""];
    return comment!.split("\n").map((line) => line.trim().replace(/^\* ?/, "")).join(" ").trim();
  } catch {
    return "";
  }
}
