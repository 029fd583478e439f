import type * as hibana from "../../mod.ts";

const [type, form] = Deno.args;
// `deno task bundle` makes the one file.
const file = new URL(form === "bundle" ? "../../dist/hibana.js" : "../../mod.ts", import.meta.url);
const { ones, webgpu }: typeof hibana = await import(file.href);

const device = type === "webgpu" && await webgpu.init() ? "webgpu" : "cpu";
const a = ones(64, 64, { device });
console.log(a.matmul(a).at(0, 0).item());
