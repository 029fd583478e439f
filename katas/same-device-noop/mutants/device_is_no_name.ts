import type { DeviceLike, Tensor } from "@hibana/hibana";
import type { Moved } from "../solution.ts";

export { type Moved, ownCopy } from "../solution.ts";

/**
 * You compared a Device with a name: `x.device === "sim"` is never true, since one is an object and the
 * other a string. So everything counts as moved. Compare the tensors before and after instead.
 */
export function moveAll(tensors: readonly Tensor[], device: DeviceLike): Moved {
  const moved: Tensor[] = [];
  let copies = 0;
  for (const x of tensors) {
    if (x.device !== device) copies++;
    moved.push(x.device === device ? x : x.to(device));
  }
  return { tensors: moved, copies };
}
