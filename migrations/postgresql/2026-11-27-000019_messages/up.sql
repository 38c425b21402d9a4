-- What a provider and the reviewers write to each other about a submission. The texts are sealed, and erased with the documents.
CREATE TABLE messages (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    -- Who of the staff wrote it; nothing where the provider did.
    staff_id TEXT,
    -- Names the one form that was sent: two presses of its button are one message.
    form TEXT NOT NULL,
    sealed TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    -- When a reviewer opened what the provider wrote.
    opened_at TIMESTAMP,
    UNIQUE (submission_id, form)
);
-- Whether the newest decision that asked for changes asks for a document, and which.
CREATE TABLE asked_documents (
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    -- In words; nothing where the reason says it.
    what TEXT
);
