-- How often something happened to a listing in a week, and nothing of who did it or when.
CREATE TABLE weekly_counts (
    organization_id TEXT NOT NULL REFERENCES organizations (id),
    -- The week's first day.
    monday DATE NOT NULL,
    event TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (organization_id, monday, event)
);
CREATE INDEX weekly_counts_monday ON weekly_counts (monday);
