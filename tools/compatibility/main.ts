/**
 * Writes COMPATIBILITY.md anew, or, with `--check`, says whether it is as the code is.
 *
 * @module
 */
import { evidenceIn, type Names, pageOf } from "./page.ts";

const root = new URL("../../", import.meta.url);
const fixtures = new URL("tests/fixtures/", root);

function read(name: string): unknown {
  return JSON.parse(Deno.readTextFileSync(new URL(name, fixtures)));
}

const files = [...Deno.readDirSync(fixtures)].map(({ name }) => name)
  .filter((name) => name.endsWith(".json") && name !== "names.json").sort();
const page = pageOf(read("names.json") as Names, evidenceIn(files.map(read)));
const path = new URL("COMPATIBILITY.md", root);

if (!Deno.args.includes("--check")) {
  Deno.writeTextFileSync(path, page);
  console.log(`COMPATIBILITY.md: ${/\*\*(.*?)\*\*/.exec(page)![1]}`);
} else if (Deno.readTextFileSync(path) !== page) {
  console.error("COMPATIBILITY.md is not what the code says: run deno task compatibility.");
  Deno.exit(1);
}
