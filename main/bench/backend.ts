/** The entry of `npm run bench:backend`: measures the backend on this machine, one line of JSON per value. */
import { measureProgram } from "./program.ts";
import { measureStore } from "./store.ts";

await measureStore();
await measureProgram();
