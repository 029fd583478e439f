import { noGrad, tensor } from "@hibana/hibana";
import type { Module } from "../../persistence-flip/solution.ts";
import { Shadow as Solution } from "../solution.ts";

/**
 * You compute with numbers. toArray() waits for the accelerator and copies all parameters into JavaScript,
 * after every step of training: mul_ and add_ work where the tensors are.
 */
export class Shadow<M extends Module> extends Solution<M> {
  override update(): void {
    const before = this.average.parameters().map((x) => x.toArray());
    super.update();
    const { decay, model, average } = this;
    noGrad(() =>
      average.parameters().forEach((x, i) => {
        const now = tensor(model.parameters()[i]!.toArray());
        x.copy_(tensor(before[i]!).mul(decay).add(now.mul(1 - decay)));
      })
    );
  }
}
