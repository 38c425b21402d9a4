//! How staff find a submission, and who has taken it.

diesel::table! {
    submission_terms (submission_id, term) {
        submission_id -> Text,
        term -> Text,
    }
}

diesel::table! {
    holds (submission_id) {
        submission_id -> Text,
        staff_id -> Text,
        since -> Timestamp,
    }
}
