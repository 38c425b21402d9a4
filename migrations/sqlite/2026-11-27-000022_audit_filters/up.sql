-- The audit page filters by each of these and shows the newest first: one walk along an index, whatever the log's length.
DROP INDEX audit_log_subject;
CREATE INDEX audit_log_at ON audit_log (logged_at, seq);
CREATE INDEX audit_log_actor ON audit_log (actor, logged_at, seq);
CREATE INDEX audit_log_action ON audit_log (action, logged_at, seq);
CREATE INDEX audit_log_subject ON audit_log (subject, logged_at, seq);
