/**
 * Running a process again that was brought down from outside of the program.
 *
 * @module
 */

const ATTEMPTS = 3;

/**
 * Runs a process, and runs it again where a signal ended it: software GPU drivers still work in threads of
 * their own when a process exits, and now and then bring it down after its last test has passed. What
 * fails by itself, or is brought down every time, has failed.
 *
 * @param run runs the process once
 * @returns the outcome of the first run that ended by itself, or of the last
 */
export async function untilItEnds<T extends { signal: Deno.Signal | null }>(
  run: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1;; attempt++) {
    const outcome = await run();
    if (outcome.signal === null || attempt === ATTEMPTS) return outcome;
    console.log(`${outcome.signal} brought the process down; running it again`);
  }
}
