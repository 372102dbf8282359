/** Presets, changed by numbers and by words. */
import { expect, test } from "vitest";
import { presets, resolveSettings } from "../../main/training/settings.ts";

test("a strength moves all that holds back the same way, and nothing else", () => {
    for (const preset of ["studio", "paper"] as const) {
        const of = (strength: "gentle" | "balanced" | "strong") => resolveSettings(preset, { strength });
        expect(of("balanced")).toEqual(presets[preset]);
        const [gentle, strong] = [of("gentle"), of("strong")];
        for (const held of ["marginScale", "beta"] as const)
            expect(gentle[held]).toBeGreaterThan(strong[held]);
        const { strength, marginScale, beta, retention, ...rest } = gentle;
        expect(strong).toMatchObject(rest);
    }
});

test("what is named goes before what a strength makes of it, and the baselines know no strength", () => {
    expect(resolveSettings("studio", { strength: "strong", beta: 0.7 })).toMatchObject({ beta: 0.7 });
    expect(() => resolveSettings("studio", { method: "dpo", strength: "gentle" })).toThrow(
        /knows no strength/,
    );
});

test("the reference loss takes a sum, whatever the preset says, and refuses a mean", () => {
    expect(resolveSettings("studio", { loss: "reference" })).toMatchObject({ margin: "sum", marginScale: 1 });
    expect(() => resolveSettings("studio", { loss: "reference", margin: "mean" })).toThrow(/--margin sum/);
});
