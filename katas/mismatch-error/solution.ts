import { RuntimeError, type Tensor } from "@hibana/hibana";

/**
 * Throws, naming both tensors and both devices, where two tensors may not meet.
 *
 * Why it works: there is one Device object for each device, so `===` is the whole comparison. It looks and
 * speaks, and never moves anything: the caller knows which of the two was forgotten.
 */
export function requireSameDevice(
  a: Tensor,
  b: Tensor,
  names: readonly [a: string, b: string],
): void {
  if (a.device === b.device || goesAlong(a) || goesAlong(b)) return;
  const [nameOfA, nameOfB] = names;
  throw new RuntimeError(
    "device-mismatch",
    `expected ${nameOfA} and ${nameOfB} to be on the same device, ` +
      `but got ${nameOfB} on ${b.device} and ${nameOfA} on ${a.device}`,
    `Move one of them, as in ${nameOfB}.to("${a.device}").`,
  );
}

/** A single number on the CPU goes along with any device. */
function goesAlong(x: Tensor): boolean {
  return x.ndim === 0 && x.device.type === "cpu";
}

/** The scores, with -Infinity where the mask is true. */
export function hide(scores: Tensor, mask: Tensor): Tensor {
  requireSameDevice(scores, mask, ["scores", "mask"]);
  return scores.maskedFill(mask, -Infinity);
}
