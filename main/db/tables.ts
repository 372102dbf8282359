/**
 * The tables whose rows are records as they stand. What they mean is said in preload/records/ and in the migrations.
 */
import type { DeletableTable, Table } from "./rows.ts";

export const models = {
    name: "models",
    what: "This model",
    columns: [
        "id",
        "title",
        "note",
        "path",
        "fingerprint",
        "file_bytes",
        "file_changed_at",
        "owned",
        "bundled",
        "is_default",
        "template",
        "facts",
        "created_at",
    ],
    json: ["facts"],
    flags: ["owned", "bundled", "is_default"],
} satisfies DeletableTable;

export const adapters = {
    name: "adapters",
    what: "This adapter",
    columns: [
        "id",
        "name",
        "note",
        "tags",
        "file",
        "sha256",
        "file_bytes",
        "model_id",
        "base_name",
        "base_fingerprint",
        "architecture",
        "method",
        "parameters",
        "rank",
        "origin",
        "run_id",
        "version_id",
        "data_sha256",
        "settings",
        "metrics",
        "verdict",
        "created_at",
    ],
    json: ["tags", "settings", "metrics", "verdict"],
} satisfies DeletableTable;

export const stacks = {
    name: "stacks",
    what: "This stack",
    columns: ["id", "name", "model_id", "strength", "is_default", "created_at", "updated_at"],
    flags: ["is_default"],
} satisfies DeletableTable;

export const conversations = {
    name: "conversations",
    what: "This conversation",
    columns: [
        "id",
        "title",
        "model_id",
        "system_prompt",
        "sampling",
        "columns",
        "pinned",
        "active_message_id",
        "created_at",
        "updated_at",
    ],
    json: ["sampling", "columns"],
    flags: ["pinned"],
} satisfies DeletableTable;

export const messages = {
    name: "messages",
    what: "This message",
    columns: [
        "id",
        "conversation_id",
        "parent_id",
        "active_child_id",
        "role",
        "content",
        "state",
        "problem",
        "origin",
        "group_id",
        "improved_from",
        "rating",
        "label_id",
        "created_at",
    ],
    json: ["origin"],
} satisfies DeletableTable;

export const pairs = {
    name: "pairs",
    what: "This comparison",
    columns: [
        "id",
        "verdict",
        "source",
        "labeller",
        "labelled_at",
        "strength",
        "note",
        "import_id",
        "created_at",
        "updated_at",
    ],
} satisfies DeletableTable;

export const labels = {
    name: "labels",
    what: "This label",
    columns: [
        "id",
        "hash",
        "prompt",
        "answer",
        "rating",
        "source",
        "labeller",
        "note",
        "tags",
        "import_id",
        "created_at",
    ],
    json: ["prompt", "tags"],
} satisfies DeletableTable;

export const imports = {
    name: "imports",
    what: "This import",
    columns: ["id", "file_name", "sha256", "format", "pairs", "labels", "created_at"],
} satisfies Table;

export const dataSets = {
    name: "data_sets",
    what: "This data set",
    columns: ["id", "name", "note", "filter", "created_at", "updated_at"],
    json: ["filter"],
} satisfies DeletableTable;

export const trainingRuns = {
    name: "training_runs",
    what: "This training run",
    columns: [
        "id",
        "name",
        "note",
        "model_id",
        "version_id",
        "preset",
        "settings",
        "state",
        "position",
        "step",
        "total_steps",
        "seconds",
        "seconds_left",
        "problem",
        "adapter_file",
        "checkpoint_file",
        "watched_prompt",
        "details",
        "verdict",
        "created_at",
        "started_at",
        "ended_at",
    ],
    json: ["settings", "details", "verdict"],
} satisfies DeletableTable;

export const queues = {
    name: "queues",
    what: "This queue",
    columns: [
        "id",
        "name",
        "kind",
        "model_id",
        "first",
        "second",
        "sampling",
        "tags",
        "problem",
        "created_at",
    ],
    json: ["first", "second", "sampling", "tags"],
} satisfies DeletableTable;

export const queueItems = {
    name: "queue_items",
    what: "This comparison",
    columns: [
        "id",
        "queue_id",
        "position",
        "prompt",
        "state",
        "first_answer",
        "second_answer",
        "first_is_left",
        "judgement",
        "judged_at",
        "pair_id",
        "details",
    ],
    json: ["prompt", "details"],
    flags: ["first_is_left"],
} satisfies Table;

export const evaluations = {
    name: "evaluations",
    what: "This evaluation",
    columns: [
        "id",
        "name",
        "note",
        "model_id",
        "stack",
        "label",
        "adapter_id",
        "run_id",
        "version_id",
        "task",
        "measured_on",
        "state",
        "done",
        "total",
        "problem",
        "result",
        "created_at",
        "ended_at",
    ],
    json: ["stack", "task", "result"],
} satisfies DeletableTable;

export const evaluationItems = {
    name: "evaluation_items",
    what: "This item",
    columns: [
        "id",
        "evaluation_id",
        "position",
        "prompt",
        "options",
        "answer",
        "expected",
        "credit",
        "scores",
    ],
    json: ["options", "scores"],
} satisfies Table;

export const judgings = {
    name: "judgings",
    what: "This judging",
    columns: [
        "id",
        "evaluation_id",
        "model_id",
        "plan",
        "state",
        "done",
        "total",
        "problem",
        "result",
        "created_at",
        "ended_at",
    ],
    json: ["plan", "result"],
} satisfies DeletableTable;

export const judgingMatches = {
    name: "judging_matches",
    what: "This match",
    columns: ["id", "judging_id", "position", "round", "cluster", "prompt", "first", "second", "verdict"],
    json: ["verdict"],
} satisfies Table;

export const chatPresets = {
    name: "chat_presets",
    what: "This preset",
    columns: ["id", "kind", "name", "value", "created_at"],
    json: ["value"],
} satisfies DeletableTable;
