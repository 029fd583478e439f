/**
 * Modules as text, as PyTorch prints them.
 *
 * @module
 */
import type { Module } from "./module.ts";
import { registryOf } from "./registry.ts";

/** A module with its settings and its children, a line each where there is more than one thing to say. */
export function formatModule(module: Module): string {
  const extra = module.extraRepr();
  const settings = extra === "" ? [] : extra.split("\n");
  const children = [...registryOf(module).modules()].map(([name, child]) =>
    entry(name, child === null ? "None" : child.toString())
  );
  const only = settings.length === 1 && children.length === 0 ? settings[0] : undefined;
  return `${module.constructor.name}(${only ?? block([...settings, ...children])})`;
}

/** A list of modules; neighbours that print alike share a line. */
export function formatModuleList(module: Module): string {
  const runs: { start: number; end: number; text: string }[] = [];
  for (const [name, child] of registryOf(module).modules()) {
    const [index, text] = [Number(name), String(child)];
    const last = runs.at(-1);
    if (last?.text === text) last.end = index;
    else runs.push({ start: index, end: index, text });
  }
  const lines = runs.map(({ start, end, text }) =>
    start === end
      ? entry(`${start}`, text)
      : entry(`${start}-${end}`, `${end - start + 1} x ${text}`)
  );
  return `${module.constructor.name}(${block(lines)})`;
}

function entry(name: string, text: string): string {
  return `(${name}): ${text.replaceAll("\n", "\n  ")}`;
}

function block(lines: readonly string[]): string {
  return lines.length === 0 ? "" : `\n  ${lines.join("\n  ")}\n`;
}
