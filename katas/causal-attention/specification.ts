/** What causal attention does, sentence by sentence. */
import { manualSeed, ones, type Tensor, tensor } from "@hibana/hibana";
import { accelerators, everywhere } from "../support/devices.ts";
import { expect, expectEqual, expectOn, expectValues, expectWorks } from "../support/expect.ts";
import { expectRows, FIRST_ROWS, notebookBatch, SECOND_ROWS } from "../support/notebook.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");

/** The notebook's module: three numbers a token in, two out, at most six tokens. */
function attention({ CausalAttention }: Answer, dropout = 0) {
  manualSeed(123);
  return new CausalAttention(3, 2, 6, dropout);
}

/** What forward gives. */
function run(model: { forward(x: Tensor): Tensor }, x: Tensor, what: string): Tensor {
  return expectWorks(() => model.forward(x), `forward ${what}`).detach();
}

/** As many decimals as the notebook prints. */
function round(x: number): number {
  return Number(x.toFixed(4));
}

/** The numbers of every token, of the first input in a batch. */
function rows(out: Tensor): number[][] {
  return (out.at(0).toArray() as number[][]).map((row) => row.map(round));
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "the mask has ones where a token would look ahead, and zeros elsewhere",
    check(answer) {
      manualSeed(123);
      const { mask } = new answer.CausalAttention(3, 2, 4, 0);
      expectValues(
        mask,
        [[0, 1, 1, 1], [0, 0, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]],
        "for contextLength 4, module.mask",
        0,
      );
    },
  },
  {
    name: "the mask is no parameter, so no optimizer will train it",
    check(answer) {
      expectEqual(
        attention(answer).namedParameters().map(([name]) => name),
        ["W_query.weight", "W_key.weight", "W_value.weight"],
        "the names of namedParameters()",
      );
    },
  },
  {
    name: "the mask is a buffer",
    check(answer) {
      expectEqual(
        attention(answer).namedBuffers().map(([name]) => name),
        ["mask"],
        "the names of namedBuffers()",
      );
    },
  },
  {
    name: "the mask is part of checkpoints, as in the book",
    check(answer) {
      expectEqual(
        [...attention(answer).stateDict().keys()],
        ["mask", "W_query.weight", "W_key.weight", "W_value.weight"],
        "the keys of stateDict()",
      );
    },
  },
  {
    name: "forward makes [batch, tokens, dOut] of [batch, tokens, dIn]",
    check(answer) {
      const out = run(attention(answer), notebookBatch(), "of the notebook's batch");
      expectEqual(out.shape, [2, 6, 2], "the shape of the output for an input of [2, 6, 3]");
    },
  },
  {
    name: "the weights with which a token attends sum to one",
    check(answer) {
      const model = attention(answer);
      // Every token has the value 1, so what comes out is the sum of the weights.
      model.W_value.weight.data = tensor([[0, 0, 1], [0, 0, 1]]);
      const x = notebookBatch();
      x.at(":", ":", 2).fill_(1);
      const sums = rows(run(model, x, "of a batch in which every token has the value 1"));
      for (const [i, [sum]] of sums.entries()) {
        expectEqual(sum, 1, `the sum of the weights with which token ${i + 1} attends`);
      }
    },
  },
  {
    name: "a token does not see those that come after it",
    check(answer) {
      const model = attention(answer);
      const x = notebookBatch();
      const before = rows(run(model, x, "of the notebook's batch"));
      x.at(":", "4:").fill_(9);
      const after = rows(run(model, x, "of the batch with its last two tokens changed"));
      for (let i = 0; i < 4; i++) {
        expectEqual(
          after[i],
          before[i],
          `when only tokens 5 and 6 change, the output of token ${i + 1}`,
        );
      }
    },
  },
  {
    name: "a token sees itself and those that come before it",
    check(answer) {
      const model = attention(answer);
      const before = rows(run(model, notebookBatch(), "of the notebook's batch"));
      for (const token of [0, 5]) {
        const x = notebookBatch();
        x.at(":", token).fill_(2);
        const after = rows(run(model, x, `of the batch with token ${token + 1} changed`));
        expect(
          String(after[5]) !== String(before[5]),
          `when token ${token + 1} changes, the output of token 6 should change, too`,
        );
      }
    },
  },
  {
    name: "fewer tokens than contextLength need only a corner of the mask",
    check(answer) {
      const model = attention(answer);
      const x = notebookBatch();
      const whole = rows(run(model, x, "of six tokens"));
      for (const tokens of [1, 4]) {
        const part = run(model, x.at(":", `:${tokens}`), `of ${tokens} of 6 possible tokens`);
        expectEqual(
          rows(part),
          whole.slice(0, tokens),
          `for the first ${tokens} of the six tokens alone, the output`,
        );
      }
    },
  },
  {
    name: "a token weighs another by its query times the other's key, over the square root of dOut",
    check(answer) {
      const model = attention(answer);
      // The three numbers of a token are its query, its key and its value.
      model.W_query.weight.data = tensor([[1, 0, 0], [0, 0, 0]]);
      model.W_key.weight.data = tensor([[0, 1, 0], [0, 0, 0]]);
      model.W_value.weight.data = tensor([[0, 0, 1], [0, 0, 1]]);
      const x = tensor([[[0, 1, 1], [2, 0.5, 0]]]);
      const [, [weight] = []] = rows(run(model, x, "of two tokens"));
      const wanted = 1 / (1 + Math.exp((2 * 0.5 - 2 * 1) / Math.sqrt(2)));
      expectEqual(
        weight,
        round(wanted),
        "for a token with query 2 and keys 1 and 0.5, the weight of the key 1",
      );
    },
  },
  {
    name: "dropout acts on the weights: with probability 1 nothing is left",
    check(answer) {
      const model = attention(answer, 1);
      model.W_value.weight.data = ones(2, 3);
      const out = run(model, notebookBatch(), "with dropout 1");
      expectEqual(rows(out), Array(6).fill([0, 0]), "with dropout 1, the output");
    },
  },
  {
    name: "to() takes the mask along, and forward works there",
    on: accelerators,
    check(answer, device) {
      const model = attention(answer).to(device);
      expectOn(model.mask, device, `after to("${device}"), module.mask`);
      const out = run(model, notebookBatch().to(device), `on ${device}`);
      expectOn(out, device, "the output");
    },
  },
  {
    name: "from seed 123 it prints what the notebook prints, and a second one what comes next",
    on: everywhere,
    check(answer, device) {
      const first = attention(answer);
      const second = new answer.CausalAttention(3, 2, 6, 0);
      expectRows(first.to(device), FIRST_ROWS, device, "the first module");
      expectRows(second.to(device), SECOND_ROWS, device, "the second module");
    },
  },
  {
    name: "the weights learn, the mask gets no gradient",
    on: everywhere,
    check(answer, device) {
      const model = attention(answer).to(device);
      const before = model.mask.toArray();
      expectWorks(
        () => model.forward(notebookBatch().to(device)).square().sum().backward(),
        `backward on ${device}`,
      );
      for (const [name, { grad }] of model.namedParameters()) {
        expectOn(grad, device, `after backward, the grad of ${name}`);
      }
      expect(model.mask.grad === null, "after backward, the mask should have no grad");
      expectValues(model.mask, before, "after forward and backward, the mask", 0);
    },
  },
];
