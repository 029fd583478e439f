/**
 * The functions that kernels may call. A kernel's text includes those it uses, and no others.
 *
 * @module
 */
import { ARITHMETIC } from "./arithmetic.ts";
import { FLOAT } from "./float.ts";
import { HYPERBOLIC } from "./hyperbolic.ts";
import { SPECIAL } from "./special.ts";
import { TRIGONOMETRY } from "./trigonometry.ts";

/** A WGSL function, and the names of the functions it calls. */
export interface Definition {
  readonly needs: readonly string[];
  readonly code: string;
}

const ALL = {
  ...FLOAT,
  ...TRIGONOMETRY,
  ...HYPERBOLIC,
  ...SPECIAL,
  ...ARITHMETIC,
} satisfies Record<string, Definition>;

/** The name of a prelude function. */
export type Helper = keyof typeof ALL;

/** The text of the named functions and of everything that they call. */
export function preludeCode(uses: Iterable<Helper>): string {
  const definitions: Readonly<Record<string, Definition>> = ALL;
  const included = new Set<string>();
  let text = "";
  const include = (name: string): void => {
    if (included.has(name)) return;
    included.add(name);
    const { needs, code } = definitions[name]!;
    needs.forEach(include);
    text += `${code.trim()}\n`;
  };
  for (const name of uses) include(name);
  return text;
}
