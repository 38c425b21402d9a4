DROP TABLE report_calls;
DROP INDEX submissions_organization;
DROP INDEX listing_requests_kind;
DROP INDEX reports_reason;
DROP INDEX reports_begun;
ALTER TABLE reports DROP COLUMN begun_by;
DROP INDEX listings_dossier;
DROP INDEX tasks_work;
ALTER TABLE tasks DROP COLUMN work;
