/**
 * The errors hibana throws. The first line of a message keeps PyTorch's words, so that a web search
 * finds them; the following lines say what to do about it here. Arguments of the wrong type throw the
 * built-in `TypeError`.
 *
 * @module
 */

/** The base of every error of hibana's own: a message that teaches, and a `code` for programs. */
export class HibanaError extends Error {
  /** A stable, machine-readable name of what went wrong, such as `"device-mismatch"`. */
  readonly code: string;

  /**
   * Makes an error of a message and, on the next line, the fix.
   *
   * @param code a stable name of what went wrong
   * @param message PyTorch's words
   * @param fix what to write instead; stands on a line of its own
   */
  constructor(code: string, message: string, fix: string) {
    super(`${message}\n${fix}`);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A computation that cannot be carried out: shapes, dtypes, devices or the tape do not fit. */
export class RuntimeError extends HibanaError {}

/** A matrix that lacks a property which an operation needs: singular, not positive-definite, not finite. */
export class LinAlgError extends RuntimeError {}

/** An index or a dimension out of range. */
export class IndexError extends HibanaError {}

/** A name that is taken, unknown, or not allowed. */
export class KeyError extends HibanaError {}

/** An attribute that a module does not have. */
export class AttributeError extends HibanaError {}

/** An argument of the right type but with an impossible value. */
export class ValueError extends HibanaError {}

/** Something that this device, dtype or version cannot do. */
export class NotImplementedError extends HibanaError {}
