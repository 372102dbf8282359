/** Conversations: trees of messages. Another version of a message is another child of the same parent. */
export const sql = `
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    model_id INTEGER REFERENCES models (id),
    system_prompt TEXT NOT NULL DEFAULT '',
    sampling TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(sampling)),
    -- the stacks that answer side by side
    columns TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(columns)),
    pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
    -- the end of the branch that is shown
    active_message_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX conversations_recent ON conversations (pinned, updated_at, id) WHERE deletion_id IS NULL;
CREATE INDEX conversations_model ON conversations (model_id);
CREATE INDEX conversations_active ON conversations (active_message_id);
CREATE INDEX conversations_deletion ON conversations (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,
    -- the version shown after this message
    active_child_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
    content TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'complete',
    problem TEXT,
    -- what an answer was made with: model, adapter stack, sampling
    origin TEXT CHECK (json_valid(origin)),
    group_id INTEGER,
    improved_from INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    rating TEXT CHECK (rating IN ('up', 'down')),
    label_id INTEGER REFERENCES labels (id) ON DELETE SET NULL,
    created_at TEXT NOT NULL,
    deletion_id INTEGER REFERENCES deletions (id)
) STRICT;
CREATE INDEX messages_conversation ON messages (conversation_id);
CREATE INDEX messages_parent ON messages (parent_id);
CREATE INDEX messages_active_child ON messages (active_child_id) WHERE active_child_id IS NOT NULL;
CREATE INDEX messages_improved ON messages (improved_from) WHERE improved_from IS NOT NULL;
CREATE INDEX messages_label ON messages (label_id) WHERE label_id IS NOT NULL;
CREATE INDEX messages_unfinished ON messages (state) WHERE state IN ('waiting', 'streaming');
CREATE INDEX messages_deletion ON messages (deletion_id) WHERE deletion_id IS NOT NULL;

CREATE TABLE message_pairs (
    pair_id INTEGER PRIMARY KEY REFERENCES pairs (id) ON DELETE CASCADE,
    chosen_id INTEGER REFERENCES messages (id) ON DELETE SET NULL,
    rejected_id INTEGER REFERENCES messages (id) ON DELETE SET NULL
) STRICT;
CREATE INDEX message_pairs_chosen ON message_pairs (chosen_id);
CREATE INDEX message_pairs_rejected ON message_pairs (rejected_id);
`;
