DROP INDEX evidence_overrides_act;
DROP INDEX listing_requests_decided;
DROP INDEX submissions_dossier;
