/**
 * Folders that are there for one test.
 *
 * @module
 */

/**
 * Registers a test that gets an empty folder, which is removed after it.
 *
 * @param name a sentence of behaviour
 * @param allowed whether the test may run
 * @param body the test, given the folder's path
 */
export function testInFolder(
  name: string,
  allowed: boolean,
  body: (folder: string) => void | Promise<void>,
): void {
  Deno.test({
    name,
    ignore: !allowed,
    fn: async () => {
      const folder = Deno.makeTempDirSync({ prefix: "hibana-test-" });
      try {
        await body(folder);
      } finally {
        Deno.removeSync(folder, { recursive: true });
      }
    },
  });
}
