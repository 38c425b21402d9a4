-- Override memory: each row is one act of one person; rows are only ever added. The acts of one override share `root_id`
-- (the id of its first act) and follow one another by `step`, so that of two people who act at once one wins.
CREATE TABLE evidence_overrides (
    id TEXT NOT NULL PRIMARY KEY,
    root_id TEXT NOT NULL,
    step BIGINT NOT NULL,
    act TEXT NOT NULL,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    -- Keyed hash of the identity fields (a hit on a list) or of the values compared (another check).
    about_hash TEXT NOT NULL,
    -- Names the list's row, or what was found.
    row_hash TEXT NOT NULL,
    tier TEXT,
    expires_on DATE NOT NULL,
    reason TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    acted_by TEXT NOT NULL,
    acted_at TIMESTAMP NOT NULL,
    UNIQUE (root_id, step)
);
CREATE INDEX evidence_overrides_dossier ON evidence_overrides (dossier_id);
