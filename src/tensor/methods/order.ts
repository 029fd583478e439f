/**
 * Methods that sort, rank and search.
 *
 * @module
 */
import { ScanMethods } from "./scan.ts";

/** Methods that sort, rank and search. */
export abstract class OrderMethods extends ScanMethods {
}
