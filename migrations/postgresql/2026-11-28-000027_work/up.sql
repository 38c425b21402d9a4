-- Under which kind a task stands in the list of all open work (domain/work.rs). None while nobody can do it: its version is
-- not the listing's, or the listing is not where the task asks for something.
ALTER TABLE tasks ADD COLUMN work TEXT;
CREATE INDEX tasks_work ON tasks (work, due_at, id);
CREATE INDEX listings_dossier ON listings (dossier_id);
UPDATE tasks SET work = CASE
    WHEN kind IN ('finding', 'final') AND codes LIKE '%exclusion.%' THEN 'exclusion'
    WHEN kind = 'board_lookup' THEN 'look_up'
    WHEN kind = 'expired' THEN 'paper'
    WHEN kind = 'final' THEN 'hidden'
    WHEN kind = 'clear' THEN 'return'
    WHEN kind = 'updated' THEN 'update'
    ELSE kind
END
WHERE EXISTS (
    SELECT 1 FROM listings WHERE listings.dossier_id = tasks.dossier_id AND (
        (listings.state = 'public' AND tasks.kind NOT IN ('final', 'clear'))
        OR (listings.state = 'hidden' AND tasks.kind = 'clear')
        OR (listings.state = 'hidden' AND tasks.kind = 'final' AND listings.held_at IS NULL)
    )
);

-- Who is looking into a report; none before somebody began.
ALTER TABLE reports ADD COLUMN begun_by TEXT;
CREATE INDEX reports_begun ON reports (begun_by, state, due_at, id);
CREATE INDEX reports_reason ON reports (state, reason, due_at, id);
CREATE INDEX listing_requests_kind ON listing_requests (state, kind, due_at, id);
CREATE INDEX submissions_organization ON submissions (organization_id);

-- Our own call about a report: without one no note about a phone is public.
CREATE TABLE report_calls (
    report_id TEXT NOT NULL PRIMARY KEY REFERENCES reports (id),
    staff_id TEXT NOT NULL,
    result TEXT NOT NULL,
    -- What number, when, and what happened: staff read it, nobody else.
    words TEXT NOT NULL,
    called_at TIMESTAMP NOT NULL,
    -- When staff let the note stand.
    noted_at TIMESTAMP
);
