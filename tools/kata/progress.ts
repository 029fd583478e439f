/**
 * What a learner has done so far: `dojo/progress.json`, by slug. Slugs that this version does not know are
 * kept, so that progress survives updates in both directions.
 *
 * @module
 */
import { katas } from "../../katas/arcs.ts";
import { onDisk } from "./trouble.ts";

/** What is known of one kata. */
export interface Entry {
  /** When its specification first held, in ISO 8601. */
  passed?: string;
  /** How many levels of hints have been shown. */
  hints?: number;
}

/** The learner's progress, on disk. */
export class Progress {
  readonly #file: string;
  #current: string | undefined;
  #katas: Record<string, Entry> = {};

  /**
   * Reads what is there. A file that cannot be understood is put aside: nobody's progress is worth a crash,
   * or thrown away.
   *
   * @param dojo the folder
   */
  constructor(dojo: string) {
    this.#file = `${dojo}/progress.json`;
    let text: string;
    try {
      text = Deno.readTextFileSync(this.#file);
    } catch {
      return;
    }
    try {
      const { current, katas } = JSON.parse(text);
      if (typeof current === "string") this.#current = current;
      for (const [slug, entry] of Object.entries(katas)) this.#katas[slug] = entryOf(entry);
    } catch {
      try {
        Deno.writeTextFileSync(`${this.#file}.damaged`, text);
      } catch {
        // Then there is no copy of something that could not be read anyway.
      }
    }
  }

  /** The kata that the learner is at: the first open one, where nothing is known. */
  get current(): string {
    const known = katas.some(({ slug }) => slug === this.#current);
    return known ? this.#current! : this.next() ?? katas[0]!.slug;
  }

  /** Goes to another kata. */
  set current(slug: string) {
    this.#current = slug;
    this.#save();
  }

  /** Whether a kata's specification has held. */
  hasPassed(slug: string): boolean {
    return this.passedAt(slug) !== undefined;
  }

  /** When a kata's specification first held. */
  passedAt(slug: string): Date | undefined {
    const passed = this.#katas[slug]?.passed;
    return passed === undefined ? undefined : new Date(passed);
  }

  /** Remembers that a kata's specification holds. */
  pass(slug: string): void {
    if (this.hasPassed(slug)) return;
    this.#entry(slug).passed = new Date().toISOString();
    this.#save();
  }

  /** Forgets that a kata's specification held, and its hints. */
  forget(slug: string): void {
    delete this.#katas[slug];
    this.#save();
  }

  /** How many levels of hints have been shown. */
  hintsShown(slug: string): number {
    return this.#katas[slug]?.hints ?? 0;
  }

  /** Remembers up to which level hints have been shown. */
  showHint(slug: string, level: number): void {
    if (level <= this.hintsShown(slug)) return;
    this.#entry(slug).hints = level;
    this.#save();
  }

  /** Whether everything that a kata requires has been passed. */
  isOpen(slug: string): boolean {
    return this.missing(slug).length === 0;
  }

  /** What a kata requires and has not been passed. */
  missing(slug: string): string[] {
    const requires = katas.find((kata) => kata.slug === slug)?.requires ?? [];
    return requires.filter((required) => !this.hasPassed(required));
  }

  /**
   * The next kata to do: the first after another one that is open and not passed, and then those before.
   *
   * @param after the kata to start from; left out, the beginning
   */
  next(after?: string): string | undefined {
    const from = katas.findIndex(({ slug }) => slug === after) + 1;
    const inTurn = [...katas.slice(from), ...katas.slice(0, from)];
    return inTurn.find(({ slug }) => slug !== after && !this.hasPassed(slug) && this.isOpen(slug))
      ?.slug;
  }

  #entry(slug: string): Entry {
    return this.#katas[slug] ??= {};
  }

  /** Writes beside and renames, so that there is always a whole file. */
  #save(): void {
    const text = JSON.stringify({ current: this.#current, katas: this.#katas }, null, 2);
    onDisk(`keep your progress in ${this.#file}`, () => {
      Deno.mkdirSync(this.#file.replace(/\/[^/]*$/, ""), { recursive: true });
      Deno.writeTextFileSync(`${this.#file}.new`, `${text}\n`);
      Deno.renameSync(`${this.#file}.new`, this.#file);
    });
  }
}

/** What can be understood of an entry. */
function entryOf(value: unknown): Entry {
  const { passed, hints } = (value ?? {}) as Record<string, unknown>;
  const entry: Entry = {};
  if (typeof passed === "string" && !Number.isNaN(Date.parse(passed))) entry.passed = passed;
  if (typeof hints === "number" && Number.isInteger(hints) && hints > 0) entry.hints = hints;
  return entry;
}
