/**
 * What goes wrong outside of anybody's code: a disk that is read-only, a name that does not exist.
 *
 * @module
 */

/** An error whose message is all that its reader needs. */
export class Trouble extends Error {
  override name = "Trouble";
}

/** Does something with the disk; what fails says what was tried, and the system's reason. */
export function onDisk<T>(tried: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    // Deno adds the system call to the system's words; its readers did not call it.
    const reason = error instanceof Error ? error.message.split(": ")[0] : String(error);
    throw new Trouble(`Cannot ${tried}: ${reason}`, { cause: error });
  }
}
