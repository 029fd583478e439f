/**
 * The learner's files. They are copied from the starters once, and never overwritten.
 *
 * @module
 */
import { relative, resolve } from "node:path";
import { katas } from "../../katas/arcs.ts";
import { filesOf, inRoot, shown } from "./places.ts";
import { onDisk, Trouble } from "./trouble.ts";

/** The folder in which a learner works. */
export class Dojo {
  readonly folder: string;

  /** @param folder where it is; left out: `$HIBANA_DOJO`, or `dojo/` in the repository */
  constructor(folder: string = Deno.env.get("HIBANA_DOJO") ?? inRoot("dojo")) {
    this.folder = resolve(folder);
  }

  /** The learner's file for a kata. */
  fileOf(slug: string): string {
    return `${this.folder}/${slug}.ts`;
  }

  /** Whether the learner has a file of their own. */
  hasStarted(slug: string): boolean {
    const text = this.read(slug);
    return text !== undefined && text !== this.#stub(slug);
  }

  /** What is in the learner's file, if there is one. */
  read(slug: string): string | undefined {
    try {
      return Deno.readTextFileSync(this.fileOf(slug));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      return onDisk(`read ${shown(this.fileOf(slug))}`, () => {
        throw error;
      });
    }
  }

  /** The starter as the learner gets it. */
  starter(slug: string): string {
    if (!katas.some((kata) => kata.slug === slug)) throw new Trouble(`There is no kata "${slug}".`);
    const { starter } = filesOf(slug);
    const source = onDisk(`read ${shown(starter)}`, () => Deno.readTextFileSync(starter));
    return forLearner(source, this.#toKatas());
  }

  /** Makes sure that the learner has a file, and that all it imports is there. */
  start(slug: string): void {
    const file = this.fileOf(slug);
    const starter = this.starter(slug);
    onDisk(`write ${shown(file)}`, () => {
      Deno.mkdirSync(this.folder, { recursive: true });
      if (this.read(slug) === this.#stub(slug)) Deno.removeSync(file);
      writeNew(file, starter);
    });
    this.lend(slug);
  }

  /** Where the learner's file imports answers that they do not have, the solutions stand in for them. */
  lend(slug: string): void {
    const source = this.read(slug) ?? "";
    for (const [, name] of source.matchAll(/from "\.\/([a-z-]+)\.ts"/g)) {
      if (!katas.some((kata) => kata.slug === name)) continue;
      const file = this.fileOf(name!);
      onDisk(`write ${shown(file)}`, () => writeNew(file, this.#stub(name!)));
    }
  }

  /**
   * Puts the starter back; what the learner wrote is kept.
   *
   * @returns the path of the backup, where there was something to keep
   */
  reset(slug: string): string | undefined {
    const starter = this.starter(slug);
    const written = this.hasStarted(slug) ? this.read(slug) : undefined;
    let backup: string | undefined;
    if (written !== undefined && written !== starter) {
      backup = this.nextBackup(slug);
      onDisk(`write ${shown(backup)}`, () => {
        Deno.mkdirSync(`${this.folder}/backups`, { recursive: true });
        Deno.writeTextFileSync(backup!, written, { createNew: true });
      });
    }
    if (written !== undefined) {
      const file = this.fileOf(slug);
      onDisk(`write ${shown(file)}`, () => Deno.writeTextFileSync(file, starter));
    }
    this.start(slug);
    return backup;
  }

  /** Where the next backup would go. */
  nextBackup(slug: string): string {
    for (let n = 1;; n++) {
      const file = `${this.folder}/backups/${slug}.${n}.ts`;
      if (!exists(file)) return file;
    }
  }

  /** What stands in for an answer that the learner does not have. */
  #stub(slug: string): string {
    return `// The solution stands in for your answer to ${slug}, until you begin with it.\n` +
      `export * from "${this.#toKatas()}/${slug}/solution.ts";\n`;
  }

  #toKatas(): string {
    return relative(this.folder, inRoot("katas")).replaceAll("\\", "/");
  }
}

/**
 * A starter as it stands in the dojo: it imports the learner's own earlier answers.
 *
 * @param source a starter
 * @param toKatas the way from the dojo to the katas
 */
export function forLearner(source: string, toKatas: string): string {
  return source
    .replace(/^\/\/ deno-lint-ignore-file no-unused-vars.*\n/m, "")
    .replace(/(["'])\.\.\/([a-z]+(?:-[a-z]+)*)\/solution\.ts\1/g, `$1./$2.ts$1`)
    .replace(/(["'])\.\.\/support\//g, `$1${toKatas}/support/`);
}

/** Writes a file that is not there yet. */
function writeNew(file: string, text: string): void {
  try {
    Deno.writeTextFileSync(file, text, { createNew: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  }
}

function exists(file: string): boolean {
  try {
    Deno.lstatSync(file);
    return true;
  } catch {
    return false;
  }
}
