/** Property-based tests try new values in each run, except where a seed is given: then always the same ones. */
import fc from "fast-check";

const seed = process.env.QADAPTER_TEST_SEED;
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) });
