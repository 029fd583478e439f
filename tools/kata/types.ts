/**
 * Has the type checker look at a learner's file.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { inRoot } from "./places.ts";
import type { Spot } from "./protocol.ts";

/** What the type checker objects to. */
export interface Objection {
  readonly message: string;
  readonly at: Spot;
}

/**
 * Checks the types in a file, and in what it imports.
 *
 * @param files their paths
 * @param signal ends the type checker when nobody waits for its answer any more
 * @returns its objections; undefined where it did not come to an end
 */
export async function checkTypes(
  files: readonly string[],
  signal?: AbortSignal,
): Promise<Objection[] | undefined> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "--frozen", `--config=${inRoot("deno.json")}`, ...files],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const { success, stderr } = await command.output();
    if (success) return [];
    const found = objections(new TextDecoder().decode(stderr));
    return found.length === 0 ? undefined : found;
  } catch {
    return undefined;
  }
}

/** Reads what the type checker prints: a code, the message, the line with a marker below it, the place. */
export function objections(text: string): Objection[] {
  const found: Objection[] = [];
  let message: string[] | undefined;
  for (const line of text.split("\n")) {
    const [, first] = line.match(/^(?:\S+ )?TS\d+ \[ERROR\]: (.*)/) ?? [];
    if (first !== undefined) {
      message = [first];
      continue;
    }
    const [, url, row, column] = line.match(/^\s+at (file:\S+):(\d+):(\d+)/) ?? [];
    if (url === undefined) {
      // What follows the first line explains it, until the source with its marker.
      if (message !== undefined) message.push(line.trim());
      continue;
    }
    if (message === undefined) continue;
    const at = { file: fileURLToPath(url), line: Number(row), column: Number(column) };
    const marker = message.findIndex((part) => /^[~^]+$/.test(part));
    const words = marker < 1 ? message : message.slice(0, marker - 1);
    found.push({ message: words.filter((part) => part !== "").join(" "), at });
    message = undefined;
  }
  return found;
}
