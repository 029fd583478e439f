/**
 * Numbers and truth values in what layers print.
 *
 * @module
 */

/** A float as Python prints it: `0.5`, `1.0`, `1e-05`. */
export function pythonFloat(value: number): string {
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A number as Python prints it where it may be an int: `20`, `0.5`, `1e-05`. */
export function pythonNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : pythonFloat(value);
}

/** A truth value as Python prints it. */
export function pythonBool(value: boolean): string {
  return value ? "True" : "False";
}

/** Whole numbers as Python prints a tuple of them: `(2, 3)`, `(2,)`, `(2, None)`. */
export function pythonTuple(sizes: readonly (number | null)[]): string {
  const items = sizes.map((n) => n ?? "None");
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

/** A size as Python prints it: one number, or a tuple. */
export function pythonSize(size: number | null | readonly (number | null)[]): string {
  return typeof size === "object" && size !== null ? pythonTuple(size) : String(size ?? "None");
}
