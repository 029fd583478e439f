import { type nn, Tensor } from "@hibana/hibana";
import { Module as Solution } from "../solution.ts";

/**
 * You looked through the attributes for tensors, but not every tensor of a module is trained: an optimizer
 * would change the mask, too. List what was registered, and nothing else.
 */
export class Module extends Solution {
  override namedParameters(): [name: string, parameter: nn.Parameter][] {
    return Object.entries(this).filter((entry): entry is [string, nn.Parameter] =>
      entry[1] instanceof Tensor
    );
  }
}
