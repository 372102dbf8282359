/** The names that --model takes beside a path. */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, it } from "vitest";
import { modelPath } from "../../main/cli/namedModels.ts";
import { qadapter } from "../support/command.ts";
import { describeSmollm2, smollm2Path } from "../support/smollm2.ts";

it("knows the bundled model by its name, and takes everything else as a path", () => {
    expect(existsSync(modelPath("pip"))).toBe(true);
    expect(modelPath("./pip")).toBe("./pip");
    expect(modelPath("models/smollm2")).toBe("models/smollm2");
});

it("says how to get SmolLM2 when it is not there", () => {
    expect(() => modelPath("smollm2", tmpdir())).toThrow(/npm run fetch-model.*--model[.]$/);
});

it("takes the name on the command line", async () => {
    const { status, stdout } = await qadapter(["inspect", "pip", "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: "Pip", trainable: true });
});

describeSmollm2("SmolLM2", () => {
    it("is found by its name", async () => {
        expect(modelPath("smollm2")).toBe(smollm2Path);
        const { status, stdout } = await qadapter(["inspect", "smollm2", "--json"]);
        expect(status).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({
            architecture: "llama",
            quantisation: "q4_1, q8_0",
            trainable: true,
        });
    });
});
