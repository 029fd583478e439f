/** What the shadow of a model does, sentence by sentence. */
import { nn, noGrad, type Tensor, tensor, zeros } from "@hibana/hibana";
import { BatchNorm } from "../batchnorm-stats/solution.ts";
import { Module } from "../persistence-flip/solution.ts";
import { accelerators, everywhere } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";
import { watch } from "../support/traffic.ts";

type Answer = typeof import("./solution.ts");

/** A weight; a table that two modules share; statistics; and a cache that is not persistent. */
class Model extends Module {
  declare weight: nn.Parameter;
  declare embed: Module;
  declare head: Module;
  declare norm: BatchNorm;
  declare cache: Tensor;

  constructor() {
    super();
    this.weight = new nn.Parameter(zeros(2));
    const table = new nn.Parameter(zeros(2));
    this.embed = new Module();
    this.embed.registerParameter("table", table);
    this.head = new Module();
    this.head.registerParameter("table", table);
    this.norm = new BatchNorm(2);
    this.registerBuffer("cache", zeros(2), { persistent: false });
  }

  /** What embed and head share. */
  get table(): nn.Parameter {
    return this.embed["table"] as nn.Parameter;
  }

  /** As a step of training does: adds 4 to weight and table, measures a batch, fills the cache. */
  step(): void {
    const { device } = this.weight;
    noGrad(() => {
      this.weight.add_(4);
      this.table.add_(4);
    });
    this.norm.forward(tensor([[1, 1], [1, 4], [4, 10]], { device }));
    this.cache.add_(1);
  }
}

/** A model that was trained for three steps, and its shadow. */
function shadowed({ Shadow }: Answer) {
  const model = new Model();
  for (let i = 0; i < 3; i++) model.step();
  const shadow = expectWorks(() => new Shadow(model, () => new Model(), 0.75), "new Shadow(...)");
  return { model, shadow };
}

/** All buffers of the average are the model's, to the last bit. */
function expectBuffers(average: Model, model: Model, when: string): void {
  const own = new Map(average.namedBuffers());
  for (const [name, buffer] of model.namedBuffers()) {
    expectValues(own.get(name), buffer.toArray(), `${when}, average.${name}`, 0);
  }
}

function update(shadow: { update(): void }, when = "update()"): void {
  expectWorks(() => shadow.update(), when);
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "the average is another model, made by make, once",
    check({ Shadow }) {
      const model = new Model();
      const made: Model[] = [];
      const make = () => made[made.push(new Model()) - 1]!;
      const shadow = expectWorks(() => new Shadow(model, make), "new Shadow(model, make)");
      update(shadow);
      expectEqual(made.length, 1, "how often make was called");
      expectSame(shadow.average, made[0], "shadow.average should be what make gave");
      expectSame(shadow.model, model, "shadow.model should be the model that was given");
    },
  },
  {
    name: "it begins with the model's parameters",
    check(answer) {
      const { average } = shadowed(answer).shadow;
      expectValues(average.weight, [12, 12], "of a model with the weight [12, 12], average.weight");
    },
  },
  {
    name: "it begins with the model's buffers, also those that are not persistent",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      expectBuffers(shadow.average, model, "when the shadow is new");
    },
  },
  {
    name: "the average shares no memory with the model",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      const { average } = shadow;
      for (const when of ["when the shadow is new", "after update"]) {
        const own = new Map([...average.namedParameters(), ...average.namedBuffers()]);
        for (const [name, x] of [...model.namedParameters(), ...model.namedBuffers()]) {
          const both = `average.${name} and model.${name} should not have the same memory`;
          expect(own.get(name)?.storage !== x.storage, `${when}, ${both}`);
        }
        update(shadow);
      }
    },
  },
  {
    name: "update moves the parameters towards the model's, by what decay leaves",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      const decay = "with decay 0.75 and an average of 12,";
      expectValues(shadow.average.norm.weight, [1, 1], "after update, an average of equal weights");
      expectValues(
        shadow.average.weight,
        [13, 13],
        `${decay} after a weight of 16, average.weight`,
      );
      model.step();
      update(shadow);
      const twice = `${decay} after weights of 16 and 20, average.weight`;
      expectValues(shadow.average.weight, [14.75, 14.75], twice);
    },
  },
  {
    name: "a parameter that two names lead to is averaged once",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      const what = "with decay 0.75, after a table of 12 and one of 16, average.embed.table";
      expectValues(shadow.average.table, [13, 13], what);
      const { head } = shadow.average;
      expectSame(head["table"], shadow.average.table, "average.head.table should be the same one");
    },
  },
  {
    name: "the default decay is 0.99",
    check({ Shadow }) {
      const model = new Model();
      const shadow = expectWorks(() => new Shadow(model, () => new Model()), "new Shadow(...)");
      model.step();
      update(shadow);
      const what = "without a decay, after a weight of 0 and one of 4, average.weight";
      expectValues(shadow.average.weight, [0.04, 0.04], what);
    },
  },
  {
    name: "a counter of whole numbers is copied exactly",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      const { num_batches_tracked: count } = shadow.average.norm;
      expectEqual(count.dtype, "int32", "after update, the dtype of average.norm's counter");
      expectValues(count, 4, "after four batches, average.norm.num_batches_tracked", 0);
    },
  },
  {
    name: "statistics are copied, not averaged a second time",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      const { running_mean: mean, running_var: variance } = model.norm;
      const after = "after update, the same as in the model: average.norm.";
      expectValues(shadow.average.norm.running_mean, mean.toArray(), `${after}running_mean`, 0);
      expectValues(shadow.average.norm.running_var, variance.toArray(), `${after}running_var`, 0);
    },
  },
  {
    name: "buffers that are not persistent are copied, too",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      expectValues(
        shadow.average.cache,
        [4, 4],
        "after update, with a cache of 4, average.cache",
        0,
      );
    },
  },
  {
    name: "a buffer that was assigned anew is copied as well",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.cache = tensor([7, 8]);
      update(shadow);
      const what = "after model.cache = tensor([7, 8]) and update, average.cache";
      expectValues(shadow.average.cache, [7, 8], what, 0);
    },
  },
  {
    name: "the model is left as it is, and goes on learning",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      update(shadow);
      expectValues(model.weight, [12, 12], "after update, the model's weight");
      expectValues(model.cache, [3, 3], "after update, the model's cache");
      expectEqual(model.weight.requiresGrad, true, "requiresGrad of the model's weight");
    },
  },
  {
    name: "the average's parameters need no gradient, and are on no tape",
    check(answer) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      for (const [name, x] of shadow.average.namedParameters()) {
        expectEqual(x.requiresGrad, false, `after update, requiresGrad of average.${name}`);
      }
    },
  },
  {
    name: "update writes into the tensors that the average has",
    check(answer) {
      const { model, shadow: { average }, shadow } = shadowed(answer);
      const before = [...average.namedParameters(), ...average.namedBuffers()];
      model.step();
      update(shadow);
      const now = new Map([...average.namedParameters(), ...average.namedBuffers()]);
      for (const [name, x] of before) {
        expectSame(now.get(name), x, `after update, average.${name} should be what it was`);
      }
    },
  },
  {
    name: "the shadow of a model on an accelerator is there, too",
    on: accelerators,
    check({ Shadow }, device) {
      const model = new Model().to(device);
      const shadow = expectWorks(
        () => new Shadow(model, () => new Model(), 0.75),
        `new Shadow of a model on ${device}`,
      );
      model.step();
      update(shadow, `update() on ${device}`);
      expectOn(shadow.average.weight, device, `of a model on ${device}, average.weight`);
      expectOn(shadow.average.cache, device, `of a model on ${device}, average.cache`);
      expectValues(shadow.average.weight, [1, 1], "after a weight of 0 and one of 4, the average");
      expectBuffers(shadow.average, model, `after update on ${device}`);
    },
  },
  {
    name: "when the model moves, the average follows, and nothing is lost",
    on: accelerators,
    check(answer, device) {
      const { model, shadow } = shadowed(answer);
      model.step();
      update(shadow);
      model.to(device);
      model.step();
      update(shadow, `update() after model.to("${device}")`);
      const { average } = shadow;
      for (const [name, x] of [...average.namedParameters(), ...average.namedBuffers()]) {
        expectOn(x, device, `after model.to("${device}") and update, average.${name}`);
      }
      expectOn(model.weight, device, `after model.to("${device}") and update, model.weight`);
      const twice = "with decay 0.75, after weights of 12, 16 and, there, 20, average.weight";
      expectValues(average.weight, [14.75, 14.75], twice);
      expectBuffers(average, model, `after model.to("${device}") and update`);
    },
  },
  {
    name: "update reads nothing back",
    on: everywhere,
    check(answer, device) {
      const { model, shadow } = shadowed(answer);
      model.to(device);
      update(shadow, `update() on ${device}`);
      const { reads } = watch([device], () => update(shadow, `update() on ${device}`));
      expectEqual(reads, 0, `how often update reads numbers from ${device}`);
    },
  },
];
