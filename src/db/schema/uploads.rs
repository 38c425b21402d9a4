//! Documents that providers add to a submission.

diesel::table! {
    documents (id) {
        id -> Text,
        submission_id -> Text,
        slot -> BigInt,
        kind -> Text,
        size -> BigInt,
        is_active -> Bool,
        digest -> Text,
        added_at -> Timestamp,
        sealed -> Binary,
    }
}
