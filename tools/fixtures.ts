/**
 * Writes the fixtures anew: PyTorch's own answers, by which the tests judge.
 *
 * Each script tests/oracle/NAME.py prints JSON, which becomes tests/fixtures/NAME.json. This needs a
 * Python that can import torch; the tests do not.
 *
 * @module
 */

const tests = new URL("../tests/", import.meta.url);

function run(python: string, args: string[], stderr: "inherit" | "null"): Deno.CommandOutput {
  return new Deno.Command(python, { args, cwd: new URL("oracle/", tests), stderr }).outputSync();
}

/** Whether there is such a Python, with torch. */
function hasTorch(python: string): boolean {
  try {
    return run(python, ["-c", "import torch"], "null").success;
  } catch {
    return false;
  }
}

// A version manager's python3 may hide the system's, where Debian's own python3-torch lives.
const python = ["python3", "/usr/bin/python3"].find(hasTorch);
if (python === undefined) {
  console.error("The fixtures come from PyTorch, which python3 cannot import: pip install torch");
  Deno.exit(1);
}
const scripts = [...Deno.readDirSync(new URL("oracle/", tests))]
  .map((entry) => entry.name)
  .filter((name) => name.endsWith(".py"))
  .sort();
for (const script of scripts) {
  const { success, stdout } = run(python, [script], "inherit");
  if (!success) {
    console.error(`tests/oracle/${script} failed: its fixture stays as it was.`);
    Deno.exit(1);
  }
  const fixture = script.replace(/\.py$/, ".json");
  Deno.writeFileSync(new URL(`fixtures/${fixture}`, tests), stdout);
  console.log(`tests/fixtures/${fixture}: ${stdout.length} bytes`);
}
