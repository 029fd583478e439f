import * as answer from "./starter.ts";
import { specification } from "./specification.ts";
import { testKata } from "../support/testing.ts";

testKata(specification, answer);
