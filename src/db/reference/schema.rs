//! The tables of the reference data, the same on both databases.

diesel::table! {
    reference.loads (id) {
        id -> BigInt,
        list -> Text,
        state -> Text,
        version -> Text,
        list_date -> Date,
        complete -> Bool,
        row_count -> BigInt,
        sha256 -> Text,
        loaded_at -> Timestamp,
        status -> Text,
        file_bytes -> BigInt,
    }
}

diesel::table! {
    reference.nppes_staging (position) {
        position -> BigInt,
        npi -> BigInt,
        list_date -> Integer,
        record -> Text,
    }
}

diesel::table! {
    reference.exclusions (load_id, position) {
        load_id -> BigInt,
        position -> BigInt,
        list_date -> Date,
        npi -> Text,
        surname_key -> Text,
        business_key -> Text,
        reinstatement -> Bool,
        record -> Text,
    }
}

diesel::table! {
    reference.exclusion_keys (key, load_id, position) {
        load_id -> BigInt,
        position -> BigInt,
        key -> Text,
    }
}

diesel::table! {
    reference.taxonomy_codes (load_id, position) {
        load_id -> BigInt,
        position -> BigInt,
        code -> Text,
        classification -> Text,
        specialization -> Text,
    }
}

diesel::allow_tables_to_appear_in_same_query!(exclusions, exclusion_keys);
