/**
 * Reads the cases that tests/oracle/support/record.py writes: an operation, its operands, its options,
 * and what PyTorch answers.
 *
 * @module
 */
import { mayRead } from "./readbacks.ts";
import { readNumber, readTensor, type Written } from "./operand.ts";

/** What an operation takes besides tensors. */
export type Plain = number | string | boolean | null | readonly number[];

/** A question and PyTorch's answer. */
export interface Case {
  /** The whole line, to be shown when something is wrong. */
  readonly line: string;
  readonly op: string;
  readonly operands: readonly (Written | Plain)[];
  readonly options: Readonly<Record<string, unknown>> | undefined;
  /** The results; undefined where PyTorch throws. */
  readonly results: readonly Written[] | undefined;
  /** The gradients of the operands with a star; undefined where the results have none. */
  readonly grads: readonly (Written | null)[] | undefined;
  /** The class and the message of PyTorch's error. */
  readonly error: { readonly name: string; readonly message: string } | undefined;
  /** Whether the operation may read elements back, because its result's shape or kind depends on them. */
  readonly mayRead: boolean;
  /** Whether shape or error depend on the elements, not only on shapes and dtypes. */
  readonly readsElements: boolean;
}

/** Reads one line of a fixture. */
export function readCase(line: string): Case {
  const [, question, arrow, answer] = /^(.*?) (=>|!!) (.*)$/.exec(line) ?? [];
  if (question === undefined || answer === undefined) throw new TypeError(`no case: ${line}`);
  const [op, ...rest] = question.split(" ") as [string, ...string[]];
  const options = rest.at(-1)?.startsWith("{") ? JSON.parse(rest.pop()!) : undefined;
  const operands = rest.map((text) => readTensor(text) ?? readPlain(text));
  const [results = "", grads] = arrow === "=>" ? answer.split(" <= ") : [];
  const [name = "", ...message] = answer.split(" ");
  const reads = mayRead(op, operands, options ?? {});
  const error = arrow === "!!" ? { name, message: message.join(" ") } : undefined;
  return {
    line,
    op,
    operands,
    options,
    results: error === undefined ? results.split(" ").map(written) : undefined,
    grads: grads?.split(" ").map((text) => text === "null" ? null : written(text)),
    error,
    mayRead: reads,
    readsElements: reads ||
      /out of (range|bounds)|is zero|is singular|positive-definite|non-finite|full rank|p_in|probabilit|n_sample|Class values|ones in mask/
        .test(error?.message ?? ""),
  };
}

function readPlain(text: string): Plain {
  return /^(nan|-?inf)$/.test(text) ? readNumber(text) : JSON.parse(text);
}

function written(text: string): Written {
  const tensor = readTensor(text);
  if (tensor === undefined) throw new TypeError(`no tensor: ${text}`);
  return tensor;
}
