-- An answer holds for what was found, not for the compared values alone: the registry may say something else next month, or
-- another copy of the listing turn up. Answers from before do not say what they were about; their questions are asked again.
ALTER TABLE evidence_answers ADD COLUMN found_hash TEXT NOT NULL DEFAULT '';
