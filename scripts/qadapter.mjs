#!/usr/bin/env node
/**
 * The `qadapter` command as npm sees it. Not the command itself: that is main/cli/main.ts, which
 * bootstrap.mjs starts on the right Node.
 */
import { runEntry } from "./bootstrap.mjs";

await runEntry("main/cli/main.ts", process.argv.slice(2));
