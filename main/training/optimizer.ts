/**
 * AdamW (Loshchilov & Hutter 2019) over plain arrays, with the same arithmetic as PyTorch's.
 * Not the learning-rate schedule (schedule.ts).
 */

/** Settings of AdamW. */
export interface AdamWSettings {
    beta1: number;
    beta2: number;
    epsilon: number;
    weightDecay: number;
}

/** PyTorch's defaults, but no weight decay. */
export const defaultAdamW: AdamWSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 };

/** Parameters with their optimiser state. */
export class AdamW {
    readonly settings: AdamWSettings;
    readonly parameters: readonly Float32Array[];
    /** running mean of the gradient */
    readonly mean: readonly Float32Array[];
    /** running mean of the squared gradient */
    readonly square: readonly Float32Array[];
    /** steps taken */
    steps = 0;

    constructor(parameters: readonly Float32Array[], settings: AdamWSettings = defaultAdamW) {
        this.settings = settings;
        this.parameters = parameters;
        this.mean = parameters.map(({ length }) => new Float32Array(length));
        this.square = parameters.map(({ length }) => new Float32Array(length));
    }

    /** One step down the gradient at a learning rate. */
    step(gradients: readonly Float32Array[], learningRate: number): void {
        this.steps++;
        const { beta1, beta2, epsilon, weightDecay } = this.settings;
        const stepSize = learningRate / (1 - beta1 ** this.steps);
        const root = Math.sqrt(1 - beta2 ** this.steps);
        this.parameters.forEach((p, k) => {
            const [g, m, s] = [gradients[k], this.mean[k], this.square[k]] as [
                Float32Array,
                Float32Array,
                Float32Array,
            ];
            for (let i = 0; i < p.length; i++) {
                const gi = g[i] as number;
                m[i] = beta1 * (m[i] as number) + (1 - beta1) * gi;
                s[i] = beta2 * (s[i] as number) + (1 - beta2) * gi * gi;
                const decayed = (p[i] as number) * (1 - learningRate * weightDecay);
                p[i] = decayed - (stepSize * (m[i] as number)) / (Math.sqrt(s[i] as number) / root + epsilon);
            }
        });
    }
}

/** Scales gradients down so that their joint norm is at most `limit` (0: never); returns the norm before. */
export function clipGradients(gradients: readonly Float32Array[], limit: number): number {
    let sum = 0;
    for (const g of gradients) for (const x of g) sum += x * x;
    const norm = Math.sqrt(sum);
    if (limit > 0 && norm > limit)
        for (const g of gradients)
            for (let i = 0; i < g.length; i++) g[i] = (g[i] as number) * (limit / norm);
    return norm;
}
