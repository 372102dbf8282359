/** The windows of a text: lm-evaluation-harness's own example, and what any text has to fulfil. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { rollingWindows } from "../../main/evaluation/tasks/text.ts";

test("the example of lm-evaluation-harness: ten tokens, four at once", () => {
    expect(rollingWindows([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], -1, 4)).toEqual([
        { context: [-1], predicted: [0, 1, 2, 3] },
        { context: [3], predicted: [4, 5, 6, 7] },
        { context: [5, 6, 7], predicted: [8, 9] },
    ]);
});

test("a text that fits is one window", () => {
    expect(rollingWindows([7, 8], -1, 4)).toEqual([{ context: [-1], predicted: [7, 8] }]);
    expect(rollingWindows([], -1, 4)).toEqual([]);
});

test("every token is predicted once, after what stands before it, and no window is too long", () => {
    fc.assert(
        fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 20 }), (count, length) => {
            const tokens = Array.from({ length: count }, (_, i) => i);
            const windows = rollingWindows(tokens, -1, length);
            expect(windows.flatMap(({ predicted }) => predicted)).toEqual(tokens);
            for (const { context, predicted } of windows) {
                const inputs = [...context, ...predicted].slice(0, -1);
                expect(inputs.length).toBeLessThanOrEqual(length);
                expect(inputs.length).toBeGreaterThan(0);
                const first = predicted[0] as number;
                expect(context).toEqual(Array.from(context, (_, i) => first - context.length + i));
            }
        }),
    );
});
