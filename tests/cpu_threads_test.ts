/**
 * Threads of the CPU: results do not depend on them, they end with the process, and tests need not know of them.
 */

import { assert, assertEquals } from "@std/assert";
import { getNumThreads, manualSeed, matmul, randn, setNumThreads } from "@hibana/hibana";
import { threadsFor } from "../src/device/cpu/threads.ts";

/** Works until a thread is up, or says that none can be had. */
async function started(): Promise<boolean> {
  setNumThreads(2);
  for (let i = 0; i < 2000 && threadsFor(1e10) === 1 && getNumThreads() > 1; i++) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return threadsFor(0) > 1;
}

Deno.test("products are the same to the last bit with one thread and with two", async () => {
  const before = getNumThreads();
  assert(await started());
  manualSeed(5);
  for (
    const [batch, m, n, k] of [[1, 301, 299, 203], [9, 130, 70, 90], [1, 1, 1501, 2003]] as const
  ) {
    const [a, b] = [randn(batch, m, k), randn(batch, k, n)];
    for (const right of [b, b.transpose(1, 2).contiguous().transpose(1, 2)]) {
      setNumThreads(2);
      const shared = matmul(a, right);
      setNumThreads(1);
      assertEquals(matmul(a, right).eq(shared).all().item(), true);
    }
  }
  setNumThreads(before);
});
