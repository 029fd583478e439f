/**
 * What holds on to tensors from outside of the function that made them: leaves to their gradients, modules to
 * their attributes, optimizers to what they remember. A scope that ends asks here what to spare.
 *
 * @module
 */

const collectors: Set<object>[] = [];

/**
 * Says that an object outlives the running function, and with it the tensors that it refers to.
 *
 * @param holder a tensor (with its gradient), or an object with tensors in it
 */
export function hold(holder: object): void {
  collectors.at(-1)?.add(holder);
}

/** Begins to collect what is held. */
export function openHold(): void {
  collectors.push(new Set());
}

/** Ends what the last `openHold` began, and gives what was held since; the one around it holds that, too. */
export function closeHold(): ReadonlySet<object> {
  const held = collectors.pop() ?? new Set<object>();
  for (const holder of held) hold(holder);
  return held;
}
