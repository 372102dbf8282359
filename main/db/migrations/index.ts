/**
 * All migrations in their order; the version of a database is how many of them it has seen.
 * Append only: a migration that has been released is never changed, moved or removed.
 */
import { sql as deletions } from "./0001-deletions.ts";
import { sql as models } from "./0002-models.ts";
import { sql as preferences } from "./0003-preferences.ts";
import { sql as dataSets } from "./0004-data-sets.ts";
import { sql as training } from "./0005-training.ts";
import { sql as adapters } from "./0006-adapters.ts";
import { sql as conversations } from "./0007-conversations.ts";
import { sql as queues } from "./0008-queues.ts";
import { sql as evaluations } from "./0009-evaluations.ts";
import { sql as settings } from "./0010-settings.ts";
import { sql as search } from "./0011-search.ts";
import { sql as thumbs } from "./0012-thumbs.ts";
import { sql as judgings } from "./0013-judgings.ts";

/** SQL of each migration, from version 1 on. */
export const migrations: readonly string[] = [
    deletions,
    models,
    preferences,
    dataSets,
    training,
    adapters,
    conversations,
    queues,
    evaluations,
    settings,
    search,
    thumbs,
    judgings,
];
