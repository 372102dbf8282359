/**
 * Everything that a front end can ask of the backend, in one object; the only part of the backend that screens see.
 * One file per domain in contract/; connect.ts makes a typed client of it.
 */
import { adapters } from "./contract/adapters.ts";
import { app } from "./contract/app.ts";
import { chat } from "./contract/chat.ts";
import { datasets } from "./contract/datasets.ts";
import { evaluation } from "./contract/evaluation.ts";
import { judging } from "./contract/judging.ts";
import { models } from "./contract/models.ts";
import { preferences } from "./contract/preferences.ts";
import { queues } from "./contract/queues.ts";
import { settings } from "./contract/settings.ts";
import { stacks } from "./contract/stacks.ts";
import { training } from "./contract/training.ts";

export const contract = {
    app,
    models,
    chat,
    preferences,
    queues,
    datasets,
    training,
    adapters,
    stacks,
    evaluation,
    judging,
    settings,
};
export type Contract = typeof contract;
