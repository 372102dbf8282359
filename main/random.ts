/**
 * Random numbers that are the same on every platform and can be stored: xoshiro128**
 * by Blackman and Vigna, seeded through SplitMix32. Integer arithmetic only.
 * Not for secrets: whoever sees a few numbers can tell the next ones.
 */

/** Everything that a generator is, as four unsigned 32-bit numbers; fit for JSON. */
export type RandomState = [number, number, number, number];

/** A source of random numbers. */
export interface Random {
    /** A number from 0 up to but not including 1, with 53 random bits. */
    next(): number;
    /** A whole number from 0 to n - 1, each equally likely; n is from 1 to 2^32. */
    int(n: number): number;
    /** A shuffled copy; the given array stays as it is. */
    shuffle<T>(array: readonly T[]): T[];
    /** A copy of the state; `createRandom.fromState` goes on from there. */
    state(): RandomState;
}

const WORDS = 2 ** 32;

/** Makes a generator from a seed, which may be any whole number that is exact in JavaScript. */
export const createRandom = Object.assign(fromSeed, {
    /** Makes a generator that goes on from a stored state. */
    fromState,
});

function fromSeed(seed: number): Random {
    if (!Number.isSafeInteger(seed)) {
        throw new RangeError(`A seed must be a whole number, not ${seed}.`);
    }
    const low = seed >>> 0;
    const high = Math.floor(seed / WORDS) >>> 0;
    const draw = splitMix32((low ^ Math.imul(high, 0x9e3779b1)) >>> 0);
    return fromState([draw(), draw(), draw(), draw()]);
}

function fromState(stored: Readonly<RandomState>): Random {
    const state = checkState(stored);
    return {
        next: () => ((step(state) >>> 5) * 2 ** 26 + (step(state) >>> 6)) / 2 ** 53,
        int: (n) => drawBelow(state, n),
        shuffle: (array) => shuffled(state, array),
        state: () => [...state],
    };
}

/** Refuses what cannot be a state; with all words zero xoshiro would give zeros for ever. */
function checkState(state: Readonly<RandomState>): RandomState {
    const isWord = (word: unknown) => Number.isInteger(word) && word === (word as number) >>> 0;
    const whole = Array.isArray(state) && state.length === 4 && state.every(isWord);
    if (!whole || state.every((word) => word === 0)) {
        throw new RangeError("A random state must be four unsigned 32-bit numbers, not all zero.");
    }
    return [...state];
}

function splitMix32(seed: number): () => number {
    let counter = seed;
    return () => {
        counter = (counter + 0x9e3779b9) >>> 0;
        let word = counter;
        word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
        word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
        return (word ^ (word >>> 16)) >>> 0;
    };
}

/** One step of xoshiro128**, version 1.1: gives 32 random bits and moves the state on. */
function step(state: RandomState): number {
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] = (state[1] ^ state[2]) >>> 0;
    state[0] = (state[0] ^ state[3]) >>> 0;
    state[2] = (state[2] ^ shifted) >>> 0;
    state[3] = rotateLeft(state[3], 11) >>> 0;
    return result;
}

function rotateLeft(word: number, bits: number): number {
    return (word << bits) | (word >>> (32 - bits));
}

/** Draws again where the last, incomplete round of n would favour small numbers. */
function drawBelow(state: RandomState, n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > WORDS) {
        throw new RangeError(`int(n) needs a whole number from 1 to 2^32, not ${n}.`);
    }
    const limit = WORDS - (WORDS % n);
    let word = step(state);
    while (word >= limit) {
        word = step(state);
    }
    return word % n;
}

/** Fisher and Yates's shuffle, from the end. */
function shuffled<T>(state: RandomState, array: readonly T[]): T[] {
    const copy = [...array];
    for (let last = copy.length - 1; last > 0; last -= 1) {
        const other = drawBelow(state, last + 1);
        const moved = copy[last] as T;
        copy[last] = copy[other] as T;
        copy[other] = moved;
    }
    return copy;
}
