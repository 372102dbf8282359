/** Fails when an installer in the present folder is larger than people are told. */
import { readdirSync, statSync } from "node:fs";

const largest = 200_000_000;
for (const name of readdirSync(".")) {
    const { size } = statSync(name);
    console.log(`${(size / 1e6).toFixed(1)} MB  ${name}`);
    if (size > largest) {
        console.error(`${name} is larger than ${largest / 1e6} MB.`);
        process.exitCode = 1;
    }
}
