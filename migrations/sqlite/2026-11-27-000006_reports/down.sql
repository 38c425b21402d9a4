DROP TABLE report_answers;
DROP TABLE reports;
