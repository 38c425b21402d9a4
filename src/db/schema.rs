//! The main tables, one schema for both databases. A test compares it with both migrated databases.

mod accounts;
mod at_once;
mod by_hand;
mod open_api;
mod phoned;
mod providers;
mod requests;
mod staff_desk;
mod talk;
mod uploads;
mod weekly;

pub use accounts::{managed, manager_links, manager_sessions, managers, staff, staff_recovery_codes, staff_sessions};
pub use at_once::updates;
pub use by_hand::{lists_noticed, reference_acts, reference_effects};
pub use open_api::{api_keys, replays};
pub use phoned::{accuracy_calls, accuracy_listings, accuracy_samples};
pub use providers::{asked_pages, clinician_requests, drafts, supervision_answers};
pub use requests::{listing_requests, removed_twins, report_calls};
pub use staff_desk::{decisions, holds, showings, submission_terms, suspensions};
pub use talk::{asked_documents, messages};
pub use uploads::documents;
pub use weekly::weekly_counts;

diesel::table! {
    meta (name) {
        name -> Text,
        value -> Text,
    }
}

diesel::table! {
    organizations (id) {
        id -> Text,
        slug -> Text,
        name -> Text,
        kind -> Text,
        organization_npi -> Nullable<Text>,
        version -> BigInt,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    slugs (slug) {
        slug -> Text,
        organization_id -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    people (id) {
        id -> Text,
        npi -> Nullable<Text>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    places (id) {
        id -> Text,
        organization_id -> Text,
        handle -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    dossiers (id) {
        id -> Text,
        organization_id -> Text,
        version -> BigInt,
        body -> Text,
        sealed -> Text,
        created_at -> Timestamp,
    }
}

diesel::table! {
    affiliations (id) {
        id -> Text,
        dossier_id -> Text,
        person_id -> Text,
        place_id -> Text,
        position -> BigInt,
    }
}

diesel::table! {
    submissions (id) {
        id -> Text,
        reference -> Text,
        organization_id -> Text,
        dossier_id -> Text,
        state -> Text,
        version -> BigInt,
        token_hash -> Text,
        contact -> Nullable<Text>,
        received_at -> Timestamp,
        due_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    evidence_runs (id) {
        id -> Text,
        dossier_id -> Text,
        number -> BigInt,
        as_of -> Timestamp,
        sources -> Text,
        rules_version -> Text,
        digest -> Text,
    }
}

diesel::table! {
    evidence (id) {
        id -> Text,
        run_id -> Text,
        position -> BigInt,
        code -> Text,
        subject -> Text,
        outcome -> Text,
        blocking -> Bool,
        detail -> Text,
        source -> Text,
        checked_at -> Timestamp,
        valid_until -> Nullable<Timestamp>,
        words -> Text,
        looked_at -> Text,
        value_hash -> Text,
        sealed_rows -> Nullable<Text>,
    }
}

diesel::table! {
    evidence_lookups (id) {
        id -> Text,
        dossier_id -> Text,
        kind -> Text,
        subject -> Text,
        credential -> Nullable<Text>,
        result -> Text,
        place -> Text,
        expires_on -> Nullable<Date>,
        staff_id -> Text,
        looked_by -> Text,
        looked_at -> Timestamp,
        value_hash -> Text,
    }
}

diesel::table! {
    evidence_answers (id) {
        id -> Text,
        dossier_id -> Text,
        code -> Text,
        subject -> Text,
        value_hash -> Text,
        reason -> Text,
        staff_id -> Text,
        answered_by -> Text,
        answered_at -> Timestamp,
        found_hash -> Text,
    }
}

diesel::table! {
    evidence_overrides (id) {
        id -> Text,
        root_id -> Text,
        step -> BigInt,
        act -> Text,
        dossier_id -> Text,
        code -> Text,
        subject -> Text,
        about_hash -> Text,
        row_hash -> Text,
        tier -> Nullable<Text>,
        expires_on -> Date,
        reason -> Text,
        staff_id -> Text,
        acted_by -> Text,
        acted_at -> Timestamp,
    }
}

diesel::table! {
    listings (organization_id) {
        organization_id -> Text,
        dossier_id -> Text,
        state -> Text,
        version -> BigInt,
        published_at -> Timestamp,
        confirmed_at -> Nullable<Timestamp>,
        updated_at -> Timestamp,
        held_at -> Nullable<Timestamp>,
        contact -> Nullable<Text>,
    }
}

diesel::table! {
    confirmation_requests (id) {
        id -> Text,
        asked_at -> Timestamp,
    }
}

diesel::table! {
    confirmation_listings (id) {
        id -> Text,
        request_id -> Text,
        organization_id -> Text,
        since_day -> Date,
        step -> Nullable<BigInt>,
    }
}

diesel::table! {
    listing_keys (id) {
        id -> Text,
        organization_id -> Text,
        twin_key -> Text,
    }
}

diesel::table! {
    change_head (id) {
        id -> BigInt,
        seq -> BigInt,
    }
}

diesel::table! {
    changes (seq) {
        seq -> BigInt,
        organization_id -> Text,
        kind -> Text,
        changed_at -> Timestamp,
    }
}

diesel::table! {
    audit_head (id) {
        id -> BigInt,
        seq -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    audit_log (seq) {
        seq -> BigInt,
        logged_at -> Timestamp,
        actor -> Text,
        action -> Text,
        subject -> Text,
        payload_digest -> Text,
        evidence_digest -> Nullable<Text>,
        previous -> Text,
        hash -> Text,
    }
}

diesel::table! {
    audit_payloads (seq) {
        seq -> BigInt,
        payload -> Nullable<Text>,
    }
}

diesel::table! {
    mails (id) {
        id -> Text,
        recipient -> Text,
        subject -> Text,
        body -> Text,
        written_at -> Timestamp,
        send_after -> Timestamp,
        sent_at -> Nullable<Timestamp>,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        languages -> Text,
        free_at -> Timestamp,
        lease -> BigInt,
        failed_at -> Nullable<Timestamp>,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    jobs (id) {
        id -> Text,
        kind -> Text,
        subject -> Text,
        due_at -> Timestamp,
        free_at -> Timestamp,
        asked -> BigInt,
        lease -> BigInt,
        attempts -> BigInt,
        last_error -> Nullable<Text>,
        progress -> Text,
    }
}

diesel::table! {
    tasks (id) {
        id -> Text,
        dossier_id -> Text,
        kind -> Text,
        subject -> Text,
        credential -> Text,
        codes -> Text,
        since -> Timestamp,
        due_at -> Timestamp,
        work -> Nullable<Text>,
    }
}

diesel::table! {
    warnings (id) {
        id -> Text,
        organization_id -> Text,
        credential -> Text,
        last_day -> Date,
        step -> BigInt,
        written_at -> Timestamp,
    }
}

diesel::table! {
    imports (id) {
        id -> Text,
        origin -> Text,
        file -> Text,
        sha256 -> Text,
        actor -> Text,
        began_at -> Timestamp,
    }
}

diesel::table! {
    imported_listings (organization_id) {
        organization_id -> Text,
        origin -> Text,
        source_id -> Text,
        import_id -> Text,
        digest -> Text,
        dossier_id -> Text,
        published_id -> Nullable<Text>,
        submission_id -> Nullable<Text>,
    }
}

diesel::table! {
    reports (id) {
        id -> Text,
        reference -> Text,
        organization_id -> Text,
        place_id -> Nullable<Text>,
        reason -> Text,
        state -> Text,
        version -> BigInt,
        language -> Text,
        sealed -> Nullable<Text>,
        form_digest -> Text,
        received_at -> Timestamp,
        due_at -> Timestamp,
        updated_at -> Timestamp,
        begun_by -> Nullable<Text>,
    }
}

diesel::table! {
    report_answers (report_id) {
        report_id -> Text,
        staff_id -> Text,
        outcome -> Text,
        text -> Text,
        answered_at -> Timestamp,
    }
}

diesel::table! {
    comments (id) {
        id -> Text,
        reference -> Text,
        organization_id -> Nullable<Text>,
        topic -> Nullable<Text>,
        state -> Text,
        version -> BigInt,
        language -> Text,
        is_urgent -> Bool,
        sealed -> Nullable<Text>,
        form_digest -> Text,
        received_at -> Timestamp,
        due_at -> Timestamp,
        decided_at -> Nullable<Timestamp>,
        decided_by -> Nullable<Text>,
        refusal -> Nullable<Text>,
        answered_at -> Nullable<Timestamp>,
    }
}

diesel::joinable!(slugs -> organizations (organization_id));
diesel::joinable!(submissions -> organizations (organization_id));
diesel::joinable!(submissions -> dossiers (dossier_id));
diesel::joinable!(listings -> organizations (organization_id));
diesel::joinable!(listings -> dossiers (dossier_id));
diesel::joinable!(confirmation_listings -> confirmation_requests (request_id));
diesel::joinable!(evidence -> evidence_runs (run_id));
diesel::joinable!(decisions -> submissions (submission_id));
diesel::joinable!(holds -> staff (staff_id));
diesel::joinable!(reports -> organizations (organization_id));
diesel::joinable!(report_answers -> reports (report_id));
diesel::joinable!(comments -> organizations (organization_id));
diesel::joinable!(listing_requests -> organizations (organization_id));
diesel::joinable!(dossiers -> organizations (organization_id));
diesel::joinable!(tasks -> dossiers (dossier_id));
diesel::joinable!(audit_payloads -> audit_log (seq));
diesel::joinable!(affiliations -> people (person_id));
diesel::joinable!(affiliations -> places (place_id));
diesel::allow_tables_to_appear_in_same_query!(
    meta,
    organizations,
    slugs,
    people,
    places,
    dossiers,
    affiliations,
    submissions,
    decisions,
    suspensions,
    showings,
    evidence_runs,
    evidence,
    evidence_lookups,
    evidence_answers,
    evidence_overrides,
    listings,
    confirmation_requests,
    confirmation_listings,
    listing_keys,
    change_head,
    changes,
    audit_head,
    audit_log,
    audit_payloads,
    staff,
    staff_sessions,
    holds,
    submission_terms,
    staff_recovery_codes,
    mails,
    jobs,
    tasks,
    warnings,
    imports,
    imported_listings,
    reports,
    report_answers,
    comments,
    drafts,
    clinician_requests,
    supervision_answers,
    asked_pages,
    managers,
    managed,
    manager_links,
    manager_sessions,
    updates,
    listing_requests,
    removed_twins,
    report_calls,
    documents,
    messages,
    asked_documents,
    accuracy_listings,
    reference_acts,
    lists_noticed,
    reference_effects,
);
