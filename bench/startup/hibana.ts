import { ones, webgpu } from "../../mod.ts";

const device = Deno.args[0] === "webgpu" && await webgpu.init() ? "webgpu" : "cpu";
const a = ones(64, 64, { device });
console.log(a.matmul(a).at(0, 0).item());
