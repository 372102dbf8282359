/** What more labels would bring, from runs that follow the curve exactly. */
import { expect, it } from "vitest";
import { forecast } from "../../renderer/features/label/arena/forecast.ts";

const onCurve = (pairs: number) => ({ pairs, accuracy: 1 - 2 * pairs ** -0.5 });

it("finds the curve again and looks at twice the pairs", () => {
    const found = forecast([onCurve(50), onCurve(100), onCurve(400)], 200);
    expect(found?.pairs).toBe(200);
    expect(found?.now).toBeCloseTo(onCurve(200).accuracy, 10);
    expect(found?.doubled).toBeCloseTo(onCurve(400).accuracy, 10);
});

it("says nothing where the runs say nothing", () => {
    expect(forecast([], 100)).toBeNull();
    expect(forecast([onCurve(100)], 100)).toBeNull();
    expect(forecast([onCurve(100), { pairs: 101, accuracy: 0.9 }], 100)).toBeNull();
    const worse = [
        { pairs: 100, accuracy: 0.9 },
        { pairs: 400, accuracy: 0.8 },
    ];
    expect(forecast(worse, 100)).toBeNull();
    expect(forecast([onCurve(50), onCurve(100)], 0)).toBeNull();
});

it("stays below certainty, also with runs without a mistake", () => {
    const found = forecast(
        [
            { pairs: 50, accuracy: 0.9 },
            { pairs: 200, accuracy: 1 },
        ],
        400,
    );
    expect(found?.doubled).toBeLessThan(1);
});
