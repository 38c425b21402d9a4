-- What is due at a time, one row for each kind and subject: done means due again later. Bookkeeping, not history.
CREATE TABLE jobs (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at TIMESTAMP NOT NULL,
    -- Nobody takes it before this: the end of a lease, or of the pause after an error.
    free_at TIMESTAMP NOT NULL,
    -- Counts requests to do it now: one that comes while it is being done is not lost.
    asked BIGINT NOT NULL,
    -- Counts leases: what whoever holds it must name to finish it.
    lease BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    last_error TEXT,
    -- How far a long one has come; empty at its beginning.
    progress TEXT NOT NULL,
    UNIQUE (kind, subject)
);
CREATE INDEX jobs_due ON jobs (due_at, id);

-- What a dossier's run in force asks a person to do; replaced with each run, in its transaction.
CREATE TABLE tasks (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    credential TEXT NOT NULL,
    codes TEXT NOT NULL,
    -- In the queue from here.
    since TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    UNIQUE (dossier_id, kind, subject, credential)
);
CREATE INDEX tasks_due ON tasks (due_at, id);

-- Warnings that were sent before a date: one for each step, never twice.
CREATE TABLE warnings (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    credential TEXT NOT NULL,
    last_day DATE NOT NULL,
    step BIGINT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    UNIQUE (organization_id, credential, last_day, step)
);

-- When a person confirmed that a listing stays out of sight; only a person brings it back.
ALTER TABLE listings ADD COLUMN held_at TIMESTAMP;
