/**
 * Functions of one or two doubles that JavaScript's Math lacks.
 *
 * @module
 */

/** The nearest whole number; halves go to the even one, as IEEE 754 and PyTorch have it. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor === 0 && Object.is(Math.sign(x), -0) ? -0 : floor;
  if (rest > 0.5) return x < 0 && floor === -1 ? -0 : floor + 1;
  if (rest !== 0.5) return x;
  const even = floor % 2 === 0 ? floor : floor + 1;
  return even === 0 && x < 0 ? -0 : even;
}

/** What is left after floor division: it has the sign of the divisor, as in Python. */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && (rest < 0) !== (b < 0) ? rest + b : rest;
}

/** The largest whole number not above a / b, exact where a / b would be rounded up to it. */
export function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && (rest < 0) !== (b < 0)) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** Evaluates a polynomial, coefficients from the constant term up. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

// The rational approximations of Sun's fdlibm, each good to below one unit in the last place.
const SMALL_P = [
  1.28379167095512558561e-01,
  -3.25042107247001499370e-01,
  -2.84817495755985104766e-02,
  -5.77027029648944159157e-03,
  -2.37630166566501626084e-05,
];
const SMALL_Q = [
  1,
  3.97917223959155352819e-01,
  6.50222499887672944485e-02,
  5.08130628187576562776e-03,
  1.32494738004321644526e-04,
  -3.96022827877536812320e-06,
];
const MIDDLE_P = [
  -2.36211856075265944077e-03,
  4.14856118683748331666e-01,
  -3.72207876035701323847e-01,
  3.18346619901161753674e-01,
  -1.10894694282396677476e-01,
  3.54783043256182359371e-02,
  -2.16637559486879084300e-03,
];
const MIDDLE_Q = [
  1,
  1.06420880400844228286e-01,
  5.40397917702171048937e-01,
  7.18286544141962662868e-02,
  1.26171219808761642112e-01,
  1.36370839120290507362e-02,
  1.19844998467991074170e-02,
];
const LARGE_P = [
  -9.86494403484714822705e-03,
  -6.93858572707181764372e-01,
  -1.05586262253232909814e+01,
  -6.23753324503260060396e+01,
  -1.62396669462573470355e+02,
  -1.84605092906711035994e+02,
  -8.12874355063065934246e+01,
  -9.81432934416914548592e+00,
];
const LARGE_Q = [
  1,
  1.96512716674392571292e+01,
  1.37657754143519042600e+02,
  4.34565877475229228821e+02,
  6.45387271733267880336e+02,
  4.29008140027567833386e+02,
  1.08635005541779435134e+02,
  6.57024977031928170135e+00,
  -6.04244152148580987438e-02,
];
const TAIL_P = [
  -9.86494292470009928597e-03,
  -7.99283237680523006574e-01,
  -1.77579549177547519889e+01,
  -1.60636384855821916062e+02,
  -6.37566443368389627722e+02,
  -1.02509513161107724954e+03,
  -4.83519191608651397019e+02,
];
const TAIL_Q = [
  1,
  3.03380607434824582924e+01,
  3.25792512996573918826e+02,
  1.53672958608443695994e+03,
  3.19985821950859553908e+03,
  2.55305040643316442583e+03,
  4.74528541206955367215e+02,
  -2.24409524465858183362e+01,
];

/** The error function, to double precision. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return a === a ? Math.sign(x) : NaN;
  if (a < 0.84375) {
    const z = x * x;
    return x + x * (polynomial(z, SMALL_P) / polynomial(z, SMALL_Q));
  }
  if (a < 1.25) {
    const s = a - 1;
    const y = 8.45062911510467529297e-01 + polynomial(s, MIDDLE_P) / polynomial(s, MIDDLE_Q);
    return Math.sign(x) * y;
  }
  return Math.sign(x) * (1 - upperTail(a));
}

/** 1 - erf(x) for x from 1.25 up, without cancellation. */
export function upperTail(x: number): number {
  const s = 1 / (x * x);
  const ratio = x < 1 / 0.35
    ? polynomial(s, LARGE_P) / polynomial(s, LARGE_Q)
    : polynomial(s, TAIL_P) / polynomial(s, TAIL_Q);
  // The square of a float32 is exact, so the large exponent has no rounding error to magnify.
  const head = Math.fround(x);
  return Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + ratio) / x;
}
