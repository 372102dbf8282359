/** Judgings of sampled answers by a model, match by match. */
export const sql = `
CREATE TABLE judgings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    evaluation_id INTEGER NOT NULL REFERENCES evaluations (id) ON DELETE CASCADE,
    -- the model that judges
    model_id INTEGER NOT NULL REFERENCES models (id),
    plan TEXT NOT NULL CHECK (json_valid(plan)),
    state TEXT NOT NULL,
    done INTEGER NOT NULL DEFAULT 0,
    total INTEGER NOT NULL DEFAULT 0,
    problem TEXT,
    result TEXT CHECK (json_valid(result)),
    created_at TEXT NOT NULL,
    ended_at TEXT,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX judgings_evaluation ON judgings (evaluation_id);
CREATE INDEX judgings_model ON judgings (model_id);
CREATE INDEX judgings_deletion ON judgings (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE judging_matches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    judging_id INTEGER NOT NULL REFERENCES judgings (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    -- which of the plan's rounds, counted from 0
    round INTEGER NOT NULL,
    cluster TEXT NOT NULL,
    prompt TEXT NOT NULL,
    first TEXT NOT NULL,
    second TEXT NOT NULL,
    -- null until it was judged
    verdict TEXT CHECK (json_valid(verdict)),
    UNIQUE (judging_id, position)
) STRICT;
`;
