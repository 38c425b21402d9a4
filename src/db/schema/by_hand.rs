//! What staff did with reference data, and what loads did to listings.

diesel::table! {
    reference_acts (id) {
        id -> Text,
        kind -> Text,
        list -> Text,
        states -> Text,
        staff_id -> Text,
        file -> Text,
        file_bytes -> BigInt,
        complete -> Bool,
        state -> Text,
        begun_at -> Timestamp,
        beat_at -> Timestamp,
        ended_at -> Nullable<Timestamp>,
        read_bytes -> BigInt,
        of_bytes -> BigInt,
        row_count -> BigInt,
        version -> Text,
        loaded_at -> Nullable<Timestamp>,
        rows_added -> Nullable<BigInt>,
        rows_gone -> Nullable<BigInt>,
        said -> Text,
    }
}

diesel::table! {
    reference_effects (id) {
        id -> Text,
        list -> Text,
        state -> Text,
        loaded_at -> Timestamp,
        organization_id -> Text,
        code -> Text,
        subject -> Text,
        effect -> Text,
        noted_at -> Timestamp,
    }
}

diesel::table! {
    lists_noticed (list, state) {
        list -> Text,
        state -> Text,
        version -> Text,
        loaded_at -> Timestamp,
        row_count -> BigInt,
    }
}
