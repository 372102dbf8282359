/**
 * Reads the value of `--candidate [NAME=]PATH[:WEIGHT][+PATH[:WEIGHT]…]`: a stack to be compared.
 */
import { type AdapterChoice, parseAdapter } from "./adapterOption.ts";

/** A stack with what it is called. */
export interface CandidateChoice {
    label: string;
    stack: AdapterChoice[];
}

/** A name holds no sign of a path, so that C:\x=y.gguf stays a path. */
const named = /^([^=/\\.:+]+)=(.+)$/s;

/** Reads one candidate. @throws InvalidArgumentError as parseAdapter */
export function parseCandidate(text: string): CandidateChoice {
    const [, label, rest] = named.exec(text) ?? [undefined, undefined, text];
    return { label: label?.trim() || (rest as string), stack: (rest as string).split("+").map(parseAdapter) };
}

/** Collects a repeated `--candidate`. */
export function collectCandidate(text: string, earlier: CandidateChoice[] = []): CandidateChoice[] {
    return [...earlier, parseCandidate(text)];
}
