//! Tables of listings that are being written, and of what providers are asked.

diesel::table! {
    drafts (id) {
        id -> Text,
        version -> BigInt,
        sealed -> Text,
        organization_id -> Nullable<Text>,
        submission_id -> Nullable<Text>,
        based_on -> Nullable<Text>,
        begun_by -> Nullable<Text>,
        form_digest -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        ends_at -> Timestamp,
    }
}

diesel::table! {
    clinician_requests (id) {
        id -> Text,
        organization_id -> Text,
        person -> Text,
        email -> Text,
        asked_at -> Timestamp,
        answered_at -> Nullable<Timestamp>,
        said -> Nullable<Text>,
    }
}

diesel::table! {
    asked_pages (id) {
        id -> Text,
        submission_id -> Text,
        page -> Text,
    }
}

diesel::table! {
    supervision_answers (id) {
        id -> Text,
        organization_id -> Text,
        supervisor -> Text,
        supervised -> Text,
        said -> Text,
        answered_at -> Timestamp,
    }
}
