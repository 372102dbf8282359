/** What the studio preset makes of data and models of different sizes. */
import { describe, expect, test } from "vitest";
import { type DataSize, fitToData } from "../../main/training/fitting.ts";
import { presets } from "../../main/training/settings.ts";

const fit = (size: Partial<DataSize>, given = {}) => {
    const whole = { pairs: 360, tokensPerPair: 50, parameters: 3.7e6, ...size };
    return fitToData({ ...presets.studio, ...given }, given, whole);
};

describe("epochs", () => {
    test("few pairs are gone through more often than many", () => {
        const epochs = [8, 40, 360, 10_000].map((pairs) => fit({ pairs }).epochs);
        expect(epochs).toEqual([...epochs].sort((a, b) => b - a));
        expect(epochs[0]).toBe(12);
        expect(epochs.at(-1)).toBe(1);
    });
    test("a large model goes through its pairs once where more would take too long, and never less than once", () => {
        expect(fit({ pairs: 79, tokensPerPair: 148, parameters: 135e6 }).epochs).toBe(2);
        expect(fit({ pairs: 79, tokensPerPair: 148, parameters: 8e9 }).epochs).toBe(1);
    });
});

test("few pairs come in small batches, with as many own texts as steps can use", () => {
    expect(fit({})).toMatchObject({ batch: 16, ownTexts: 96 });
    expect(fit({ pairs: 79, tokensPerPair: 148, parameters: 135e6 })).toMatchObject({
        batch: 8,
        ownTexts: 24,
    });
    expect(fit({ pairs: 8, tokensPerPair: 148, parameters: 135e6 })).toMatchObject({
        batch: 8,
        ownTexts: 16,
    });
});

test("few steps are held back less, but not much less", () => {
    const { beta, retention } = fit({});
    expect({ beta, retention }).toEqual({ beta: presets.studio.beta, retention: presets.studio.retention });
    const few = fit({ pairs: 79, tokensPerPair: 148, parameters: 135e6 });
    expect(few.beta).toBeLessThan(beta);
    expect(few.retention / few.beta).toBeCloseTo(retention / beta);
    expect(few.beta).toBeGreaterThan(0.3 * beta);
});

test("what the person chose stays", () => {
    const given = { batch: 3, epochs: 7, ownTexts: 5, beta: 0.3, retention: 0.4 };
    expect(fit({ parameters: 8e9 }, given)).toMatchObject(given);
    expect(fit({}, { ownTexts: 0 }).ownTexts).toBe(0);
});
