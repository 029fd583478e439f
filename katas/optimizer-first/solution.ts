import { type nn, noGrad, type Tensor, zerosLike } from "@hibana/hibana";

/** What SGD is told. */
export interface SGDOptions {
  /** How far a step goes. */
  lr: number;
  /** How much of the last step's velocity goes into the next. Default: 0. */
  momentum?: number;
}

/**
 * Why it works: it holds the Parameter objects, which a move leaves in place, and asks them for data, grad
 * and device only when it takes a step. What it remembers of its own, it sends after them.
 */
export class SGD {
  /** What is trained. */
  readonly _parameters: readonly nn.Parameter[];

  /** How far a step goes, and how much of the last velocity goes into the next. */
  readonly _options: Required<SGDOptions>;

  /** What was the velocity of each parameter in the last step. */
  readonly _velocities: Map<nn.Parameter, Tensor> = new Map();

  /** Takes what is to be trained. */
  constructor(parameters: readonly nn.Parameter[], { lr, momentum = 0 }: SGDOptions) {
    this._parameters = parameters;
    this._options = { lr, momentum };
  }

  /** Forgets the gradients. */
  zeroGrad(): void {
    for (const parameter of this._parameters) parameter.grad = null;
  }

  /** Moves every parameter against its gradient. */
  step(): void {
    const { lr, momentum } = this._options;
    noGrad(() => {
      for (const parameter of this._parameters) {
        const { grad } = parameter;
        if (grad === null) continue;
        const last = this._velocities.get(parameter) ?? zerosLike(parameter);
        const velocity = last.to(parameter.device).mul(momentum).add(grad);
        this._velocities.set(parameter, velocity);
        parameter.sub_(velocity.mul(lr));
      }
    });
  }
}
