/**
 * Compares hibana's names with PyTorch's, and writes the page that says which are here.
 *
 * @module
 */
import * as hibana from "@hibana/hibana";
import { CPU_ONLY } from "../../src/ops/host.ts";
import { DIFFERENCES, REASONS, RENAMED } from "./notes.ts";

/** PyTorch's names, by section: `torch`, `torch.Tensor`, `torch.nn`... */
export type Names = Readonly<Record<string, readonly string[]>>;

/** What the fixtures say of an operation. */
interface Evidence {
  /** How many of PyTorch's answers are asked for. */
  cases: number;
  /** Whether gradients are among them. */
  gradient: boolean;
}

/** Where hibana has what PyTorch has in a section. */
const PLACES: Readonly<Record<string, object>> = {
  "torch": hibana,
  "torch.Tensor": hibana.Tensor.prototype,
  "torch.nn.functional": hibana.nn.functional,
  "torch.nn": hibana.nn,
  "torch.nn.init": hibana.nn.init,
  "torch.nn.utils": hibana.nn.utils,
  "torch.linalg": hibana.linalg,
  "torch.special": hibana.special,
  "torch.autograd": hibana.autograd,
  "torch.optim": hibana.optim,
  "torch.optim.lr_scheduler": hibana.optim.lrScheduler,
};

/** Sections of functions, which have evidence of their own. */
const FUNCTIONS = ["torch.nn.functional", "torch.linalg", "torch.special"];

/** A name of PyTorch's as hibana writes it: masked_fill_ is maskedFill_. */
export function translated(section: string, name: string): string {
  return RENAMED[section]?.[name] ??
    name.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter) => letter.toUpperCase())
      .replace(/(?<=[a-z])_(?=\d)/g, "");
}

/** Whether hibana has a name of a section. */
function has(section: string, name: string): boolean {
  const place = PLACES[section];
  return place !== undefined && translated(section, name) in place;
}

const CPU_NAMES: ReadonlySet<string> = new Set(Object.values(CPU_ONLY).flat());

/** Where a name differs from PyTorch's. Those of torch.linalg have notes of their own. */
function differencesOf(section: string, name: string): string {
  const place = section === "torch.linalg" ? "linalg." : "";
  const path = section.replace(/^torch\.?/, "");
  const onCPU = CPU_NAMES.has([...path === "" ? [] : [path], translated(section, name)].join("."))
    ? "on the CPU only"
    : undefined;
  return [onCPU, DIFFERENCES[`${place}${name}`]].filter((note) => note !== undefined).join("; ");
}

/** Counts the cases of each operation, over all fixtures. */
export function evidenceIn(fixtures: readonly unknown[]): Map<string, Evidence> {
  const found = new Map<string, Evidence>();
  for (const fixture of fixtures) {
    const lists = Array.isArray(fixture) ? [fixture] : Object.values(fixture as object);
    for (const line of lists.flat()) {
      const [, op] = typeof line === "string" ? /^(\w+) .*?(?:=>|!!) /.exec(line) ?? [] : [];
      if (op === undefined) continue;
      const evidence = found.get(op) ?? { cases: 0, gradient: false };
      evidence.cases++;
      evidence.gradient ||= line.includes(" <= ");
      found.set(op, evidence);
    }
  }
  return found;
}

/** Everything that one table shows: an operation in its forms. */
interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

/** A table of Markdown. */
function table(heads: readonly string[], rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(heads),
    line(heads.map(() => "---")),
    ...rows.map(({ name, cells }) => line([`\`${name}\``, ...cells])),
  ].join("\n");
}

const MARK = "✓";

/** What is missing, by the reasons for it. */
function missing(names: readonly string[]): string {
  const reasons = Map.groupBy(
    names,
    (name) =>
      has("torch.nn.functional", name)
        ? "in `nn.functional` alone"
        : REASONS.find(([pattern]) => pattern.test(name))?.[1] ?? "not yet",
  );
  const order = ["in `nn.functional` alone", ...REASONS.map(([, reason]) => reason), "not yet"];
  return [...reasons].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    .map(([reason, list]) => `- ${reason}: ${list.map((name) => `\`${name}\``).join(", ")}`)
    .join("\n");
}

/** Writes the page. */
export function pageOf(names: Names, evidence: ReadonlyMap<string, Evidence>): string {
  const sections = Object.entries(names);
  const supported = (section: string) => names[section]!.filter((name) => has(section, name));
  const counts = sections.map(([section, all]) => ({
    section,
    here: supported(section).length,
    all: all.length,
  }));
  const total = (of: "here" | "all") => counts.reduce((sum, count) => sum + count[of], 0);
  const summary = table(
    ["names of", "here", "of"],
    counts.map(({ section, here, all }) => ({ name: section, cells: [String(here), String(all)] })),
  );
  const parts = [
    `# What of PyTorch is here

<!-- Written by \`deno task compatibility\`, from the code and the fixtures. -->

**${total("here")} of ${
      total("all")
    } names** of PyTorch 1.13, and of newer ones that matter, are here. Names are PyTorch's
in camelCase (\`masked_fill_\` is \`maskedFill_\`); keyword arguments go into one object, last.

${summary}

Unless a table says otherwise, an operation runs on \`cpu\`, \`webgpu\`, and the simulated \`sim\`, and gives
shapes on \`meta\`; there is no int64 (what PyTorch makes int64 is int32 here), and float64 stays on the
CPU. What is "on the CPU only" says so on other devices, instead of reading back. *Gradient* and *cases* come from the tests: the cases are questions that PyTorch has answered, each put
to every device, and gradients are compared where PyTorch has them.`,
    operations(names, evidence),
    ...FUNCTIONS.map((section) => functions(section, names, evidence)),
    ...sections.map(([section]) => section)
      .filter((section) => !["torch", "torch.Tensor", ...FUNCTIONS].includes(section))
      .map((section) => listing(section, names)),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** The evidence for an operation, in the cells of its row. */
function cellsFor(evidence: ReadonlyMap<string, Evidence>, ...ops: string[]): string[] {
  const found = ops.flatMap((op) => evidence.get(op) ?? []);
  const cases = found.reduce((sum, { cases }) => sum + cases, 0);
  return [found.some(({ gradient }) => gradient) ? MARK : "", cases > 0 ? String(cases) : ""];
}

/** Functions, methods and in-place methods of one name share a row. */
function operations(names: Names, evidence: ReadonlyMap<string, Evidence>): string {
  const [functions, methods] = [new Set(names["torch"]), new Set(names["torch.Tensor"])];
  const bases = [...new Set([...functions, ...methods].map((name) => name.replace(/_$/, "")))]
    .sort();
  const form = (all: ReadonlySet<string>, section: string, name: string) =>
    !all.has(name) ? "" : has(section, name) ? MARK : "no";
  const rows = bases.flatMap((base): Row[] => {
    const forms = [
      form(functions, "torch", base),
      form(methods, "torch.Tensor", base),
      form(methods, "torch.Tensor", `${base}_`),
    ];
    if (!forms.includes(MARK)) return [];
    const op = translated("torch", base);
    return [{
      name: base,
      cells: [...forms, ...cellsFor(evidence, op, `${op}_`), differencesOf("torch", base)],
    }];
  });
  const absent = [...functions, ...methods].filter((name) =>
    !(functions.has(name) && has("torch", name)) &&
    !(methods.has(name) && has("torch.Tensor", name))
  );
  return `## torch and torch.Tensor

${table(["name", "function", "method", "in place", "gradient", "cases", "differences"], rows)}

Not here:

${missing([...new Set(absent)].sort())}`;
}

/** The functions of a section, a row each. */
function functions(section: string, names: Names, evidence: ReadonlyMap<string, Evidence>): string {
  const here = names[section]!.filter((name) => has(section, name));
  const rows = here.map((name) => ({
    name,
    cells: [...cellsFor(evidence, translated(section, name)), differencesOf(section, name)],
  }));
  const absent = names[section]!.filter((name) => !has(section, name));
  return `## ${section}

${table(["name", "gradient", "cases", "differences"], rows)}${
    absent.length === 0 ? "" : `\n\nNot here:\n\n${missing(absent)}`
  }`;
}

/** The names of a section, and what is different about some. */
function listing(section: string, names: Names): string {
  const here = names[section]!.filter((name) => has(section, name));
  const absent = names[section]!.filter((name) => !has(section, name));
  const notes = here.flatMap((name) =>
    name in DIFFERENCES ? [`- \`${name}\`: ${DIFFERENCES[name]}`] : []
  );
  return [
    `## ${section}`,
    here.length === 0 ? "None yet." : here.map((name) => `\`${name}\``).join(", "),
    ...notes.length === 0 ? [] : [notes.join("\n")],
    ...absent.length === 0 ? [] : [`Not here:\n\n${missing(absent)}`],
  ].join("\n\n");
}
