/** What attention with a cache does, sentence by sentence: for the learner's code, and for ours. */
import { manualSeed, noGrad, randn, type Tensor, ValueError } from "@hibana/hibana";
import { accelerators } from "../support/devices.ts";
import {
  expect,
  expectEqual,
  expectOn,
  expectSame,
  expectThrows,
  expectValues,
  expectWorks,
} from "../support/expect.ts";
import type { Sentence } from "../support/sentence.ts";

type Answer = typeof import("./solution.ts");
type Attention = InstanceType<Answer["CachedAttention"]>;

/** Attention for texts of up to six tokens, and two such texts. */
function attention({ CachedAttention }: Answer) {
  manualSeed(123);
  return { model: new CachedAttention(3, 2, 6), text: randn(2, 6, 3), other: randn(2, 6, 3) };
}

/** One step. */
function step(model: Attention, x: Tensor, what: string): Tensor {
  return noGrad(() => expectWorks(() => model.step(x), `step of ${what}`));
}

/** Gives a text to step() in pieces of these sizes, and compares each with what forward() gives. */
function expectSteps(
  model: Attention,
  text: Tensor,
  pieces: readonly number[],
  { when, from = 0 }: { when: string; from?: number },
): void {
  const whole = noGrad(() => model.forward(text));
  let start = from;
  for (const piece of pieces) {
    const tokens = `${start}:${start + piece}`;
    const what = piece === 1 ? `token ${start + 1}` : `tokens ${start + 1} to ${start + piece}`;
    const out = step(model, text.at(":", tokens), `${what} ${when}`);
    const shape = [text.size(0), piece, whole.size(2)];
    expectEqual(out.shape, shape, `the shape of what step() gives for ${what} ${when}`);
    for (let i = 0; i < piece; i++) {
      const token = `token ${start + i + 1}`;
      expectValues(
        out.at(":", i),
        whole.at(":", start + i).toArray(),
        `${when}, the output of step() for ${token}, like that of forward(),`,
      );
    }
    start += piece;
  }
}

/** The names of the buffers, sorted. */
function buffers(model: Attention): string[] {
  return model.namedBuffers().map(([name]) => name).sort();
}

/** The specification. */
export const specification: readonly Sentence<Answer>[] = [
  {
    name: "keys and values are buffers that begin as empty slots",
    check(answer) {
      const { model } = attention(answer);
      for (const name of ["keys", "values"] as const) {
        expect(model._buffers.has(name), `${name} should be registered as a buffer`);
        expectSame(model[name], null, `before the first step, module.${name} should be null`);
      }
    },
  },
  {
    name: "a whole text in one step gives what forward gives",
    check(answer) {
      const { model, text } = attention(answer);
      expectSteps(model, text, [6], { when: "in one step" });
    },
  },
  {
    name: "the buffers hold the keys and values of all tokens so far",
    check(answer) {
      const { model, text } = attention(answer);
      step(model, text.at(":", ":2"), "two tokens");
      step(model, text.at(":", "2:3"), "one more token");
      const what = "after steps of 2 tokens and 1,";
      expectEqual(buffers(model), ["keys", "mask", "values"], `${what} the names of the buffers`);
      for (const name of ["keys", "values"] as const) {
        const room = model[name]?.size(1) ?? 0;
        expect(
          room >= 3,
          `${what} module.${name} should hold 3 tokens, but its size(1) is ${room}`,
        );
      }
    },
  },
  {
    name: "token by token, the same comes out",
    check(answer) {
      const { model, text } = attention(answer);
      expectSteps(model, text, [1, 1, 1, 1, 1, 1], { when: "token by token" });
    },
  },
  {
    name: "in pieces of any size, the same comes out",
    check(answer) {
      const { model, text } = attention(answer);
      expectSteps(model, text, [1, 3, 2], { when: "in pieces of 1, 3 and 2 tokens" });
    },
  },
  {
    name: "checkpoints hold nothing of a text",
    check(answer) {
      const { model, text } = attention(answer);
      const before = [...model.stateDict().keys()];
      step(model, text.at(":", ":2"), "two tokens");
      expectEqual([...model.stateDict().keys()], before, "after a step, the keys of stateDict()");
    },
  },
  {
    name: "no gradient flows into the cache, which would hold on to every step before",
    check(answer) {
      const { model, text } = attention(answer);
      expectWorks(() => model.step(text.at(":", ":2")), "step of two tokens, outside of noGrad,");
      expectEqual(model.keys?.requiresGrad, false, "after a step, module.keys.requiresGrad");
      expectEqual(model.values?.requiresGrad, false, "after a step, module.values.requiresGrad");
    },
  },
  {
    name: "reset empties the slots, which are still buffers",
    check(answer) {
      const { model, text } = attention(answer);
      step(model, text, "six tokens");
      model.reset();
      for (const name of ["keys", "values"] as const) {
        expectSame(model[name], null, `after reset(), module.${name} should be null`);
        expect(model._buffers.has(name), `after reset(), ${name} should still be a buffer`);
      }
    },
  },
  {
    name: "after reset, the next text knows nothing of the last",
    check(answer) {
      const { model, text, other } = attention(answer);
      step(model, text.at(":", ":4"), "four tokens");
      model.reset();
      expectSteps(model, other, [1, 2, 3], { when: "after a text of 4 tokens and reset()" });
    },
  },
  {
    name: "two modules remember two texts",
    check(answer) {
      const first = attention(answer);
      const second = attention(answer);
      step(first.model, first.text.at(":", ":2"), "two tokens");
      expectSteps(second.model, second.other, [2, 4], {
        when: "while another module is in the middle of another text",
      });
      expectSteps(first.model, first.text, [2, 2], {
        when: "after another module has seen another text",
        from: 2,
      });
    },
  },
  {
    name: "nothing of one batch leaks into a batch of another size",
    check(answer) {
      const { model, text, other } = attention(answer);
      step(model, text.at(":", ":2"), "two tokens, in a batch of 2");
      const next = other.at(":1", ":1");
      let out: Tensor;
      try {
        out = noGrad(() => model.step(next));
      } catch {
        return; // What is refused does not leak.
      }
      expectValues(
        out,
        noGrad(() => model.forward(next)).toArray(),
        "in the middle of a batch of 2, what step() gives for the first token of a batch of 1",
      );
    },
  },
  {
    name: "a batch of another size is refused",
    check(answer) {
      const { model, text, other } = attention(answer);
      step(model, text.at(":", ":2"), "two tokens, in a batch of 2");
      expectThrows(
        () => model.step(other.at(":1", "2:3")),
        ValueError,
        "the cache holds a batch of 2, but got a batch of 1",
        "step of a batch of 1, in the middle of a batch of 2,",
      );
    },
  },
  {
    name: "what was refused is not remembered",
    check(answer) {
      const { model, text, other } = attention(answer);
      step(model, text.at(":", ":2"), "two tokens, in a batch of 2");
      try {
        model.step(other.at(":1", "2:3"));
      } catch {
        // As it should.
      }
      expectSteps(model, text, [1, 3], { when: "after a batch of 1 was refused", from: 2 });
    },
  },
  {
    name: "a module that was moved begins a text on its device",
    on: accelerators,
    check(answer, device) {
      const { model, text } = attention(answer);
      model.to(device);
      expectSteps(model, text.to(device), [2, 1, 3], { when: `on ${device}` });
      expectOn(model.keys, device, `after steps on ${device}, module.keys`);
    },
  },
  {
    name: "a module that is moved in the middle of a text goes on there",
    on: accelerators,
    check(answer, device) {
      const { model, text } = attention(answer);
      step(model, text.at(":", ":3"), "three tokens on cpu");
      model.to(device);
      expectOn(model.keys, device, `after three tokens and to("${device}"), module.keys`);
      expectOn(model.values, device, `after three tokens and to("${device}"), module.values`);
      expectSteps(model, text.to(device), [1, 2], {
        when: `after three tokens on cpu and to("${device}")`,
        from: 3,
      });
    },
  },
];
