//! What staff do: how they find a submission, who has taken it, what was decided, what a person took out of sight.

diesel::table! {
    submission_terms (submission_id, term) {
        submission_id -> Text,
        term -> Text,
    }
}

diesel::table! {
    holds (submission_id) {
        submission_id -> Text,
        staff_id -> Text,
        since -> Timestamp,
    }
}

diesel::table! {
    decisions (id) {
        id -> Text,
        submission_id -> Text,
        staff_id -> Text,
        outcome -> Text,
        reason_code -> Text,
        reason -> Text,
        decided_at -> Timestamp,
        state_before -> Nullable<Text>,
        desk_before -> Nullable<Text>,
        listing_before -> Nullable<Text>,
        listing_version -> Nullable<BigInt>,
        mail_id -> Nullable<Text>,
        undone_at -> Nullable<Timestamp>,
        undone_by -> Nullable<Text>,
    }
}

diesel::table! {
    suspensions (id) {
        id -> Text,
        organization_id -> Text,
        reason_code -> Text,
        reason -> Text,
        suspended_by -> Text,
        suspended_at -> Timestamp,
        listing_before -> Text,
        mail_id -> Nullable<Text>,
        lift_reason -> Nullable<Text>,
        lift_asked_by -> Nullable<Text>,
        lift_asked_at -> Nullable<Timestamp>,
        ended_by -> Nullable<Text>,
        ended_at -> Nullable<Timestamp>,
        ending -> Nullable<Text>,
    }
}

diesel::table! {
    showings (id) {
        id -> Text,
        organization_id -> Text,
        suspension_id -> Nullable<Text>,
        shown_by -> Text,
        shown_at -> Timestamp,
        held_before -> Nullable<Timestamp>,
        listing_version -> BigInt,
        mail_id -> Nullable<Text>,
        undone_at -> Nullable<Timestamp>,
    }
}
