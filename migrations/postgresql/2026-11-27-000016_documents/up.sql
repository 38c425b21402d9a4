-- Documents that providers add to a submission, where no on-line look-up can settle a question.
CREATE TABLE documents (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    -- 1 to 5: the key below makes a sixth impossible, however many are sent at once.
    slot BIGINT NOT NULL CHECK (slot BETWEEN 1 AND 5),
    kind TEXT NOT NULL,
    -- Bytes of what is kept.
    size BIGINT NOT NULL,
    -- A PDF that names a script, a program to start or a file inside it.
    is_active BOOLEAN NOT NULL,
    -- Keyed digest of the file as it was sent: sent twice, it is one document.
    digest TEXT NOT NULL,
    added_at TIMESTAMP NOT NULL,
    -- The file itself, encrypted. Last, so that lists of documents need not read past it.
    sealed BYTEA NOT NULL,
    UNIQUE (submission_id, slot),
    UNIQUE (submission_id, digest)
);
