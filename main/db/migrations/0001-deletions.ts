/** What was deleted and can be brought back: rows point to the deletion that hides them. */
export const sql = `
CREATE TABLE deletions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
`;
