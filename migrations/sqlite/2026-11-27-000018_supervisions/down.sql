DROP TABLE supervision_answers;
