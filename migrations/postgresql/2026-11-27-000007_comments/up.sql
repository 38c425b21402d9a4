-- What patients and readers wrote, about a listing or under a page of the guide. No account, no e-mail, no address of a
-- computer. The words and the name are encrypted in every state, and gone once withdrawn or forgotten.
CREATE TABLE comments (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    -- What it is about: a listing, or a page of the guide. Exactly one of the two.
    organization_id TEXT REFERENCES organizations (id),
    topic TEXT,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- In which it was written.
    language TEXT NOT NULL,
    -- It speaks of a crisis: at the head of the queue.
    is_urgent BOOLEAN NOT NULL,
    sealed TEXT,
    -- Of the form that it came from: pressed twice, it makes one comment.
    form_digest TEXT NOT NULL UNIQUE,
    received_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    -- When staff last decided, who, and against which rule of the published policy where it was refused.
    decided_at TIMESTAMP,
    decided_by TEXT,
    refusal TEXT,
    -- When the provider asked for its one fixed answer to stand under it.
    answered_at TIMESTAMP,
    CHECK ((organization_id IS NULL) <> (topic IS NULL))
);
CREATE INDEX comments_queue ON comments (state, is_urgent, due_at, id);
CREATE INDEX comments_of_provider ON comments (organization_id, state, decided_at);
CREATE INDEX comments_of_topic ON comments (topic, state, decided_at);
