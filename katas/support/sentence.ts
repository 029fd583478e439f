/**
 * What a specification is made of.
 *
 * @module
 */
import { AssertionError } from "@std/assert";
import type { Place } from "./devices.ts";

/** One sentence of a specification, and how it is checked. `Answer` is what the learner's file exports. */
export interface Sentence<Answer> {
  /** What an answer does, said as a sentence. */
  readonly name: string;
  /** The devices on which it is checked, one after the other; left out: once, on `cpu`. */
  readonly on?: readonly Place[];
  /**
   * Throws an AssertionError, in the learner's terms, where the answer does something else.
   *
   * @param answer what the learner's file exports
   * @param device the device to check on
   */
  check(answer: Answer, device: Place): void | Promise<void>;
}

/** A sentence, on one device. */
export interface Check<Answer> {
  /** The sentence's name; where it is checked on several devices, with the device's. */
  readonly name: string;
  readonly device: Place;
  run(answer: Answer): Promise<void>;
}

/** What a gap in a starter throws begins with this. */
const GAP = "Implement ";

/**
 * All checks of a specification, in its order. Those on WebGPU come last: starting the GPU takes a while,
 * and what is wrong everywhere shows sooner elsewhere.
 *
 * @param specification the sentences
 */
export function checksOf<Answer>(specification: readonly Sentence<Answer>[]): Check<Answer>[] {
  const checks = specification.flatMap((sentence) => {
    const places = sentence.on ?? ["cpu"];
    return places.map((device): Check<Answer> => ({
      name: places.length > 1 ? `${sentence.name} (on ${device})` : sentence.name,
      device,
      run: (answer) => hold(sentence, answer, device),
    }));
  });
  const onGPU = (check: Check<Answer>) => check.device === "webgpu";
  return [...checks.filter((check) => !onGPU(check)), ...checks.filter(onGPU)];
}

/** Checks a sentence. What has not been written yet fails as an assertion does. */
async function hold<Answer>(sentence: Sentence<Answer>, answer: Answer, device: Place) {
  try {
    await sentence.check(answer, device);
  } catch (error) {
    const gap = gapIn(error);
    throw gap === undefined ? error : new AssertionError(gap.message, { cause: gap });
  }
}

/** The gap that an error comes from, also where an assertion wraps it. */
function gapIn(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.message.startsWith(GAP) ? error : gapIn(error.cause);
}
