/**
 * Preferences as they are stored: pairs, labels without a pair, data sets.
 */
import type { ChatMessage } from "../records.ts";

/** preferred: `chosen` is better; tie and both-bad: no order; skip: not decided. Only "preferred" ones train. */
export type Verdict = "preferred" | "tie" | "both-bad" | "skip";
/** Where a pair comes from. */
export type PairSource = "chat" | "queue" | "edit" | "import" | "manual" | "package";
export type PairOrder = "newest" | "oldest" | "longest" | "updated";

/** A judged pair of answers. */
export interface StoredPair {
    id: number;
    prompt: ChatMessage[];
    chosen: string;
    rejected: string;
    verdict: Verdict;
    source: PairSource;
    /** who labelled it; empty where nobody said */
    labeller: string;
    labelledAt: string;
    /** 1 slightly to 3 clearly better; null where nobody said */
    strength: number | null;
    /** in alphabetical order */
    tags: string[];
    note: string;
    /** the import that it came with */
    importId: number | null;
    /** another pair judges the same answers the other way round */
    contradicted: boolean;
    createdAt: string;
    updatedAt: string;
}

/** What a new pair is made of. */
export interface NewPair {
    prompt: ChatMessage[];
    chosen: string;
    rejected: string;
    /** default: preferred */
    verdict?: Verdict;
    source: PairSource;
    labeller?: string;
    /** default: now */
    labelledAt?: string;
    strength?: number | null;
    tags?: readonly string[];
    note?: string;
}

/** What may be changed in a pair; what is left out stays. */
export type PairChanges = Partial<Omit<NewPair, "source">>;

/** Which pairs: what is left out does not restrict. */
export interface StoredPairFilter {
    /** words that occur in prompt or answers */
    text?: string;
    verdicts?: readonly Verdict[];
    sources?: readonly PairSource[];
    /** pairs that have all of these */
    tags?: readonly string[];
    untagged?: boolean;
    labeller?: string;
    contradicted?: boolean;
    /** an earlier pair of the same labeller says exactly the same */
    repeated?: boolean;
    importId?: number;
    /** ISO 8601, inclusive */
    createdFrom?: string;
    /** ISO 8601, exclusive */
    createdTo?: string;
}

/** Pairs by id, or all that match a filter. */
export type StoredPairSelection = { ids: readonly number[] } | { filter: StoredPairFilter };

/** An answer with a thumb of its own, without a pair. */
export interface StoredLabel {
    id: number;
    prompt: ChatMessage[];
    answer: string;
    rating: "up" | "down";
    source: PairSource;
    labeller: string;
    note: string;
    tags: string[];
    importId: number | null;
    createdAt: string;
}

/** What a new label is made of. */
export interface NewLabel {
    prompt: ChatMessage[];
    answer: string;
    rating: "up" | "down";
    source: PairSource;
    labeller?: string;
    note?: string;
    tags?: readonly string[];
    createdAt?: string;
}

/** A file of preferences that was taken in. */
export interface StoredImport {
    id: number;
    fileName: string;
    /** of the file's bytes */
    sha256: string;
    format: string;
    pairs: number;
    labels: number;
    createdAt: string;
}

/** A named selection of pairs, as its newest version is. */
export interface StoredDataSet {
    id: number;
    name: string;
    note: string;
    /** the filter it is made from; null for a fixed list */
    filter: StoredPairFilter | null;
    versionId: number;
    /** counts up whenever its pairs change */
    version: number;
    /** over the pairs in order, as adapters name their data */
    sha256: string;
    pairs: number;
    createdAt: string;
    updatedAt: string;
}

/** One version of a data set, which never changes. */
export interface StoredDataSetVersion {
    id: number;
    dataSetId: number;
    /** the data set's name */
    name: string;
    version: number;
    sha256: string;
    pairs: number;
    createdAt: string;
}

/** A pair as it was when a data set's version was made; `pairId` is null where that pair is gone for good. */
export interface DataSetPair {
    position: number;
    pairId: number | null;
    prompt: ChatMessage[];
    chosen: string;
    rejected: string;
}

/** Figures over pairs. */
export interface StoredPairStatistics {
    pairs: number;
    byVerdict: Record<Verdict, number>;
    bySource: { source: PairSource; pairs: number }[];
    byTag: { tag: string; pairs: number; chosenLonger: number }[];
    byLabeller: { labeller: string; pairs: number }[];
    /** two labellers on the same two answers, tie and both-bad counted as verdicts; null where there are none */
    agreement: Agreement | null;
    /** pairs that another pair contradicts */
    contradictions: number;
    /** pairs that say exactly what an earlier one of the same labeller says */
    repetitions: number;
    /** "preferred" pairs only; lengths in characters */
    length: LengthBias;
    labels: { up: number; down: number };
    /** local dates, newest last */
    byDay: { day: string; pairs: number }[];
    /** days in a row up to today (or yesterday, while today has none yet) with a pair */
    streak: number;
}

/** How far labellers agree. */
export interface Agreement {
    /** comparisons of two labellers' verdicts on the same answers */
    judgedTwice: number;
    agree: number;
    /** Cohen's kappa by pairs of labellers with at least one common judgement; null where chance alone gives 1 */
    byLabellers: { first: string; second: string; judged: number; agree: number; kappa: number | null }[];
}

/** How far the longer answer tends to win. */
export interface LengthBias {
    pairs: number;
    /** share of pairs whose chosen answer is the longer one; equal lengths count half */
    chosenLonger: number;
    meanChosen: number;
    meanRejected: number;
}
