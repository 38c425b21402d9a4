DROP TABLE taxonomy_codes;
DROP TABLE exclusions;
DROP TABLE nppes;
DROP TABLE loads;
