/**
 * The program itself: what it runs on, what it is doing, its data, its files.
 */
import { z } from "zod";
import { answers, fileOutput, type Progress, path, streams, type WrittenFile } from "./common.ts";

/** What the About page shows. */
export interface AppInfo {
    name: string;
    version: string;
    platform: string;
    node: string;
    dataDir: string;
    /** what this front door can do beside the contract */
    host: { kind: "desktop" | "browser"; chooseFiles: boolean; showInFolder: boolean };
    licences: { name: string; version: string; licence: string }[];
    /**
     * Why the data cannot be used (the database is damaged), naming the newest backup; null while they can. Meanwhile
     * backups can be listed and put back, `beginAnew` and `importEverything` work, settings are the defaults, and
     * other calls fail with this sentence.
     */
    problem: string | null;
}

/** The computer. */
export interface Machine {
    processor: string;
    cores: number;
    /** threads that the engine uses */
    threads: number;
    memory: { total: number; free: number };
    device: string;
    accelerators: string[];
    disk: { free: number; total: number };
}

/** What the engine is doing. */
export interface EngineState {
    process: "stopped" | "starting" | "running";
    /** models in memory */
    loaded: { modelId: number; bytes: number }[];
    answering: number;
    /** runs and evaluations that compute now or wait for a chat answer */
    work: { kind: "training" | "evaluation" | "labelling"; id: number; waiting: boolean }[];
    memory: number;
}

/** Something that goes on in the background, for the activity list and the window's title. */
export interface Activity {
    id: string;
    kind: "training" | "evaluation" | "labelling" | "import" | "export" | "download" | "model" | "backup";
    title: string;
    /** 0 to 1; null while it is not known */
    progress: number | null;
    detail: string;
    startedAt: string;
}

/** Parts of the data, by the contract's domains. */
export const topics = [
    "models",
    "conversations",
    "pairs",
    "labels",
    "queues",
    "datasets",
    "training",
    "adapters",
    "stacks",
    "evaluation",
    "judging",
    "settings",
    "backups",
] as const;
export type Topic = (typeof topics)[number];

/** What happened anywhere; the first event holds everything that goes on. */
export type AppEvent =
    | { type: "snapshot"; engine: EngineState; activities: Activity[] }
    | { type: "engine"; engine: EngineState }
    | { type: "activities"; activities: Activity[] }
    /** these lists are to be asked for again; ids where they are known */
    | { type: "changed"; topic: Topic; ids: number[] }
    /** a sentence for the person; `action` names what would help */
    | { type: "notice"; level: "info" | "warning" | "error"; text: string; action?: NoticeAction };

export type NoticeAction =
    | { kind: "resume-run"; runId: number }
    | { kind: "locate-model"; modelId: number }
    | { kind: "open-settings" };

/** A copy of the database. */
export interface BackupRecord {
    id: string;
    path: string;
    bytes: number;
    createdAt: string;
    reason: "manual" | "before-migration" | "before-delete" | "before-restore";
}

/** A folder's contents, for choosing a file where there is no system dialog. */
export interface FolderListing {
    path: string;
    parent: string | null;
    entries: { name: string; path: string; kind: "folder" | "file"; bytes: number; changedAt: string }[];
    /** places to begin at */
    places: { name: string; path: string }[];
}

/** Speed of a model on this machine. */
export interface SpeedResult {
    promptTokensPerSecond: number;
    answerTokensPerSecond: number;
    /** by threads that were tried */
    byThreads: { threads: number; answerTokensPerSecond: number }[];
    recommendedThreads: number;
}

/** Bytes of one piece of a file. */
export const largestPiece = 8 * 2 ** 20;
const uploadId = z.string().regex(/^[0-9a-f]{32}$/);

export const app = {
    info: answers<AppInfo>().none,
    machine: answers<Machine>().none,
    events: streams<AppEvent>().none,
    engine: answers<EngineState>().none,
    /** Ends the engine's process; it starts again when it is needed. */
    restartEngine: answers<void>().none,
    /** Takes an accelerator that comes as a file of its own, and starts the engine anew; only in the desktop program. */
    importAccelerator: streams<Progress<{ kind: string }>>().to(z.object({ path })),
    speedTest: streams<Progress<SpeedResult>>().to(z.object({ modelId: z.int().positive() })),
    cancelActivity: answers<void>().to(z.object({ id: z.string().max(200) })),

    /** The system's own dialog; null when it was cancelled. Only where `host.chooseFiles` says so. */
    chooseFiles: answers<string[] | null>().to(
        z.object({
            kind: z.enum(["open-file", "open-folder", "save-file"]),
            title: z.string().max(200),
            /** without a dot */
            extensions: z.array(z.string().max(20)).max(20).default([]),
            suggestedName: z.string().max(255).optional(),
        }),
    ),
    folder: answers<FolderListing>().to(
        z.object({ path: path.optional(), extensions: z.array(z.string().max(20)).max(20).default([]) }),
    ),
    showInFolder: answers<void>().to(z.object({ path })),
    /**
     * A file from a browser, which knows no paths: piece by piece in order, the first one without `id`. It lies at
     * `path` until it is forgotten, or until the program starts again.
     */
    upload: answers<{ id: string; path: string }>().to(
        z.object({
            name: z.string().min(1).max(255),
            id: uploadId.optional(),
            /** bytes before this piece */
            from: z.int().min(0),
            piece: z.instanceof(Blob).refine(({ size }) => size <= largestPiece, "The piece is too large."),
        }),
    ),
    forgetUpload: answers<void>().to(z.object({ id: uploadId })),

    backups: answers<BackupRecord[]>().none,
    backUp: answers<BackupRecord>().none,
    /** Puts a backup in place of the data; what is there now is backed up first. */
    restoreBackup: answers<void>().to(z.object({ id: z.string().max(200) })),
    /** Puts a damaged database aside, where it is kept, and begins with an empty one; refused while the data can be used. */
    beginAnew: answers<void>().none,
    /** Everything: data, adapters, settings; models only where the library owns them and `withModels` is set. */
    exportEverything: streams<Progress<WrittenFile>>().to(
        z.object({ to: fileOutput, withModels: z.boolean().default(false) }),
    ),
    /** In place of the data that are there, which are backed up first; nothing changes before all of it is checked. */
    importEverything: streams<Progress<void>>().to(z.object({ path })),
};
