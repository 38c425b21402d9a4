DROP TABLE holds;
DROP TABLE submission_terms;
