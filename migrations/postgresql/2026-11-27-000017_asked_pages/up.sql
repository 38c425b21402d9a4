-- Which pages of the listing's form a reviewer asked to change, by the newest decision that asked.
CREATE TABLE asked_pages (
    id TEXT NOT NULL PRIMARY KEY,
    submission_id TEXT NOT NULL REFERENCES submissions (id),
    -- Such as "license/p1/0": web/portal/progress.rs.
    page TEXT NOT NULL
);
CREATE INDEX asked_pages_submission ON asked_pages (submission_id);
