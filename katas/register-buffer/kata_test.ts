import { specification } from "./specification.ts";
import { Module } from "./starter.ts";

for (const { name, check } of specification) {
  Deno.test(name, () => check(Module));
}
