DROP INDEX messages_opened;
DROP TABLE holds;
DROP TABLE submission_terms;
