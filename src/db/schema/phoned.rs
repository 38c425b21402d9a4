//! The monthly sample that is phoned.

diesel::table! {
    accuracy_samples (month) {
        month -> Date,
        seed -> Text,
        listed -> BigInt,
        listed_digest -> Text,
        drawn_at -> Timestamp,
        closed_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accuracy_listings (id) {
        id -> Text,
        month -> Date,
        position -> BigInt,
        organization_id -> Text,
        version -> BigInt,
        outcome -> Nullable<Text>,
        address -> Nullable<Text>,
        new_patients -> Nullable<Text>,
        treatments -> Nullable<Text>,
        settled_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    accuracy_calls (id) {
        id -> Text,
        listing_id -> Text,
        result -> Text,
        note -> Text,
        staff_id -> Text,
        called_at -> Timestamp,
    }
}
