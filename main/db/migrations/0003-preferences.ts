/**
 * Preferences. What a pair says lies in pair_contents and never changes; a pair points to it. So a data set keeps
 * exactly what it was made of, however its pairs are edited later.
 */
export const sql = `
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    pairs INTEGER NOT NULL,
    labels INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

CREATE TABLE pair_contents (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    -- the same for both orders of the two answers
    answers_hash TEXT NOT NULL,
    prompt TEXT NOT NULL CHECK (json_valid(prompt)),
    chosen TEXT NOT NULL,
    rejected TEXT NOT NULL
) STRICT;
CREATE INDEX pair_contents_answers ON pair_contents (answers_hash);

CREATE TABLE pairs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES pair_contents (id),
    -- where it is not 'preferred', chosen and rejected are just the first and the second answer
    verdict TEXT NOT NULL CHECK (verdict IN ('preferred', 'tie', 'both-bad', 'skip')),
    source TEXT NOT NULL,
    labeller TEXT NOT NULL DEFAULT '',
    labelled_at TEXT NOT NULL,
    strength INTEGER CHECK (strength BETWEEN 1 AND 3),
    note TEXT NOT NULL DEFAULT '',
    import_id INTEGER REFERENCES imports (id),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX pairs_content ON pairs (content_id);
CREATE INDEX pairs_live ON pairs (id) WHERE deletion_id IS NULL;
CREATE INDEX pairs_import ON pairs (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX pairs_deletion ON pairs (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE pair_tags (
    pair_id INTEGER NOT NULL REFERENCES pairs (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    PRIMARY KEY (pair_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_tags_tag ON pair_tags (tag, pair_id);

CREATE TABLE labels (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL,
    prompt TEXT NOT NULL CHECK (json_valid(prompt)),
    answer TEXT NOT NULL,
    rating TEXT NOT NULL CHECK (rating IN ('up', 'down')),
    source TEXT NOT NULL,
    labeller TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    tags TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tags)),
    import_id INTEGER REFERENCES imports (id),
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX labels_hash ON labels (hash);
CREATE INDEX labels_live ON labels (id) WHERE deletion_id IS NULL;
CREATE INDEX labels_import ON labels (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX labels_deletion ON labels (deletion_id) WHERE deletion_id IS NOT NULL;
`;
