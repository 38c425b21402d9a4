-- What each clinician of a clinic is asked by a mail of their own, and whether they answered. The answers themselves (birth date,
-- DEA registration) stand sealed in the dossier and nowhere else.
CREATE TABLE clinician_requests (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- The NPI, or where there is none the name in small letters: who it is, in every version of the dossier.
    person TEXT NOT NULL,
    email TEXT NOT NULL,
    -- A new mail takes the place of an older one: only the newest link opens.
    asked_at TIMESTAMP NOT NULL,
    answered_at TIMESTAMP,
    -- "confirmed" or "denied"; nothing until then.
    said TEXT,
    UNIQUE (organization_id, person)
);
