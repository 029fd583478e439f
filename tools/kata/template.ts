/**
 * The beginning of a new kata: files that type-check, with words where its maker has something to say.
 *
 * @module
 */
import { katas } from "../../katas/arcs.ts";
import { UNFINISHED } from "./inspection.ts";
import { filesOf } from "./places.ts";
import { onDisk, Trouble } from "./trouble.ts";

/** The files, by their path in the kata's folder. */
function filesFor(slug: string): Record<string, string> {
  return {
    "README.md": `# ${slug}: ${UNFINISHED} what it is about, in a few words

## The problem

${UNFINISHED} what goes wrong without it, with the real message, as code that runs:

\`\`\`ts
import { ones } from "@hibana/hibana";

console.log(ones(2).to("sim").device); // sim:0
\`\`\`

${UNFINISHED} just enough theory, and a small table or picture where it helps.

## What to build

1. \`answer(x: Tensor): Tensor\` ${UNFINISHED} what it does.

## See it fail

\`\`\`sh
deno task kata check ${slug}
\`\`\`

or \`deno test katas/${slug}\`. With no Deno installed: \`npx -y deno@2.9.6 task kata\`.
`,
    "hints.md": `# Hints for ${slug}

## A nudge

${UNFINISHED} a question that leads to the idea.

## The idea

${UNFINISHED} the idea.

## The shape of the code

${UNFINISHED} the steps, not in TypeScript.
`,
    "starter.ts": `// deno-lint-ignore-file no-unused-vars
import type { Tensor } from "@hibana/hibana";

/** ${UNFINISHED} what it does, not how. */
export function answer(x: Tensor): Tensor {
  throw new Error("Implement answer: see README");
}
`,
    "solution.ts": `import type { Tensor } from "@hibana/hibana";

/** Why it works: ${UNFINISHED} the reason, in a sentence. */
export function answer(x: Tensor): Tensor {
  return x.add(1);
}
`,
    "specification.ts": `/** ${UNFINISHED} what this is the specification of. */
import { ones } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import { expectOn, expectValues } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** The specification, from the most basic sentence to the subtlest. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "${UNFINISHED} a sentence of behaviour",
    check({ answer }) {
      expectValues(answer(ones(2)), [2, 2], "answer(ones(2))");
    },
  },
  {
    name: "${UNFINISHED} a sentence about devices",
    on: accelerators,
    check({ answer }, device) {
      expectOn(answer(ones(2, { device })), device, \`for a tensor on \${device}, what answer gives\`);
    },
  },
];
`,
    "kata_test.ts": `import * as answer from "./starter.ts";
import { specification } from "./specification.ts";
import { testKata } from "../support/testing.ts";

testKata(specification, answer);
`,
    "mutants/returns_its_input.ts": `import type { Tensor } from "@hibana/hibana";

/** ${UNFINISHED} what the learner did, and why that is wrong ("You ..., but ..."). */
export function answer(x: Tensor): Tensor {
  return x;
}
`,
  };
}

/**
 * Writes a template.
 *
 * @param slug the new kata
 * @returns what to do with it
 */
export function writeTemplate(slug: string): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(slug)) {
    throw new Trouble(`"${slug}" is no slug: words with hyphens between them, without numbers.`);
  }
  const { folder } = filesOf(slug);
  onDisk(`make ${folder}`, () => Deno.mkdirSync(`${folder}/mutants`, { recursive: true }));
  for (const [name, text] of Object.entries(filesFor(slug))) {
    onDisk(
      `write ${folder}/${name}`,
      () => Deno.writeTextFileSync(`${folder}/${name}`, text, { createNew: true }),
    );
  }
  const listed = katas.some((kata) => kata.slug === slug);
  const first = listed ? "" : "Put it on an arc in katas/arcs.ts. ";
  return `katas/${slug} is there. ${first}Then: deno task kata verify ${slug}`;
}
