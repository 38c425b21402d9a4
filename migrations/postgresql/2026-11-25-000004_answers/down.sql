ALTER TABLE evidence_answers DROP COLUMN found_hash;
