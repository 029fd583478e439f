/**
 * How PyTorch's messages name the type of a value, with Python's words: `float` for 0.5, `str` for "a",
 * `torch.FloatTensor` for a tensor.
 *
 * @module
 */
export { typeName } from "../../src/nn/naming.ts";
