/** Operations on rows that devices do in one pass, against the same composed of ordinary operations. */

import { assertEquals } from "@std/assert";
import { noGrad, tensor } from "@hibana/hibana";
import { checkComposed, numbers } from "./support/composed.ts";
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
