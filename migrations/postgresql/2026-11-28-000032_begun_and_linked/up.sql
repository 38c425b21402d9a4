-- Who was looking into a report before that was kept beside it (000027): the audit log says it.
UPDATE reports SET begun_by = (
    SELECT substr(begun.actor, 7) FROM audit_log AS begun
    WHERE begun.action = 'report.checking' AND begun.subject = 'report/' || reports.id AND begun.actor LIKE 'staff/%'
    ORDER BY begun.seq DESC LIMIT 1
)
WHERE state = 'checking' AND begun_by IS NULL;

-- From when a one-time link counts: it ends three days later. Of links from before the audit log says when they were made.
ALTER TABLE staff ADD COLUMN link_made_at TIMESTAMP;
UPDATE staff SET link_made_at = coalesce((
    SELECT max(made.logged_at) FROM audit_log AS made
    WHERE made.subject = 'staff/' || staff.id AND made.action IN ('staff.invited', 'staff.link_renewed')
), created_at)
WHERE link_nonce IS NOT NULL;
