DROP TABLE reference_effects;
DROP TABLE reference_acts;
