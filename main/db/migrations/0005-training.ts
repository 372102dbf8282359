/** Training runs, with all that is needed to go on after a crash, and every point that they logged. */
export const sql = `
CREATE TABLE training_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    model_id INTEGER NOT NULL REFERENCES models (id),
    version_id INTEGER NOT NULL REFERENCES data_set_versions (id),
    preset TEXT NOT NULL,
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    state TEXT NOT NULL,
    -- place in the queue; NULL when it is not queued
    position INTEGER,
    step INTEGER NOT NULL DEFAULT 0,
    total_steps INTEGER NOT NULL DEFAULT 0,
    -- computed so far
    seconds REAL NOT NULL DEFAULT 0,
    seconds_left REAL,
    problem TEXT,
    -- file names in the data folder
    adapter_file TEXT,
    checkpoint_file TEXT,
    watched_prompt TEXT,
    -- whatever else the scheduler has to remember
    details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details)),
    verdict TEXT CHECK (json_valid(verdict)),
    created_at TEXT NOT NULL,
    started_at TEXT,
    ended_at TEXT,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX training_runs_model ON training_runs (model_id);
CREATE INDEX training_runs_version ON training_runs (version_id);
CREATE INDEX training_runs_deletion ON training_runs (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE training_points (
    run_id INTEGER NOT NULL REFERENCES training_runs (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('step', 'look', 'sample')),
    step INTEGER NOT NULL,
    point TEXT NOT NULL CHECK (json_valid(point)),
    PRIMARY KEY (run_id, kind, step)
) STRICT, WITHOUT ROWID;
`;
