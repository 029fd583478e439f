/** Operations on rows that devices do in one pass, against the same composed of ordinary operations. */

import { assertEquals, assertRejects } from "@std/assert";
import { IndexError, nn, noGrad, optim, type Tensor, tensor } from "@hibana/hibana";
import { checkComposed, numbers } from "./support/composed.ts";
import { isClose, toleranceOf } from "./support/closeness.ts";
import { onEachDevice } from "./support/devices.ts";

const SIZES = [[1, 1], [3, 2], [2, 3], [5, 17], [3, 63], [2, 64], [3, 65], [7, 1000], [2, 5001]];

for (const name of ["softmax", "logSoftmax"] as const) {
  onEachDevice(`${name} of rows of any length has the right values and gradients`, (place) => {
    for (const shape of SIZES) checkComposed(place, (x) => x[name](-1), [numbers(shape)]);
  });

  onEachDevice(`${name} has second derivatives`, (place) => {
    checkComposed(place, (x) => x[name](-1), [numbers([3, 5])], 2);
  });

  onEachDevice(`${name} works along any dimension of any view`, (place) => {
    const x = numbers([4, 5, 7]);
    checkComposed(place, (x) => x[name](0), [x]);
    checkComposed(place, (x) => x[name](1), [x]);
    checkComposed(place, (x) => x.transpose(0, 2)[name](-1), [x]);
    checkComposed(place, (x) => x.narrow(2, 1, 5)[name](2), [x]);
    checkComposed(place, (x) => x.flip(2).at("1:")[name](2), [x]);
    checkComposed(place, (x) => x.at(2, 3, 4)[name](0), [x]);
    checkComposed(place, (x) => x.at(0, 0, 0).expand(3, 5)[name](1), [x]);
  });

  onEachDevice(`${name} keeps NaN and infinities apart from other rows`, (place) => {
    const rows = [[1, NaN, 2, 3, 4], [0, -Infinity, 1, 2, -1000], [Infinity, 1, 0, 0, 2]];
    const all = tensor([...rows, new Array(5).fill(-Infinity), [1e30, 1e30, -1e30, 0, 1e30]]);
    noGrad(() => checkComposed(place, (x) => x[name](-1), [all], 0));
  });
}

onEachDevice("softmax of -Infinity is 0 exactly, among large numbers and small", (place) => {
  const x = tensor([[-Infinity, 5, -Infinity], [-300, 1e-30, -Infinity]], { device: place });
  const y = x.softmax(1).toArray() as number[][];
  assertEquals([y[0]![0], y[0]![2], y[1]![2]], [0, 0, 0]);
});

for (const name of ["layerNorm", "rmsNorm"] as const) {
  const normalize = (x: Tensor, options: { weight?: Tensor; bias?: Tensor } = {}) =>
    nn.functional[name](x, [x.size(-1)], { eps: 1e-3, ...options });

  onEachDevice(`${name} of rows of any length has the right values and gradients`, (place) => {
    for (const shape of [...SIZES, [200, 3]]) {
      const weight = numbers([shape[1]!], 2);
      checkComposed(place, (x) => normalize(x), [numbers(shape)]);
      checkComposed(place, (x, weight) => normalize(x, { weight }), [numbers(shape), weight]);
    }
  });

  onEachDevice(`${name} has second derivatives`, (place) => {
    const inputs = [numbers([3, 5]), numbers([5], 2)];
    checkComposed(place, (x, weight) => normalize(x, { weight }), inputs, 2);
  });

  onEachDevice(`${name} takes views, and gives gradients to whom they are due`, (place) => {
    const [x, weight] = [numbers([4, 5, 7]), numbers([2, 7], 2)];
    checkComposed(place, (x, w) => normalize(x.transpose(0, 1), { weight: w.at(1) }), [x, weight]);
    checkComposed(place, (x) => normalize(x.flip(2), { weight: x.detach().at(1, 2) }), [x]);
    checkComposed(place, (w) => normalize(w.detach().repeat(3, 1), { weight: w.at(1) }), [weight]);
  });
}

onEachDevice(
  "layerNorm with a bias has the right gradients, over any trailing dimensions",
  (place) => {
    const layerNorm = (x: Tensor, weight: Tensor | undefined, bias: Tensor) =>
      nn.functional.layerNorm(x, bias.shape, { weight, bias });
    for (const shape of SIZES) {
      const inputs = [numbers(shape), numbers([shape[1]!], 2), numbers([shape[1]!], 3)];
      checkComposed(place, (x, weight, bias) => layerNorm(x, weight!, bias!), inputs);
    }
    const [x, weight, bias] = [numbers([3, 4, 5]), numbers([4, 5], 2), numbers([4, 5], 3)];
    checkComposed(place, (x, weight, bias) => layerNorm(x!, weight!, bias!), [x, weight, bias]);
    checkComposed(place, (x, bias) => layerNorm(x!, undefined, bias!), [x, bias]);
    checkComposed(place, (x, weight, bias) => layerNorm(x!, weight!, bias!), [x, weight, bias], 2);
  },
);

onEachDevice("layerNorm of rows far from 0 is as exact as of others", (place) => {
  const far = numbers([2, 100]).add(300);
  checkComposed(place, (x) => nn.functional.layerNorm(x, [100]), [far]);
});

onEachDevice("gradients of layerNorm's weight stay exact over thousands of rows", (place) => {
  const x = numbers([5000, 3]);
  checkComposed(place, (x, weight, bias) => nn.functional.layerNorm(x, [3], { weight, bias }), [
    x,
    numbers([3], 2),
    numbers([3], 3),
  ]);
});
onEachDevice("crossEntropy of any number of classes has the right gradients", (place) => {
  for (const shape of SIZES) {
    const classes = tensor(
      Int32Array.from({ length: shape[0]! }, (_, i) => (5 * i + 1) % shape[1]!),
    );
    for (const reduction of ["mean", "sum", "none"] as const) {
      checkComposed(
        place,
        (x) => nn.functional.crossEntropy(x, classes.to(x.device), { reduction }),
        [numbers(shape)],
      );
    }
  }
});

onEachDevice("crossEntropy counts no ignored class, whatever its scores", (place) => {
  const classes = tensor([1, -100, 2, 0], { dtype: "int32" });
  const loss = (x: Tensor, ignoreIndex?: number) =>
    nn.functional.crossEntropy(x, classes.to(x.device), { ignoreIndex });
  checkComposed(place, (x) => loss(x), [numbers([4, 3])]);
  checkComposed(place, (x) => loss(x), [numbers([4, 3])], 2);
  checkComposed(
    place,
    (x) => nn.functional.crossEntropy(x, x.detach().argmax(1), { ignoreIndex: 2 }),
    [
      numbers([9, 3]),
    ],
  );
  const wild = tensor([[0, 1, 2], [NaN, Infinity, 1], [3, -Infinity, 4], [0, 0, -Infinity]]);
  noGrad(() => checkComposed(place, (x) => loss(x), [wild], 0));
});

onEachDevice(
  "crossEntropy takes [C] and [N, C, ...], in any layout, twice differentiated",
  (place) => {
    const one = tensor(2, { dtype: "int32" });
    checkComposed(place, (x) => nn.functional.crossEntropy(x, one.to(x.device)), [numbers([5])], 2);
    const many = tensor([[1, 0, 2], [2, 2, 0]], { dtype: "int32" });
    const loss = (x: Tensor) => nn.functional.crossEntropy(x, many.to(x.device));
    checkComposed(place, loss, [numbers([2, 4, 3])], 2);
    checkComposed(place, (x) => loss(x.transpose(0, 2)), [numbers([3, 4, 2])]);
  },
);

onEachDevice("crossEntropy names a class that there is not", async (place) => {
  const x = numbers([2, 3]).to(place);
  const classes = tensor([0, 3], { dtype: "int32", device: place });
  await assertRejects(
    async () => await nn.functional.crossEntropy(x, classes).toArrayAsync(),
    IndexError,
    "Target 3 is out of bounds.",
  );
});

onEachDevice("embedding looks rows of any length up, and adds up their gradients", (place) => {
  const index = tensor([[3, 0, 3], [1, 3, 0]], { dtype: "int32" });
  for (const columns of [1, 2, 5, 17, 64, 65]) {
    const table = numbers([4, columns]);
    checkComposed(place, (w) => nn.functional.embedding(index.to(w.device), w), [table]);
  }
  const lookup = (w: Tensor) => nn.functional.embedding(index.to(w.device), w, { paddingIdx: 3 });
  checkComposed(place, (w) => lookup(w).square(), [numbers([5, 3])], 2);
  checkComposed(place, (w) => lookup(w.t()), [numbers([3, 5])]);
  checkComposed(place, (w) => lookup(w.at("1:")), [numbers([5, 3])]);
});

onEachDevice("Adam's step of any number of weights is that of its formula", (place) => {
  for (const count of [1, 3, 4, 5, 17, 63, 64, 65, 1000, 1027]) {
    for (const decoupled of [false, true]) {
      const { lr, betas: [b1, b2], eps, weightDecay } = {
        lr: 0.05,
        betas: [0.8, 0.9],
        eps: 1e-6,
        weightDecay: 0.1,
      } as const;
      const start = numbers([count]);
      const weights = start.to({ device: place, copy: true });
      const Kind = decoupled ? optim.AdamW : optim.Adam;
      const optimizer = new Kind([weights], { lr, betas: [b1, b2], eps, weightDecay });
      const wanted = Array.from(start.toTypedArray());
      const [mean, square] = [wanted.map(() => 0), wanted.map(() => 0)];
      for (let t = 1; t <= 3; t++) {
        const slopes = numbers([count], t + 2);
        weights.grad = slopes.to(place);
        optimizer.step();
        slopes.toTypedArray().forEach((slope, i) => {
          const g = decoupled ? slope : slope + weightDecay * wanted[i]!;
          if (decoupled) wanted[i]! *= 1 - lr * weightDecay;
          mean[i] = b1 * mean[i]! + (1 - b1) * g;
          square[i] = b2 * square[i]! + (1 - b2) * g * g;
          const root = Math.sqrt(square[i]! / (1 - b2 ** t)) + eps;
          wanted[i]! -= lr / (1 - b1 ** t) * mean[i]! / root;
        });
      }
      const got = weights.toTypedArray();
      const wrong = wanted.findIndex((x, i) => !isClose(got[i]!, x, toleranceOf("float32")));
      assertEquals(wrong, -1, `${Kind.name} of ${count}: ${got[wrong]} is not ${wanted[wrong]}`);
    }
  }
});

onEachDevice("rows are read by index, and their gradients added up, wherever they lie", (place) => {
  const rows = tensor([[2, 0], [-1, 2]], { dtype: "int32" });
  const flat = tensor([2, 0, 2, 1], { dtype: "int32" });
  for (const columns of [1, 3, 32, 33, 65]) {
    const x = numbers([3, columns]);
    checkComposed(place, (x) => x.at(rows.to(x.device)), [x]);
    checkComposed(place, (x) => x.indexSelect(0, flat.to(x.device)), [x]);
  }
  const x = numbers([3, 4, 3]);
  checkComposed(place, (x) => x.at(rows.to(x.device)).square(), [x], 2);
  checkComposed(place, (x) => x.indexSelect(0, flat.to(x.device)).square(), [x], 2);
  checkComposed(place, (x) => x.transpose(0, 2).at(":", rows.to(x.device)), [x]);
  checkComposed(place, (x) => x.at("1:").indexSelect(0, flat.gt(0).int().to(x.device)), [x]);
  checkComposed(place, (x) => x.at(rows.to(x.device), 1, flat.at("2:").to(x.device)), [x]);
});

onEachDevice(
  "slopes of activations are right in one step, and differentiable in several",
  (place) => {
    const { relu, gelu, sigmoid, silu, tanh } = nn.functional;
    const tanhGelu = (x: Tensor) => gelu(x, { approximate: "tanh" });
    for (const activation of [relu, gelu, tanhGelu, sigmoid, silu, tanh]) {
      for (const shape of [[1], [17], [5, 13], [40, 50]]) {
        checkComposed(place, (x) => activation(x), [numbers(shape)]);
      }
      checkComposed(place, (x) => activation(x).square(), [numbers([7])], 2);
      checkComposed(place, (x) => activation(x.t()).at("1:"), [numbers([4, 5])]);
      checkComposed(place, (x) => activation(x.at(0, 0).expand(3, 2)), [numbers([2, 2])]);
    }
  },
);

onEachDevice("groupNorm of groups of any size has the right gradients, twice", (place) => {
  const groupNorm = (x: Tensor, groups: number, weight?: Tensor, bias?: Tensor) =>
    nn.functional.groupNorm(x, groups, { weight, bias, eps: 1e-3 });
  for (const [shape, groups] of [[[2, 4, 5], 2], [[3, 6], 2], [[2, 4, 17, 16], 4]] as const) {
    const [weight, bias] = [numbers([shape[1]], 2), numbers([shape[1]], 3)];
    checkComposed(place, (x) => groupNorm(x, groups), [numbers(shape)]);
    checkComposed(place, (x, w, b) => groupNorm(x, groups, w, b), [numbers(shape), weight, bias]);
  }
  const inputs = [numbers([2, 4, 3]), numbers([4], 2), numbers([4], 3)];
  checkComposed(place, (x, w, b) => groupNorm(x, 2, w, b), inputs, 2);
  checkComposed(place, (x, w) => groupNorm(x.transpose(1, 2), 3, w), [
    numbers([2, 4, 3]),
    numbers([3]),
  ]);
});
