/**
 * `deno task kata` in a terminal: checks the learner's file whenever it is saved.
 *
 * @module
 */
import { Checker, holds } from "./checker.ts";
import { type Desk, nothingNext } from "./commands.ts";
import { hint, solution } from "./pages.ts";
import { shown } from "./places.ts";
import { type Key, Terminal } from "./terminal.ts";
import { Trouble } from "./trouble.ts";
import { checkTypes } from "./types.ts";
import { frame, listPage, type View } from "./view.ts";

/** How often the file and the size of the screen are looked at, in milliseconds. */
const PERIOD = 50;

const ALL_DONE = "All katas are passed: deno task kata report shows what you have built.";

/** The watch. */
export class Watch {
  readonly #desk: Desk;
  readonly #terminal = new Terminal();
  #view: View;
  /** What answers the next key, where a question has been asked. */
  #asked: ((key: Key) => void) | undefined;
  /** What the files looked like when they were last checked. */
  #stamp = "";
  #checker: Checker | undefined;
  /** A process that is warm for the next save. */
  #spare: Checker | undefined;
  #typing = new AbortController();
  /** Counts checks: what an older one finds out is of no interest. */
  #round = 0;
  #end = Promise.withResolvers<void>();
  #size = "";

  /** @param desk where the learner works */
  constructor(desk: Desk) {
    this.#desk = desk;
    this.#view = this.#viewOf(desk.progress.current);
  }

  /** Watches until the learner has had enough. */
  async run(): Promise<number> {
    const leave = () => this.#end.resolve();
    const signals: Deno.Signal[] = Deno.build.os === "windows"
      ? ["SIGINT", "SIGBREAK"]
      : ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) Deno.addSignalListener(signal, leave);
    this.#terminal.enter();
    let timer: ReturnType<typeof setInterval> | undefined;
    try {
      this.#goTo(this.#desk.progress.current);
      timer = setInterval(() => this.#guarded(() => this.#look()), PERIOD);
      this.#listen();
      await this.#end.promise;
    } finally {
      clearInterval(timer);
      this.#stop();
      this.#terminal.leave();
    }
    return 0;
  }

  async #listen(): Promise<void> {
    try {
      for await (const key of this.#terminal.keys()) {
        this.#guarded(() => this.#press(key));
        this.#guarded(() => this.#draw());
      }
    } finally {
      this.#end.resolve();
    }
  }

  /** Does something; what is in its way is told. What nobody has thought of ends the watch. */
  #guarded(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#tell(error);
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof Trouble)) return this.#end.reject(error);
    this.#view.notice = error.message;
    this.#draw();
  }

  #viewOf(slug: string): View {
    const { dojo, progress } = this.#desk;
    return { progress, slug, file: dojo.fileOf(slug), offset: 0 };
  }

  #draw(): void {
    const { columns, rows } = this.#terminal.size();
    const size = `${columns}x${rows}`;
    this.#terminal.draw(frame(this.#view, columns, rows), size !== this.#size);
    this.#size = size;
  }

  /** Looks whether there is something new to check, or a screen of another size to draw on. */
  #look(): void {
    const stamp = this.#stampNow();
    if (stamp !== this.#stamp) {
      this.#stamp = stamp;
      this.#check().catch((error) => this.#tell(error));
    }
    const { columns, rows } = this.#terminal.size();
    if (`${columns}x${rows}` !== this.#size) this.#draw();
  }

  /** What the learner's files look like: they import one another. */
  #stampNow(): string {
    const { folder } = this.#desk.dojo;
    const stamps: string[] = [];
    try {
      for (const { name } of Deno.readDirSync(folder)) {
        if (!name.endsWith(".ts")) continue;
        const { mtime, size, ino } = Deno.statSync(`${folder}/${name}`);
        stamps.push(`${name} ${mtime?.getTime()} ${size} ${ino}`);
      }
    } catch {
      // A file or the folder went away meanwhile; the next look sees the rest.
    }
    return `${this.#view.slug} ${stamps.sort().join(", ")}`;
  }

  /** Has the file checked, and then its types; what is still under way is not waited for. */
  async #check(): Promise<void> {
    const round = ++this.#round;
    const current = () => round === this.#round;
    const { dojo } = this.#desk;
    const { slug, file } = this.#view;
    this.#checker?.stop();
    this.#checker = undefined;
    this.#typing.abort();
    try {
      if (dojo.read(slug) === undefined) {
        const gone = `${shown(file)} is gone. Save it again, or press r for the starter.`;
        // Where it has not come yet, there is a notice that says why.
        if (this.#view.about !== undefined) this.#view.notice = gone;
        this.#view.notice ??= gone;
        this.#view.about = this.#view.busy = undefined;
        return;
      }
      this.#view.notice = this.#asked = undefined;
      dojo.lend(slug);
      // What has just been lent is no reason to check again.
      this.#stamp = this.#stampNow();
      const checker = this.#takeSpare(slug, file);
      this.#checker = checker;
      this.#view.busy = "checking";
      this.#draw();
      const outcome = await checker.run((outcome) => {
        // What is known of the last save stands until something is known of this one.
        if (!current() || outcome.failed.length === 0 && outcome.broken === undefined) return;
        this.#view.about = { slug, file, outcome };
        this.#draw();
      });
      if (!current()) return;
      this.#view.about = { slug, file, outcome };
      this.#view.busy = "types";
      if (holds(outcome)) this.#guarded(() => this.#passed(slug));
      this.#draw();
      this.#spare = new Checker(slug, file);
      this.#typing = new AbortController();
      const objections = await checkTypes([file], this.#typing.signal);
      if (!current()) return;
      this.#view.busy = undefined;
      if (outcome.broken === undefined) this.#view.about = { slug, file, outcome, objections };
    } finally {
      if (current()) this.#draw();
    }
  }

  #passed(slug: string): void {
    const { progress } = this.#desk;
    progress.pass(slug);
    const next = progress.next(slug);
    this.#view.notice = next === undefined ? ALL_DONE : `n goes on to ${next}.`;
  }

  /** The process that is warm, if it is for this file. */
  #takeSpare(slug: string, file: string): Checker {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare?.slug === slug && spare.file === file) return spare;
    spare?.stop();
    return new Checker(slug, file);
  }

  #stop(): void {
    this.#round++;
    this.#checker?.stop();
    this.#spare?.stop();
    this.#checker = this.#spare = undefined;
    this.#typing.abort();
  }

  #goTo(slug: string): void {
    this.#stop();
    this.#view = this.#viewOf(slug);
    this.#stamp = "";
    this.#guarded(() => {
      this.#desk.dojo.start(slug);
      this.#desk.progress.current = slug;
    });
    this.#draw();
  }

  #press(key: Key): void {
    const { progress } = this.#desk;
    if (key === "interrupt") return this.#end.resolve();
    if (this.#asked !== undefined) {
      const answer = this.#asked;
      this.#asked = undefined;
      this.#view.notice = undefined;
      return answer(key);
    }
    if (this.#view.page !== undefined) return this.#turn(key);
    this.#view.notice = undefined;
    const { slug } = this.#view;
    const { columns } = this.#terminal.size();
    switch (key) {
      case "q":
        return this.#end.resolve();
      case "h":
        this.#view.page = { ...hint(progress, slug, columns - 1), offset: 0 };
        return;
      case "s":
        this.#view.page = { ...solution(progress, slug, columns - 1), offset: 0 };
        return;
      case "l":
        this.#view.page = listPage(progress);
        return;
      case "n": {
        const next = progress.next(slug);
        if (next !== undefined) return this.#goTo(next);
        this.#view.notice = nothingNext(progress);
        return;
      }
      case "r":
        return this.#askForReset();
      case "up":
      case "down":
      case "pageup":
      case "pagedown":
        this.#view.offset = Math.max(0, this.#view.offset + this.#step(key));
    }
  }

  #askForReset(): void {
    const { dojo, progress } = this.#desk;
    const { slug, file } = this.#view;
    this.#view.notice = `Back to the starter? Your ${shown(file)} is kept in backups. y/n`;
    this.#asked = (key) => {
      if (key !== "y") return;
      const backup = dojo.reset(slug);
      progress.forget(slug);
      this.#goTo(slug);
      this.#look();
      if (backup !== undefined) this.#view.notice = `What you wrote is in ${shown(backup)}.`;
    };
  }

  /** A key while a page lies over all else. */
  #turn(key: Key): void {
    const page = this.#view.page!;
    const step = this.#step(key);
    if (step !== 0 && page.cursor === undefined) {
      page.offset = Math.max(0, page.offset + step);
    } else if (step !== 0) {
      page.cursor = Math.max(0, Math.min(page.cursor! + step, page.lines.length - 1));
    } else {
      this.#view.page = undefined;
      const chosen = key === "enter" ? page.entries?.[page.cursor!]?.slug : undefined;
      if (chosen !== undefined) this.#goTo(chosen);
    }
  }

  /** By how many lines a key moves. */
  #step(key: Key): number {
    const most = Math.max(this.#terminal.size().rows - 6, 1);
    return { up: -1, down: 1, pageup: -most, pagedown: most }[key] ?? 0;
  }
}
