/** Full-text search over messages and pairs. The indexes hold no texts of their own. */
export const sql = `
CREATE VIRTUAL TABLE messages_search USING fts5 (
    content, content = 'messages', content_rowid = 'id', prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER messages_search_insert AFTER INSERT ON messages BEGIN
    INSERT INTO messages_search (rowid, content) VALUES (new.id, new.content);
END;
CREATE TRIGGER messages_search_delete AFTER DELETE ON messages BEGIN
    INSERT INTO messages_search (messages_search, rowid, content) VALUES ('delete', old.id, old.content);
END;
CREATE TRIGGER messages_search_update AFTER UPDATE OF content ON messages BEGIN
    INSERT INTO messages_search (messages_search, rowid, content) VALUES ('delete', old.id, old.content);
    INSERT INTO messages_search (rowid, content) VALUES (new.id, new.content);
END;
INSERT INTO messages_search (messages_search) VALUES ('rebuild');

-- Filled by the program, many rows at a time: a trigger would make FTS5 write its index anew for every row.
CREATE VIRTUAL TABLE pairs_search USING fts5 (
    prompt, chosen, rejected,
    content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER pairs_search_delete AFTER DELETE ON pair_contents BEGIN
    DELETE FROM pairs_search WHERE rowid = old.id;
END;
INSERT INTO pairs_search (rowid, prompt, chosen, rejected)
    SELECT id, (SELECT group_concat(value ->> 'content', char(10)) FROM json_each(prompt)), chosen, rejected
    FROM pair_contents;
`;
