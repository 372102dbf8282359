/** Data sets: named selections of pairs, with every version that they ever had. */
export const sql = `
CREATE TABLE data_sets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    note TEXT NOT NULL DEFAULT '',
    -- which pairs it takes in; NULL for a fixed list
    filter TEXT CHECK (json_valid(filter)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX data_sets_deletion ON data_sets (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE data_set_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    data_set_id INTEGER NOT NULL REFERENCES data_sets (id) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    -- over the pairs in order, as adapters name their data
    sha256 TEXT NOT NULL,
    pairs INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (data_set_id, version)
) STRICT;
CREATE INDEX data_set_versions_hash ON data_set_versions (sha256);

CREATE TABLE data_set_pairs (
    version_id INTEGER NOT NULL REFERENCES data_set_versions (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    content_id INTEGER NOT NULL REFERENCES pair_contents (id),
    -- the pair it was taken from; NULL once that is gone for good
    pair_id INTEGER REFERENCES pairs (id) ON DELETE SET NULL,
    PRIMARY KEY (version_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX data_set_pairs_content ON data_set_pairs (content_id);
CREATE INDEX data_set_pairs_pair ON data_set_pairs (pair_id);
`;
