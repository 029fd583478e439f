/**
 * The errors for what cannot be recorded.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";

/**
 * The error for reading values: what is done with them would not be done anew in replays. It names
 * what asked for them: the outermost function of the library on the stack.
 */
export function notCaptured(): RuntimeError {
  return new RuntimeError(
    "not-captured",
    `operation not permitted when stream is capturing: ${readerOnStack()} reads values of a tensor`,
    "A compiled function is replayed without its JavaScript, so nothing in it may look at values. Return the tensor and read it outside; let where() choose; or leave this part out of compile().",
  );
}

/** Between the recorder and the function that is compiled, the last name is what its author wrote. */
function readerOnStack(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const lines = new Error().stack?.split("\n") ?? [];
  Error.stackTraceLimit = stackTraceLimit;
  let name = "this";
  for (const line of lines) {
    if (line.includes("<anonymous>")) continue;
    if (!LIBRARY.some((folder) => line.includes(folder))) {
      if (name !== "this") break;
      continue;
    }
    if (line.includes("/src/compile/")) continue;
    const [, found] = /^\s*at (?:new )?(?:[\w$]+\.)*([\w$.]+) \(/.exec(line) ?? [];
    if (found !== undefined && !/^(get|set)$/.test(found)) name = `${found}()`;
  }
  return name;
}

const LIBRARY = ["/src/tensor/", "/src/ops/", "/src/autograd/", "/src/nn/", "/src/optim/"].concat(
  "/src/random/",
);

/** The error for a function that waits. */
export function notSynchronous(): TypeError {
  return new TypeError(
    "compile takes a synchronous function, but got an async one\n" +
      "Await what you need first, then compute inside.",
  );
}

/** The error for a function that does something else at every call. */
export function unstable(difference: string): RuntimeError {
  return new RuntimeError(
    "not-repeatable",
    `compile cannot replay this function: ${difference}`,
    "A replay repeats what was recorded. Pass what changes as an argument: as a tensor, or as a number (each number is recorded for itself). What one call keeps for the next is returned, or changed in place.",
  );
}

/** The error for a tensor that stayed behind in a variable when its function was compiled. */
export function overwritten(): RuntimeError {
  return new RuntimeError(
    "overwritten",
    "accessing tensor output of a compiled function that has been overwritten by a subsequent run",
    "It was kept in a variable while its function was recorded, and replays do not update it: return it from the function.",
  );
}

/** The error for second derivatives through what is compiled. */
export function noDoubleBackward(): RuntimeError {
  return new RuntimeError(
    "double-backward",
    "torch.compile with aot_autograd does not currently support double backward",
    "Compile the function that computes both derivatives, or call this one without compile().",
  );
}
