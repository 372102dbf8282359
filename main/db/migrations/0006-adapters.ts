/** Adapters and the stacks made of them. */
export const sql = `
CREATE TABLE adapters (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    -- name in the data folder's adapters/
    file TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    file_bytes INTEGER NOT NULL,
    -- NULL where the base is not in the library
    model_id INTEGER REFERENCES models (id),
    base_name TEXT NOT NULL DEFAULT '',
    base_fingerprint TEXT,
    architecture TEXT NOT NULL,
    method TEXT NOT NULL,
    parameters INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('trained', 'package', 'gguf', 'peft')),
    run_id INTEGER REFERENCES training_runs (id) ON DELETE SET NULL,
    -- the data it was trained on, where they are here
    version_id INTEGER REFERENCES data_set_versions (id),
    data_sha256 TEXT,
    settings TEXT CHECK (json_valid(settings)),
    metrics TEXT CHECK (json_valid(metrics)),
    verdict TEXT CHECK (json_valid(verdict)),
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX adapters_model ON adapters (model_id);
CREATE INDEX adapters_run ON adapters (run_id);
CREATE INDEX adapters_version ON adapters (version_id);
CREATE INDEX adapters_hash ON adapters (sha256);
CREATE INDEX adapters_deletion ON adapters (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE stacks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    model_id INTEGER REFERENCES models (id),
    strength REAL NOT NULL DEFAULT 1,
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
-- one default for each model
CREATE UNIQUE INDEX stacks_default ON stacks (model_id) WHERE is_default = 1 AND deletion_id IS NULL;
CREATE INDEX stacks_model ON stacks (model_id);
CREATE INDEX stacks_deletion ON stacks (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE stack_entries (
    stack_id INTEGER NOT NULL REFERENCES stacks (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    adapter_id INTEGER NOT NULL REFERENCES adapters (id) ON DELETE CASCADE,
    weight REAL NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    PRIMARY KEY (stack_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX stack_entries_adapter ON stack_entries (adapter_id);
`;
