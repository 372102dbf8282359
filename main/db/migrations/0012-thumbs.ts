/** Which pairs follow from thumbs alone, so that they go when the thumbs change. */
export const sql = `
ALTER TABLE message_pairs ADD COLUMN by_thumb INTEGER NOT NULL DEFAULT 0 CHECK (by_thumb IN (0, 1));
`;
