//! A listing's own numbers.

diesel::table! {
    weekly_counts (organization_id, monday, event) {
        organization_id -> Text,
        monday -> Date,
        event -> Text,
        times -> BigInt,
    }
}
