-- The lists of staff are read along an index each, whatever there is: by which submission a version came, what was decided last,
-- what waits for a second person.
CREATE INDEX submissions_dossier ON submissions (dossier_id);
CREATE INDEX listing_requests_decided ON listing_requests (state, decided_at, id);
CREATE INDEX evidence_overrides_act ON evidence_overrides (act, step, root_id);
