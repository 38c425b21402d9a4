-- What a clinician of a clinic said of one person whom they are named as supervising. Apart from whether they work there: a
-- supervisor can be right about one and not about the other.
CREATE TABLE supervision_answers (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- Both as clinician_requests.person: the NPI, or where there is none the name in small letters.
    supervisor TEXT NOT NULL,
    supervised TEXT NOT NULL,
    -- "confirmed" or "denied".
    said TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL,
    UNIQUE (organization_id, supervisor, supervised)
);
