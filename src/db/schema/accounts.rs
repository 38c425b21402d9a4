//! Who signs in: staff, and those who look after a listing.

diesel::table! {
    staff (id) {
        id -> Text,
        email -> Text,
        role -> Text,
        state -> Text,
        link_nonce -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        sealed_totp -> Nullable<Text>,
        totp_step -> BigInt,
        version -> BigInt,
        created_at -> Timestamp,
        signed_in_at -> Nullable<Timestamp>,
        link_made_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    staff_sessions (token_hash) {
        token_hash -> Text,
        staff_id -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        id -> Text,
        browser -> Text,
        proven_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    staff_recovery_codes (digest) {
        digest -> Text,
        staff_id -> Text,
        used_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    managers (id) {
        id -> Text,
        email -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    managed (id) {
        id -> Text,
        manager_id -> Text,
        organization_id -> Text,
        invited_by -> Nullable<Text>,
        since -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        removed_at -> Nullable<Timestamp>,
        removed_by -> Nullable<Text>,
    }
}

diesel::table! {
    manager_links (id) {
        id -> Text,
        email -> Text,
        token_digest -> Text,
        code_digest -> Text,
        code_tries -> BigInt,
        asked_at -> Timestamp,
        consumed_at -> Nullable<Timestamp>,
        superseded_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    manager_sessions (id) {
        id -> Text,
        token_digest -> Text,
        manager_id -> Text,
        browser -> Text,
        created_at -> Timestamp,
        seen_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(staff_sessions -> staff (staff_id));
diesel::joinable!(managed -> managers (manager_id));
diesel::joinable!(manager_sessions -> managers (manager_id));
