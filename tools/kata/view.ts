/**
 * What the screen shows: lines that fit it, made from what is known. Nothing here touches the terminal.
 *
 * @module
 */
import { katas } from "../../katas/arcs.ts";
import { arcOf, kataNamed } from "./lesson.ts";
import { bar, type Entry, overview, passedCount } from "./overview.ts";
import { filesOf, shown } from "./places.ts";
import type { Progress } from "./progress.ts";
import { fit, type Line, line, piece, widthOf, wrap } from "./text.ts";
import { type Case, score, verdict } from "./verdict.ts";

/** What there is to show. */
export interface View {
  readonly progress: Progress;
  readonly slug: string;
  /** The learner's file. */
  readonly file: string;
  /** What is known of the answer; nothing while there is none. */
  about?: Case | undefined;
  /** What is being done. */
  busy?: "checking" | "types" | undefined;
  /** Something to tell, or to ask. */
  notice?: string | undefined;
  /** A page that lies over all else. */
  page?: Page | undefined;
  /** By how many lines the verdict has been scrolled. */
  offset: number;
}

/** Something longer to read, or the list to choose from. */
export interface Page {
  readonly title: string;
  readonly lines: readonly Line[];
  /** By how many lines it has been scrolled. */
  offset: number;
  /** For the list: the entries, and the one that would be chosen. */
  readonly entries?: readonly Entry[];
  cursor?: number;
}

/** No notice takes more lines. */
const MOST_NOTICE = 3;

/** The keys, at the bottom. */
const KEYS = ["h hint", "n next", "l list", "r reset", "s solution", "q quit"];

/**
 * The screen.
 *
 * @param view what there is to show
 * @param columns the screen's width; the last column stays free, where terminals differ
 * @param rows the screen's height
 * @returns no more than `rows` lines, each shorter than `columns`
 */
export function frame(view: View, columns: number, rows: number): Line[] {
  const width = Math.max(columns - 1, 1);
  const whole = view.page === undefined ? main(view, width, rows) : paged(view.page, width, rows);
  return whole.slice(0, rows).map((pieces) => fit(pieces, width));
}

/** The page that shows the list. */
export function listPage(progress: Progress): Page {
  const entries = overview(progress);
  const cursor = Math.max(entries.findIndex(({ slug }) => slug === progress.current), 0);
  const lines = entries.map((entry) => entry.line);
  return { title: "All katas", lines, entries, cursor, offset: 0 };
}

function main(view: View, width: number, rows: number): Line[] {
  const { progress, slug, file, about, busy, notice } = view;
  const arc = arcOf(slug);
  const count = `${passedCount(progress)} of ${katas.length}`;
  const place = `${arc.number} ${arc.title}`;
  const gap = " ".repeat(Math.max(width - widthOf(place) - widthOf(count), 1));
  const head: Line[] = [
    [piece(place, "bold"), piece(gap + count, "dim")],
    bar(progress, slug),
    line(""),
    line(`${slug}: ${kataNamed(slug).title}`, "bold"),
    line(`${shown(file)}, lesson: ${shown(filesOf(slug).lesson)}`, "dim"),
    line(""),
  ];
  const doing = busy === "checking" ? "checking…" : busy === "types" ? "checking types…" : "";
  const types = about?.objections?.length === 0 ? "types are fine" : doing;
  const known = about === undefined ? "" : score(about.outcome);
  const status = [known, busy === "checking" ? doing : types].filter((part) => part !== "");
  const foot: Line[] = [
    line(""),
    ...notice === undefined
      ? [line(status.join(" · "), "dim")]
      : wrap(notice, width).slice(0, MOST_NOTICE).map((text) => line(text, "yellow")),
    keys(width),
  ];
  // A screen that is too low for all goes without what can be looked up elsewhere.
  const above = rows >= 18 ? head : rows >= 10 ? head.slice(3) : [];
  const room = rows - above.length - foot.length;
  const body = about === undefined ? [] : fitting(about, width, room);
  view.offset = Math.max(0, Math.min(view.offset, body.length - room));
  const seen = scrolled(body, room, view.offset);
  const padding = Array.from({ length: Math.max(room - seen.length, 0) }, () => line(""));
  return [...above, ...seen, ...padding, ...foot].slice(-rows);
}

/** The verdict: where there is little room, without lines around the one in question. */
function fitting(about: Case, width: number, room: number): Line[] {
  const full = joined(verdict(about, width, 1));
  return full.length <= room ? full : joined(verdict(about, width, 0));
}

/** Paragraphs, with empty lines between them. */
export function joined(paragraphs: readonly Line[][]): Line[] {
  return paragraphs.flatMap((lines, i) => i === 0 ? lines : [line(""), ...lines]);
}

function paged(page: Page, width: number, rows: number): Line[] {
  const room = Math.max(rows - 4, 1);
  const { cursor } = page;
  if (cursor !== undefined) {
    // The cursor stays in sight, and off the last line, which may say that there is more.
    const lowest = page.lines.length > room ? room - 2 : room - 1;
    page.offset = Math.min(Math.max(page.offset, cursor - lowest), cursor);
  }
  page.offset = Math.max(0, Math.min(page.offset, page.lines.length - room));
  const lines = page.lines.map((pieces, i): Line =>
    i === cursor ? [{ text: pieces.map(({ text }) => text).join(""), style: "reverse" }] : pieces
  );
  const seen = scrolled(lines, room, page.offset);
  const padding = Array.from({ length: Math.max(room - seen.length, 0) }, () => line(""));
  const help = page.entries === undefined
    ? "↑ ↓ scroll, any other key goes back"
    : "↑ ↓ choose, enter goes there, any other key goes back";
  const whole = [
    line(page.title, "bold"),
    line(""),
    ...seen,
    ...padding,
    line(""),
    line(help, "dim"),
  ];
  return rows < 5 ? seen : whole.map((pieces) => fit(pieces, width));
}

/** The part that is in sight; its last line says how much comes after it. */
function scrolled(lines: readonly Line[], room: number, offset: number): Line[] {
  const seen = lines.slice(offset, offset + Math.max(room, 0));
  const below = lines.length - offset - seen.length;
  if (below <= 0 || seen.length === 0) return seen;
  return [...seen.slice(0, -1), line(`  ↓ ${below + 1} more lines`, "dim")];
}

/** As many of the keys as there is room for. */
function keys(width: number): Line {
  const pieces = KEYS.map((key, i) => `${i === 0 ? "" : "   "}${key}`);
  const short = KEYS.map((key) => key[0]).join(" ");
  const long = pieces.join("");
  return line(widthOf(long) <= width ? long : short, "cyan");
}
