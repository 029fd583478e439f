/**
 * What an error says about the learner's file.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import type { Fault, FaultKind, Spot } from "./protocol.ts";

/**
 * Makes a fault of whatever was thrown.
 *
 * @param thrown an error, or anything
 * @param folder the URL of the folder that the learner's files are in
 * @param kind what kind it is; left out, what the error itself looks like
 */
export function faultOf(thrown: unknown, folder: string, kind?: FaultKind): Fault {
  const error = thrown instanceof Error ? thrown : undefined;
  const looks = kind ?? (error?.name === "AssertionError" ? kindOfAssertion(error) : "error");
  const named = looks === "error" || looks === "rejection";
  const said = error === undefined ? `${inspect(thrown)}, which is no Error` : error.message;
  const message = named && error !== undefined ? `${error.constructor.name}: ${said}` : said;
  return { kind: looks, message, ...at(thrown, folder) };
}

/**
 * Makes a fault of what importing the learner's file threw.
 *
 * @param thrown what was thrown
 * @param folder the URL of the folder that the learner's files are in
 */
export function faultOfImport(thrown: unknown, folder: string): Fault {
  const text = thrown instanceof Error ? thrown.message : "";
  const where = at(thrown, folder);
  // Deno appends the place, and for syntax the line with a marker below it: both are shown elsewhere.
  const message = text.split("\n")[0]!.replace(/ at file:\S+$/, "");
  if (text.startsWith("SyntaxError: ")) {
    return { kind: "syntax", message: message.slice("SyntaxError: ".length), ...where };
  }
  if (/^The requested module|^Module not found|not a dependency|^Relative import/.test(text)) {
    return { kind: "import", message: readable(message), ...where };
  }
  if (thrown instanceof SyntaxError) return { kind: "syntax", message, ...where };
  return faultOf(thrown, folder);
}

function kindOfAssertion(error: Error): FaultKind {
  return error.message.startsWith("Implement ") ? "gap" : "assertion";
}

/** Paths instead of URLs. */
function readable(message: string): string {
  return message.replace(/file:\/\/[^\s"']+/g, (url) => fileURLToPath(url));
}

function inspect(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : Deno.inspect(value, { depth: 1 });
}

/** The learner's line: the innermost one of the error's cause, or else of the error. */
function at(thrown: unknown, folder: string): { at?: Spot } {
  if (!(thrown instanceof Error)) return {};
  const inner = at(thrown.cause, folder);
  if (inner.at !== undefined) return inner;
  // The message comes first in the stack, and ends with the place where a file cannot be loaded.
  for (
    const [, url, line, column] of (thrown.stack ?? "").matchAll(/(file:\/\/\S+):(\d+):(\d+)/g)
  ) {
    if (!isLearners(url!, folder)) continue;
    return { at: { file: fileURLToPath(url!), line: Number(line), column: Number(column) } };
  }
  return {};
}

/** Whether a script is the learner's: in their folder, and no specification that stands beside it. */
export function isLearners(url: string, folder: string): boolean {
  const name = url.slice(folder.length);
  return url.startsWith(folder) && !name.includes("/") && name !== "specification.ts";
}
