/** What a person decides once for the whole program. */
export const sql = `
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT, WITHOUT ROWID;

CREATE TABLE chat_presets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('sampling', 'system-prompt')),
    name TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX chat_presets_deletion ON chat_presets (deletion_id) WHERE deletion_id IS NOT NULL;
`;
