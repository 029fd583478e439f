/**
 * Where things are.
 *
 * @module
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root: string = fileURLToPath(new URL("../../", import.meta.url));

/** A path inside the repository, from its parts. */
export function inRoot(...parts: string[]): string {
  return root + parts.join("/");
}

/** The files of a kata, by the part they play. */
export function filesOf(slug: string) {
  const folder = inRoot("katas", slug);
  return {
    folder,
    lesson: `${folder}/README.md`,
    hints: `${folder}/hints.md`,
    starter: `${folder}/starter.ts`,
    solution: `${folder}/solution.ts`,
    specification: `${folder}/specification.ts`,
    test: `${folder}/kata_test.ts`,
    mutants: `${folder}/mutants`,
  };
}

/** The wrong answers that a kata comes with: paths, in order. */
export function mutantsOf(slug: string): string[] {
  const { mutants } = filesOf(slug);
  try {
    return [...Deno.readDirSync(mutants)]
      .map(({ name }) => name)
      .filter((name) => name.endsWith(".ts"))
      .sort()
      .map((name) => `${mutants}/${name}`);
  } catch {
    return [];
  }
}

/** A path as the person at the keyboard would write it: from where the command runs. */
export function shown(path: string): string {
  const here = relative(Deno.cwd(), path);
  return here.startsWith("../../") ? path : here;
}
