-- By what staff find a submission: words of names, NPIs, licenses, phones, e-mail addresses, the reference (domain/find.rs).
CREATE TABLE submission_terms (
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    term TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (submission_id, term)
);
CREATE INDEX submission_terms_term ON submission_terms (term, submission_id);

-- Which reviewer has taken a submission.
CREATE TABLE holds (
    submission_id TEXT NOT NULL PRIMARY KEY REFERENCES submissions (id),
    staff_id TEXT NOT NULL REFERENCES staff (id),
    since TIMESTAMP NOT NULL
);
CREATE INDEX holds_staff ON holds (staff_id);

-- The queue asks for messages that no reviewer has opened.
CREATE INDEX messages_opened ON messages (opened_at, staff_id, submission_id);
