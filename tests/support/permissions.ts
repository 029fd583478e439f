/**
 * What the tests may do: plain `deno test` must be green without any permission.
 *
 * @module
 */

function granted(name: "read" | "write" | "run" | "env" | "net"): boolean {
  return Deno.permissions.querySync({ name }).state === "granted";
}

/** Whether files may be read and written. */
export const mayUseDisk: boolean = granted("read") && granted("write");

/** Whether everything may be done that the tools do. */
export const mayRunTools: boolean = mayUseDisk && granted("run") && granted("env") &&
  granted("net");
