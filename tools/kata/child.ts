/**
 * Checks one answer, in a process of its own, and says what it finds: `child.ts SLUG ANSWER-URL`. It loads
 * what takes time, and then waits for a line on stdin, so that it can be started before it is needed.
 *
 * @module
 */
import { webgpu } from "@hibana/hibana";
import { type Check, checksOf } from "../../katas/support/sentence.ts";
import { faultOf, faultOfImport } from "./fault.ts";
import { filesOf, mutantsOf } from "./places.ts";
import { type Fault, MARK, type Message } from "./protocol.ts";
import { pathToFileURL } from "node:url";

const [slug, answerURL] = Deno.args as [string, string];
const folder = new URL(".", answerURL).href;

/** In one piece, and at once: the learner's code may never let another turn of the event loop come. */
function say(message: Message): void {
  const bytes = new TextEncoder().encode(`${MARK}${JSON.stringify(message)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

/** What was thrown where nobody could catch it. */
const strays: unknown[] = [];
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  strays.push(event.reason);
});
addEventListener("error", (event) => {
  event.preventDefault();
  strays.push(event.error);
});

/** Lets promises and callbacks that are due have their turn, and says what they threw. */
async function stray(): Promise<Fault | undefined> {
  await new Promise((resolve) => setTimeout(resolve));
  if (strays.length === 0) return undefined;
  const fault = faultOf(strays[0], folder, "rejection");
  strays.length = 0;
  return fault;
}

/** Whether there is a GPU: asked once, and only when it is needed. */
let gpu: Promise<boolean> | undefined;
const hasGPU = () => gpu ??= webgpu.init();

/** What is wrong with an answer by one check: `skipped` where there is no GPU to check on. */
async function judge(
  check: Check<unknown>,
  answer: unknown,
): Promise<Fault | "skipped" | undefined> {
  if (check.device === "webgpu" && !(await hasGPU())) return "skipped";
  try {
    await check.run(answer);
  } catch (error) {
    await stray();
    return faultOf(error, folder);
  }
  return await stray();
}

const files = filesOf(slug);
const { specification } = await import(pathToFileURL(files.specification).href);
const expected = Object.keys(await import(pathToFileURL(files.starter).href));
const checks: Check<unknown>[] = checksOf(specification);
say({ type: "ready" });
// Without a cue there is nobody left to tell anything.
if (await Deno.stdin.read(new Uint8Array(1)) === null) Deno.exit(0);

/** What the answer should export, as the starter does, and does not. */
function missing(answer: Record<string, unknown>): Fault | undefined {
  const names = expected.filter((name) => !(name in answer));
  if (names.length === 0) return undefined;
  return { kind: "import", message: `Your file should export ${names.join(" and ")}.` };
}

/** The learner's answer. */
async function load(): Promise<unknown> {
  try {
    const answer = await import(answerURL);
    const fault = await stray() ?? missing(answer);
    if (fault === undefined) return answer;
    say({ type: "broken", fault });
  } catch (error) {
    say({ type: "broken", fault: faultOfImport(error, folder) });
  }
}

/** What each check says of the answer: its message where it fails. */
async function checkAll(answer: unknown): Promise<(string | undefined)[]> {
  const said: (string | undefined)[] = [];
  for (const [index, check] of checks.entries()) {
    say({ type: "checking", index });
    const fault = await judge(check, answer);
    if (fault === "skipped") say({ type: "skipped", index });
    else if (fault === undefined) say({ type: "held", index });
    else say({ type: "failed", index, fault });
    said.push(typeof fault === "object" ? fault.message : undefined);
  }
  return said;
}

/** Whether a wrong answer fails the same checks, and the first of them with the same words. */
async function failsAlike(path: string, said: readonly (string | undefined)[]): Promise<boolean> {
  const mutant = await import(pathToFileURL(path).href);
  const first = said.findIndex((message) => message !== undefined);
  for (const [index, check] of checks.entries()) {
    const fault = await judge(check, mutant);
    const message = typeof fault === "object" ? fault.message : undefined;
    if ((message === undefined) !== (said[index] === undefined)) return false;
    if (index === first && message !== said[index]) return false;
  }
  return true;
}

const answer = await load();
if (answer !== undefined) {
  say({ type: "checks", names: checks.map(({ name }) => name) });
  const said = await checkAll(answer);
  const first = said.find((message) => message !== undefined);
  if (first !== undefined && !first.startsWith("Implement ")) {
    for (const path of mutantsOf(slug)) {
      if (!await failsAlike(path, said)) continue;
      say({ type: "recognised", mutant: path });
      break;
    }
  }
}
say({ type: "done" });
Deno.exit(0);
