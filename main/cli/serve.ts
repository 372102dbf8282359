/**
 * `qadapter serve`: its options, their limits and help. What it does is in runServe.ts.
 */
import { type Command, Option } from "commander";
import { dataVariable } from "../dataFolder/location.ts";
import { whole } from "./numbers.ts";

/** What `qadapter serve` was asked. */
export interface ServeOptions {
    /** The data folder; default: the system's place. */
    data?: string;
    /** Default: any free one. */
    port?: number;
    /** Opens the browser. */
    open?: boolean;
}

const examples = `
Examples:
  qadapter serve --open
  qadapter serve --data ./team --port 8080`;

/** Adds `serve` to the program; `run` is called with the checked options. */
export function registerServe(program: Command, run: (options: ServeOptions) => Promise<void>): void {
    program
        .command("serve")
        .summary("run Q-Adapter Studio in the browser")
        .description(
            "Runs Q-Adapter Studio for a browser on this computer and prints a link, which works once. Enter prints another one, Ctrl-C ends the program.",
        )
        .option("--data <dir>", `data folder (default: ${dataVariable}, or the system's place for data)`)
        .addOption(
            new Option("--port <n>", "port on 127.0.0.1 (default: any free one)").argParser(
                whole({ min: 0, max: 65_535 }),
            ),
        )
        .option("--open", "open the browser")
        .addHelpText("after", examples)
        .action((options: ServeOptions) => run(options));
}
