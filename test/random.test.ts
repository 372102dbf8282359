/**
 * The random numbers: stored reference values, storing and going on, and even distribution.
 */

import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, type Random, type RandomState } from "../main/random.ts";

const word = (random: Random) => random.int(2 ** 32);
const words = (random: Random, count: number) => Array.from({ length: count }, () => word(random));

test("gives the reference output of xoshiro128** 1.1 from state 1, 2, 3, 4", () => {
    const random = createRandom.fromState([1, 2, 3, 4]);
    expect(words(random, 10)).toEqual([
        11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
});

test("makes fractions with 53 bits from two outputs", () => {
    const random = createRandom.fromState([1, 2, 3, 4]);
    const fractions = Array.from({ length: 5 }, () => random.next());
    // ((a >> 5) * 2**26 + (b >> 6)) / 2**53 in Python
    expect(fractions).toEqual([
        2.682209014892578e-6, 0.0013799966610139602, 0.4730471102982654, 0.29970869324795935,
        0.8682488947467962,
    ]);
});

test.each<[number, RandomState, number[]]>([
    [0, [2462723854, 1020716019, 454327756, 1275600319], [3809008728, 1133695204, 53579671, 2891528803]],
    [42, [939911724, 3948730756, 321366731, 3317318717], [2837322924, 544945897, 479756282, 3500138142]],
    [-1, [3356300964, 3193323684, 3676498158, 1061850948], [2494459187, 860351673, 4185011085, 2879205782]],
    [
        2 ** 40 + 7,
        [2083217727, 3601572936, 4250080328, 3810723236],
        [368071896, 501484723, 3045041044, 3466898179],
    ],
])("expands seed %d as an independent Python version does", (seed, state, output) => {
    const random = createRandom(seed);
    expect(random.state()).toEqual(state);
    expect(words(random, 4)).toEqual(output);
});

test("goes on from a stored state exactly", () => {
    fc.assert(
        fc.property(fc.maxSafeInteger(), fc.nat(20), (seed, skipped) => {
            const random = createRandom(seed);
            words(random, skipped);
            const stored = JSON.parse(JSON.stringify(random.state()));
            const resumed = createRandom.fromState(stored);
            expect([resumed.next(), ...words(resumed, 5), resumed.shuffle([1, 2, 3, 4, 5])]).toEqual([
                random.next(),
                ...words(random, 5),
                random.shuffle([1, 2, 3, 4, 5]),
            ]);
        }),
    );
});

test("hands out and takes in copies of the state only", () => {
    const given: RandomState = [1, 2, 3, 4];
    const random = createRandom.fromState(given);
    random.state()[0] = 99;
    expect(random.next()).toBe(2.682209014892578e-6);
    expect(given).toEqual([1, 2, 3, 4]);
});

test("stays in range and is even", () => {
    const random = createRandom(7);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    let sum = 0;
    for (let draw = 0; draw < 70000; draw += 1) {
        const value = random.int(7);
        counts[value] = (counts[value] ?? Number.NaN) + 1;
        const fraction = random.next();
        expect(fraction >= 0 && fraction < 1).toBe(true);
        sum += fraction;
    }
    expect(counts.every((count) => Math.abs(count - 10000) < 400)).toBe(true);
    expect(Math.abs(sum / 70000 - 0.5)).toBeLessThan(0.005);
});

test("does not favour small numbers where n does not divide 2^32", () => {
    // With plain remainders a third of the range would come out twice as often.
    const random = createRandom(3);
    const n = 3 * 2 ** 30;
    const small = Array.from({ length: 6000 }, () => random.int(n)).filter((value) => value < n / 3).length;
    expect(Math.abs(small - 2000)).toBeLessThan(200);
});

test("shuffles a copy, every order equally often", () => {
    const random = createRandom(11);
    const orders = new Map<string, number>();
    const original = ["a", "b", "c"];
    for (let round = 0; round < 12000; round += 1) {
        const order = random.shuffle(original).join("");
        orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect([...orders.keys()].sort()).toEqual(["abc", "acb", "bac", "bca", "cab", "cba"]);
    expect([...orders.values()].every((count) => Math.abs(count - 2000) < 200)).toBe(true);
    expect(original).toEqual(["a", "b", "c"]);
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 32 + 1])("refuses int(%d)", (n) => {
    expect(() => createRandom(1).int(n)).toThrow("int(n) needs a whole number from 1 to 2^32");
});

test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("refuses the seed %d", (seed) => {
    expect(() => createRandom(seed)).toThrow("A seed must be a whole number");
});

test.each([
    [[0, 0, 0, 0]],
    [[1, 2, 3]],
    [[1, 2, 3, -4]],
    [[1, 2, 3, 2 ** 32]],
    [[1, 2, 3, 0.5]],
    [["1", 2, 3, 4]],
    [null],
])("refuses the state %j", (state) => {
    expect(() => createRandom.fromState(state as never)).toThrow(
        "A random state must be four unsigned 32-bit numbers",
    );
});
