DROP TABLE evidence_overrides;
