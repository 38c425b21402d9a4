-- What was public at once and waits for a person to look at it afterwards: the version shown before and the one shown after.
CREATE TABLE updates (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    before_id TEXT NOT NULL REFERENCES dossiers (id),
    after_id TEXT NOT NULL REFERENCES dossiers (id),
    made_at TIMESTAMP NOT NULL,
    -- None while nobody has looked.
    seen_at TIMESTAMP,
    seen_by TEXT
);
CREATE INDEX updates_waiting ON updates (organization_id) WHERE seen_at IS NULL;
