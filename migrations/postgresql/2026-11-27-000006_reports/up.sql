-- What people told us about listings. No account and no address of a computer: nothing here says who it was.
CREATE TABLE reports (
    id TEXT NOT NULL PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- The place that it is about; none for the listing as a whole.
    place_id TEXT REFERENCES places (id),
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    version BIGINT NOT NULL,
    -- In which it was written, and is answered.
    language TEXT NOT NULL,
    -- The reporter's own words and the e-mail address for the answer, encrypted; none once erased.
    sealed TEXT,
    -- Of the form that it came from: pressed twice, it makes one report.
    form_digest TEXT NOT NULL UNIQUE,
    received_at TIMESTAMP NOT NULL,
    due_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);
CREATE INDEX reports_due ON reports (state, due_at, id);
CREATE INDEX reports_of ON reports (organization_id, state);

-- How a report was answered, once.
CREATE TABLE report_answers (
    report_id TEXT NOT NULL PRIMARY KEY REFERENCES reports (id),
    staff_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    text TEXT NOT NULL,
    answered_at TIMESTAMP NOT NULL
);
