-- Who and where: an organisation, a place, a person and the tie between them are each their own thing.
CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
-- Contracting migrations raise this: a program below it must not open the database.
INSERT INTO meta (name, value) VALUES ('min_program_schema', '1');

CREATE TABLE organizations (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    organization_npi TEXT,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX organizations_npi ON organizations (organization_npi);

-- Every slug an organisation ever had: old ones redirect for ever.
CREATE TABLE slugs (
    slug TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE people (
    id TEXT NOT NULL PRIMARY KEY,
    npi TEXT UNIQUE,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE places (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    handle TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (organization_id, handle)
);

-- Immutable versions of what a provider said. Birth dates and DEA numbers are not in `body` but sealed.
CREATE TABLE dossiers (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    version BIGINT NOT NULL,
    body TEXT NOT NULL,
    sealed TEXT NOT NULL,
    created_at TIMESTAMP NOT NULL,
    UNIQUE (organization_id, version)
);

-- Who works where, as one dossier version says it. `position` is the clinician's place in the dossier.
CREATE TABLE affiliations (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    place_id TEXT NOT NULL REFERENCES places (id),
    position BIGINT NOT NULL
);
CREATE INDEX affiliations_dossier ON affiliations (dossier_id);
CREATE INDEX affiliations_person ON affiliations (person_id);

CREATE TABLE submissions (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    token_hash TEXT NOT NULL,
    contact TEXT,
    received_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX submissions_queue ON submissions (state, due_at, id);

-- What a person decided, and why.
CREATE TABLE decisions (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    staff_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    decided_at TIMESTAMP NOT NULL
);
CREATE INDEX decisions_submission ON decisions (submission_id);

-- One run of all checks over one dossier. The newest run of a dossier is in force.
CREATE TABLE evidence_runs (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    number BIGINT NOT NULL,
    as_of TIMESTAMP NOT NULL,
    sources TEXT NOT NULL,
    rules_version TEXT NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE (dossier_id, number)
);

CREATE TABLE evidence (
    id TEXT NOT NULL PRIMARY KEY,
    run_id TEXT NOT NULL REFERENCES evidence_runs (id),
    position BIGINT NOT NULL,
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    blocking BOOLEAN NOT NULL,
    detail TEXT NOT NULL,
    source TEXT NOT NULL,
    checked_at TIMESTAMP NOT NULL,
    valid_until TIMESTAMP,
    words TEXT NOT NULL,
    looked_at TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    sealed_rows TEXT,
    UNIQUE (run_id, position)
);

-- What a person looked up and saw.
CREATE TABLE evidence_lookups (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    credential TEXT,
    result TEXT NOT NULL,
    place TEXT NOT NULL,
    expires_on DATE,
    staff_id TEXT NOT NULL,
    looked_by TEXT NOT NULL,
    looked_at TIMESTAMP NOT NULL,
    value_hash TEXT NOT NULL
);
CREATE INDEX evidence_lookups_dossier ON evidence_lookups (dossier_id);

-- A person's answer to a `review`, for exactly these values.
CREATE TABLE evidence_answers (
    id TEXT NOT NULL PRIMARY KEY,
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    code TEXT NOT NULL,
    subject TEXT NOT NULL,
    value_hash TEXT NOT NULL,
    reason TEXT NOT NULL,
    staff_id TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
CREATE INDEX evidence_answers_dossier ON evidence_answers (dossier_id);

-- What the public sees: one row an organisation, pointing at the dossier version it came from.
CREATE TABLE listings (
    organization_id TEXT NOT NULL PRIMARY KEY REFERENCES organizations (id),
    dossier_id TEXT NOT NULL REFERENCES dossiers (id),
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    published_at TIMESTAMP NOT NULL,
    confirmed_at TIMESTAMP,
    updated_at TIMESTAMP NOT NULL
);

-- What a second listing of the same provider would share with it: address, phone, license (verify::twin_keys).
CREATE TABLE listing_keys (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    twin_key TEXT NOT NULL
);
CREATE INDEX listing_keys_key ON listing_keys (twin_key);
CREATE INDEX listing_keys_organization ON listing_keys (organization_id);

-- The change sequence: taken under the lock of its one head row, so that no reader ever skips a number.
CREATE TABLE change_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO change_head (id, seq) VALUES (1, 0);
CREATE TABLE changes (
    seq BIGINT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    changed_at TIMESTAMP NOT NULL
);

-- The audit chain. Payloads stand apart so that one can be erased without breaking it.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash TEXT NOT NULL
);
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
CREATE TABLE audit_log (
    seq BIGINT NOT NULL PRIMARY KEY,
    logged_at TIMESTAMP NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    payload_digest TEXT NOT NULL,
    evidence_digest TEXT,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX audit_log_subject ON audit_log (subject);
CREATE TABLE audit_payloads (
    seq BIGINT NOT NULL PRIMARY KEY REFERENCES audit_log (seq),
    payload TEXT
);

CREATE TABLE staff (
    id TEXT NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    link_nonce TEXT,
    password_hash TEXT,
    sealed_totp TEXT,
    totp_step BIGINT NOT NULL,
    version BIGINT NOT NULL,
    created_at TIMESTAMP NOT NULL
);

CREATE TABLE staff_sessions (
    token_hash TEXT NOT NULL PRIMARY KEY,
    staff_id TEXT NOT NULL REFERENCES staff (id),
    created_at TIMESTAMP NOT NULL,
    seen_at TIMESTAMP NOT NULL,
    ended_at TIMESTAMP
);
CREATE INDEX staff_sessions_staff ON staff_sessions (staff_id);

-- Mail waits here in the transaction that caused it, so that none is lost and none is sent for what was rolled back.
CREATE TABLE mails (
    id TEXT NOT NULL PRIMARY KEY,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    written_at TIMESTAMP NOT NULL,
    send_after TIMESTAMP NOT NULL,
    sent_at TIMESTAMP,
    attempts BIGINT NOT NULL,
    last_error TEXT
);
CREATE INDEX mails_waiting ON mails (send_after, id);
