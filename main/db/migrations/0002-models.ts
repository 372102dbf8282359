/** Base models: where their files are and what is known of them. */
export const sql = `
CREATE TABLE models (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    path TEXT NOT NULL,
    -- SHA-256 over the weights; NULL until it has been computed
    fingerprint TEXT,
    file_bytes INTEGER NOT NULL,
    -- the file's time of change when it was last looked at: another one means that it has to be checked again
    file_changed_at TEXT NOT NULL,
    owned INTEGER NOT NULL DEFAULT 0 CHECK (owned IN (0, 1)),
    bundled INTEGER NOT NULL DEFAULT 0 CHECK (bundled IN (0, 1)),
    is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
    -- a chat template instead of the model's own
    template TEXT,
    facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts)),
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE UNIQUE INDEX models_default ON models (is_default) WHERE is_default = 1 AND deletion_id IS NULL;
CREATE INDEX models_deletion ON models (deletion_id) WHERE deletion_id IS NOT NULL;
`;
