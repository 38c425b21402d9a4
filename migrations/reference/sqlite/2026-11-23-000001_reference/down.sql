DROP TABLE taxonomy_codes;
DROP TABLE exclusion_surname_parts;
DROP TABLE exclusions;
DROP TABLE nppes;
DROP TABLE loads;
