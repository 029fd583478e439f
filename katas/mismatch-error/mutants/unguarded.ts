import type { Tensor } from "@hibana/hibana";

export { requireSameDevice } from "../solution.ts";

/**
 * You left it to the library to notice. It does, but it calls the scores `self`: it cannot know their name.
 * Ask your own guard first.
 */
export function hide(scores: Tensor, mask: Tensor): Tensor {
  return scores.maskedFill(mask, -Infinity);
}
