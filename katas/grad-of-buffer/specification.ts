/** What a buffer does on the tape, sentence by sentence. */
import { nn, type Tensor, tensor } from "@hibana/hibana";
import { expect, expectEqual, expectSame, expectValues, expectWorks } from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Center = InstanceType<Answer["Center"]>;

/** Two rows, whose mean is [2, 30]. */
const ROWS = [[1, 20], [3, 40]];

/** An input that was computed from something that is trained, as inputs of layers are. */
function computed() {
  const source = new nn.Parameter(tensor(ROWS));
  return { source, x: source.mul(1) };
}

/** Updates with a computed input, which must work. */
function update(center: Center, x: Tensor): void {
  expectWorks(() => center.update(x), "update(x), with x computed from a parameter,");
}

/** Runs forward and backward, which must work. */
function train(center: Center, x: Tensor): void {
  expectWorks(() => center.forward(x).sum().backward(), "forward(x).sum().backward()");
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "the weight is a parameter of ones, the mean a buffer of zeros",
    check({ Center }) {
      const center = new Center(2);
      const names = (list: [string, Tensor][]) => list.map(([name]) => name);
      expectEqual(names(center.namedParameters()), ["weight"], "the names of namedParameters()");
      expectEqual(names(center.namedBuffers()), ["mean"], "the names of namedBuffers()");
      expectValues(center.weight, [1, 1], "in new Center(2), weight");
      expectValues(center.mean, [0, 0], "in new Center(2), mean");
    },
  },
  {
    name: "the mean asks for no gradient",
    check({ Center }) {
      expectEqual(new Center(2).mean.requiresGrad, false, "in new Center(2), mean.requiresGrad");
    },
  },
  {
    name: "forward takes the mean away, and multiplies by the weight",
    check({ Center }) {
      const center = new Center(2);
      center.registerBuffer("mean", tensor([1, 10]));
      center.registerParameter("weight", new nn.Parameter(tensor([2, 0.5])));
      expectValues(
        center.forward(tensor(ROWS)),
        [[0, 5], [4, 15]],
        "for the mean [1, 10] and the weight [2, 0.5], forward([[1, 20], [3, 40]])",
      );
    },
  },
  {
    name: "the weight gets its gradient",
    check({ Center }) {
      const center = new Center(2);
      train(center, tensor(ROWS));
      expectValues(center.weight.grad, [4, 60], "after forward(x).sum().backward(), weight.grad");
    },
  },
  {
    name: "the gradient goes on to the input, and to what it was computed from",
    check({ Center }) {
      const { source, x } = computed();
      train(new Center(2), x);
      expectValues(
        source.grad,
        [[1, 1], [1, 1]],
        "for x computed from a parameter, after forward(x).sum().backward(), the parameter's grad",
      );
    },
  },
  {
    name: "the mean gets no gradient, although forward uses it",
    check({ Center }) {
      const center = new Center(2);
      train(center, computed().x);
      expectSame(
        center.mean.grad,
        null,
        "after forward(x).sum().backward(), mean.grad should be null",
      );
    },
  },
  {
    name: "update moves the mean towards that of the input's rows",
    check({ Center }) {
      const center = new Center(2);
      center.update(tensor(ROWS));
      expectValues(center.mean, [0.2, 3], "for rows of mean [2, 30], after update(x), mean");
      center.update(tensor(ROWS), 0.5);
      expectValues(center.mean, [1.1, 16.5], "and after update(x, 0.5), mean");
    },
  },
  {
    name: "after an update, the buffer on the list is still module.mean",
    check({ Center }) {
      const center = new Center(2);
      center.update(tensor(ROWS));
      expectSame(
        center.buffers()[0],
        center.mean,
        "after update(x), the first of buffers() should be module.mean",
      );
    },
  },
  {
    name: "an update leaves no trace on the tape",
    check({ Center }) {
      const center = new Center(2);
      update(center, computed().x);
      expectSame(
        center.mean.gradFn,
        null,
        "after update(x), with x computed from a parameter, mean.gradFn should be null",
      );
      expectEqual(center.mean.requiresGrad, false, "after update(x), mean.requiresGrad");
    },
  },
  {
    name: "an update leaves its input as it was",
    check({ Center }) {
      const { x } = computed();
      update(new Center(2), x);
      expectValues(x, ROWS, "after update(x), x");
      expect(
        x.requiresGrad && x.gradFn !== null,
        "after update(x), x should still be on the tape, as it was before, but it is off",
      );
    },
  },
  {
    name: "step after step, forward, update and backward work",
    check({ Center }) {
      const center = new Center(2);
      const below = new nn.Linear(2, 2);
      for (let step = 1; step <= 3; step++) {
        const x = below.forward(tensor(ROWS));
        update(center, x);
        expectWorks(() => center.forward(x).sum().backward(), `in step ${step}, backward()`);
      }
    },
  },
  {
    name: "an update between forward and backward changes no gradient",
    check({ Center }) {
      const center = new Center(2);
      const { source, x } = computed();
      const out = center.forward(x);
      update(center, x);
      expectWorks(() => out.sum().backward(), "forward(x), then update(x), then backward()");
      expectValues(center.weight.grad, [4, 60], "with update(x) before backward(), weight.grad");
      expectValues(source.grad, [[1, 1], [1, 1]], "with update(x) before backward(), x's gradient");
    },
  },
];
