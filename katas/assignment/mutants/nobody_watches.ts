import { nn } from "@hibana/hibana";
import { Module as Base } from "../../register-buffer/solution.ts";

/**
 * Once your constructor has run, nobody watches. If you looked through the attributes in it: a subclass
 * assigns only after super() has returned. If you made a proxy in it: return the proxy, or `new` gives out
 * the bare object, which passes no trap.
 */
export class Module extends Base {
  constructor() {
    super();
    for (const [name, value] of Object.entries(this)) {
      if (value instanceof nn.Parameter) this.registerParameter(name, value);
      if (value instanceof Module) this.registerModule(name, value);
    }
  }
}
