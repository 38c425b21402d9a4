DROP TABLE clinician_requests;
