/**
 * What operations say about an index out of range. PyTorch's words differ from one to the next; a
 * device meets the index, at once or late, and says them.
 *
 * @module
 */
import { type HibanaError, IndexError, type RuntimeError } from "../errors.ts";

/** How one operation takes indices, and complains about those out of range. */
export interface IndexRule {
  /** The operation, as a caller wrote it. */
  readonly operation: string;
  /** Whether negative indices count from the end. */
  readonly fromEnd: boolean;
  /** The class of the error. */
  readonly error: typeof IndexError | typeof RuntimeError;
  /** The error's first line. */
  readonly words: (index: number, dim: number, size: number) => string;
}

/** PyTorch's commonest words. */
function outOfBounds(index: number, dim: number, size: number): string {
  return `index ${index} is out of bounds for dimension ${dim} with size ${size}`;
}

/**
 * Writes a rule.
 *
 * @param operation the operation, as a caller writes it
 * @param details what differs from an IndexError of the commonest words, where nothing counts from the end
 */
export function indexRule(
  operation: string,
  details: Partial<Omit<IndexRule, "operation">> = {},
): IndexRule {
  return { operation, fromEnd: false, error: IndexError, words: outOfBounds, ...details };
}

/**
 * The error for an index out of range.
 *
 * @param met where and when it was met, for devices that notice late
 */
export function outOfRange(
  { operation, fromEnd, error, words }: IndexRule,
  index: number,
  dim: number,
  size: number,
  met = "",
): HibanaError {
  const range = size === 0
    ? "This dimension is empty"
    : `Indices run from ${fromEnd ? -size : 0} to ${size - 1} in ${operation}`;
  return new error("index-out-of-range", words(index, dim, size), `${range}${met}.`);
}
