-- Who was looking into a report before that was kept beside it (000027): the audit log says it.
UPDATE reports SET begun_by = (
    SELECT substr(begun.actor, 7) FROM audit_log AS begun
    WHERE begun.action = 'report.checking' AND begun.subject = 'report/' || reports.id AND begun.actor LIKE 'staff/%'
    ORDER BY begun.seq DESC LIMIT 1
)
WHERE state = 'checking' AND begun_by IS NULL;
