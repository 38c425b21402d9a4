//! What people ask of a listing without an account, and what must not come back.

diesel::table! {
    listing_requests (id) {
        id -> Text,
        reference -> Text,
        organization_id -> Text,
        kind -> Text,
        relation -> Nullable<Text>,
        state -> Text,
        version -> BigInt,
        language -> Text,
        sealed -> Nullable<Text>,
        form_digest -> Text,
        received_at -> Timestamp,
        due_at -> Timestamp,
        hidden_at -> Nullable<Timestamp>,
        told_at -> Nullable<Timestamp>,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
        record -> Nullable<Text>,
        contact -> Nullable<Text>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    report_calls (report_id) {
        report_id -> Text,
        staff_id -> Text,
        result -> Text,
        words -> Text,
        called_at -> Timestamp,
        noted_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    removed_twins (id) {
        id -> Text,
        organization_id -> Text,
        digest -> Text,
        removed_at -> Timestamp,
    }
}
