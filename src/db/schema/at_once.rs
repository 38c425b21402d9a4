//! What was public at once, and who looked at it afterwards.

diesel::table! {
    updates (id) {
        id -> Text,
        organization_id -> Text,
        before_id -> Text,
        after_id -> Text,
        made_at -> Timestamp,
        seen_at -> Nullable<Timestamp>,
        seen_by -> Nullable<Text>,
    }
}
