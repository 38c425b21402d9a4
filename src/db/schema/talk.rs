//! What a provider and the reviewers say to each other about a submission.

diesel::table! {
    messages (id) {
        id -> Text,
        submission_id -> Text,
        staff_id -> Nullable<Text>,
        form -> Text,
        sealed -> Text,
        written_at -> Timestamp,
        opened_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    asked_documents (submission_id) {
        submission_id -> Text,
        what -> Nullable<Text>,
    }
}
