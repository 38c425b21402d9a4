DROP INDEX audit_log_at;
DROP INDEX audit_log_actor;
DROP INDEX audit_log_action;
DROP INDEX audit_log_subject;
CREATE INDEX audit_log_subject ON audit_log (subject);
