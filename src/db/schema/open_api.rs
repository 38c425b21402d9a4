//! Programs that use the API: what they sent under keys of their own, and the keys that we gave them.

diesel::table! {
    replays (id) {
        id -> Text,
        body -> Text,
        sealed -> Text,
        is_finished -> Bool,
        begun_at -> Timestamp,
    }
}

diesel::table! {
    api_keys (id) {
        id -> Text,
        name -> Text,
        digest -> Text,
        scopes -> Text,
        made_by -> Text,
        made_at -> Timestamp,
        last_used_on -> Nullable<Date>,
        revoked_at -> Nullable<Timestamp>,
    }
}
