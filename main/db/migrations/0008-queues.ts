/** Labelling queues: prompts, two answers each in a hidden order, and the verdicts. */
export const sql = `
CREATE TABLE queues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('label', 'comparison')),
    model_id INTEGER NOT NULL REFERENCES models (id),
    -- the stacks that answer
    first TEXT NOT NULL CHECK (json_valid(first)),
    second TEXT NOT NULL CHECK (json_valid(second)),
    sampling TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(sampling)),
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    problem TEXT,
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX queues_model ON queues (model_id);
CREATE INDEX queues_deletion ON queues (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE queue_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    queue_id INTEGER NOT NULL REFERENCES queues (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    prompt TEXT NOT NULL CHECK (json_valid(prompt)),
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'ready', 'judged', 'failed')),
    first_answer TEXT,
    second_answer TEXT,
    first_is_left INTEGER NOT NULL CHECK (first_is_left IN (0, 1)),
    judgement TEXT CHECK (judgement IN ('left', 'right', 'tie', 'both-bad', 'skip')),
    judged_at TEXT,
    pair_id INTEGER REFERENCES pairs (id) ON DELETE SET NULL,
    -- whatever the answers were made with
    details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    UNIQUE (queue_id, position)
) STRICT;
CREATE INDEX queue_items_state ON queue_items (queue_id, state, position);
CREATE INDEX queue_items_pair ON queue_items (pair_id) WHERE pair_id IS NOT NULL;
`;
