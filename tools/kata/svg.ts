/**
 * The picture beside the report.
 *
 * @module
 */
import { arcs } from "../../katas/arcs.ts";
import type { Portrait, Resident } from "./portrait.ts";
import type { Progress } from "./progress.ts";
import { roman } from "./lesson.ts";
import { wrap } from "./text.ts";

const WIDTH = 760;
const MARGIN = 30;
const ROW = 34;
const SQUARE = 16;

/** Where the way and the map begin. */
const WAY = 92;
const MAP = WAY + arcs.length * 26 + 46;

const STYLE = `
  text { font: 14px system-ui, sans-serif; fill: #1f2430; }
  .title { font-size: 24px; font-weight: 600; }
  .small { font-size: 12px; fill: #5b6270; }
  .paper { fill: #fffdf8; }
  .open { fill: none; stroke: #b9bec9; }
  .passed { fill: #e25822; stroke: #e25822; }
  .device { fill: #f2f0ea; stroke: #d5d2c8; }
  .parameter { fill: #ffffff; stroke: #5b6270; }
  .buffer { fill: #ffe3d3; stroke: #e25822; }
  .moves { stroke: #5b6270; fill: none; marker-end: url(#tip); }
  .stays { stroke: #c0392b; fill: none; stroke-dasharray: 4 4; }
`;

/**
 * Draws the way, a square for each kata, and the device map, a box for each tensor.
 *
 * @param progress what has been passed
 * @param portrait the device map
 * @param words whose Module it is
 * @param count how many katas have been passed
 */
export function picture(
  progress: Progress,
  portrait: Portrait,
  words: string,
  count: string,
): string {
  const { residents, target } = portrait;
  const notes = wrap(words, 110);
  const bottom = MAP + 40 + residents.length * ROW;
  const height = bottom + 34 + notes.length * 16;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">
<title>${escaped(`hibana: ${count}`)}</title>
<style>${STYLE}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 L8 4 L0 8 z" fill="#5b6270"/></marker></defs>
<rect class="paper" width="${WIDTH}" height="${height}"/>
${text(MARGIN, 48, "hibana", "title")}
${text(MARGIN, 70, `${count} passed`, "small")}
${arcs.map((arc, i) => way(arc, i, progress)).join("\n")}
${text(MARGIN, MAP - 10, `Causal attention before and after to("${target}")`)}
${house(MARGIN, "before", residents.length)}
${house(WIDTH / 2 + MARGIN, "after", residents.length)}
${residents.map(move).join("\n")}
${notes.map((note, i) => text(MARGIN, bottom + 28 + i * 16, note, "small")).join("\n")}
</svg>
`;
}

/** An arc: its name, and its squares. */
function way(arc: (typeof arcs)[number], index: number, progress: Progress): string {
  const y = WAY + index * 26;
  const squares = arc.katas.map(({ slug }, i) => {
    const x = 260 + i * (SQUARE + 6);
    const kind = progress.hasPassed(slug) ? "passed" : "open";
    return `<rect class="${kind}" x="${x}" y="${y}" width="${SQUARE}" height="${SQUARE}" rx="3">` +
      `<title>${escaped(slug)}</title></rect>`;
  });
  return [text(MARGIN, y + 13, `${roman(index + 1)} ${arc.title}`), ...squares].join("\n");
}

/** The frame around all tensors, before or after. */
function house(x: number, when: string, count: number): string {
  const width = WIDTH / 2 - 2 * MARGIN;
  return `<rect class="device" x="${x}" y="${MAP}" width="${width}" height="${
    30 + count * ROW
  }" rx="6"/>
${text(x + 12, MAP + 20, when, "small")}`;
}

/** A tensor, on the left and on the right, and the way it took. */
function move({ name, kind, shape, before, after }: Resident, index: number): string {
  const y = MAP + 30 + index * ROW;
  const width = WIDTH / 2 - 2 * MARGIN - 24;
  const box = (x: number, device: string) =>
    `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${ROW - 8}" rx="4"/>
${text(x + 10, y + 18, name)}
${text(x + 150, y + 18, `[${shape.join(", ")}]`, "small")}
${text(x + 210, y + 18, device)}`;
  const from = MARGIN + 12 + width;
  const to = WIDTH / 2 + MARGIN + 12;
  const kindOfMove = before === after ? "stays" : "moves";
  return `${box(MARGIN + 12, before)}
${box(to, after)}
<path class="${kindOfMove}" d="M${from + 2} ${y + 13} H${to - 2}"/>`;
}

function text(x: number, y: number, content: string, kind?: string): string {
  const style = kind === undefined ? "" : ` class="${kind}"`;
  return `<text x="${x}" y="${y}"${style}>${escaped(content)}</text>`;
}

function escaped(content: string): string {
  return content.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
