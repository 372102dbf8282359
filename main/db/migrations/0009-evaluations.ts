/** Evaluations of stacks, item by item. */
export const sql = `
CREATE TABLE evaluations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    model_id INTEGER NOT NULL REFERENCES models (id),
    stack TEXT NOT NULL CHECK (json_valid(stack)),
    label TEXT NOT NULL DEFAULT '',
    -- a single adapter's, where the stack is only that
    adapter_id INTEGER REFERENCES adapters (id) ON DELETE SET NULL,
    run_id INTEGER REFERENCES training_runs (id) ON DELETE SET NULL,
    version_id INTEGER REFERENCES data_set_versions (id),
    task TEXT NOT NULL CHECK (json_valid(task)),
    measured_on TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    result TEXT CHECK (json_valid(result)),
    created_at TEXT NOT NULL,
    ended_at TEXT,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX evaluations_model ON evaluations (model_id);
CREATE INDEX evaluations_adapter ON evaluations (adapter_id);
CREATE INDEX evaluations_run ON evaluations (run_id);
CREATE INDEX evaluations_version ON evaluations (version_id);
CREATE INDEX evaluations_deletion ON evaluations (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE evaluation_items (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    options TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(options)),
    answer TEXT NOT NULL DEFAULT '',
    expected TEXT NOT NULL DEFAULT '',
    -- 1 right, 0 wrong, between where it ties
    credit REAL CHECK (credit BETWEEN 0 AND 1),
    scores TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(scores)),
    UNIQUE (evaluation_id, position)
) STRICT;
`;
