//! Taking a decision back while its mail waits, and suspending a listing: shown first, undone whole, lifted by two.

use chrono::Duration;
use serde_json::json;
use vouchsafe::db::listings::{self, ListingRow, ListingState};
use vouchsafe::db::mails::{self, MailRow};
use vouchsafe::db::submissions::{self, Submission};
use vouchsafe::db::{audit, organizations};
use vouchsafe::domain::listing::{ListingAct, SuspensionReason};
use vouchsafe::domain::overrides::Refusal;
use vouchsafe::domain::submission::{Decision, DecisionReason, SubmissionState};
use vouchsafe::pipeline::review::{self, ListingVerdict, ReviewError, Reviewer, ToChange, Verdict};
use vouchsafe::pipeline::{Desk, index, monitor, submit};

use crate::on_both;
use crate::support::invented;

fn pat() -> Reviewer {
    invented::reviewer()
}

fn sam() -> Reviewer {
    Reviewer { id: "reviewer-2".into(), email: "sam@example.org".into() }
}

/// Sent in, with both look-ups made: what is left is to decide.
fn ready(desk: &Desk) -> String {
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let id = submit::submit(desk, &invented::dossier()).expect("taken").submission_id;
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(desk, &pat(), &id, &lookup).expect("recorded");
    }
    id
}

fn published(desk: &Desk) -> String {
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    invented::publish_dossier(desk, &invented::dossier())
}

fn submission(desk: &Desk, id: &str) -> Submission {
    desk.db.read(|c| submissions::get(c, id)).expect("there")
}

fn listing(desk: &Desk, id: &str) -> Option<ListingRow> {
    let organization = submission(desk, id).organization_id;
    desk.db.read(|c| listings::get(c, &organization)).expect("reads")
}

fn verdict<'a>(desk: &Desk, id: &str, decision: Decision, text: &'a str) -> Verdict<'a> {
    let reason = if decision == Decision::Approve { DecisionReason::Complete } else { DecisionReason::Other };
    Verdict { seen_version: submission(desk, id).version, decision, reason, text }
}

fn decide(desk: &Desk, id: &str, decision: Decision, text: &str) {
    review::decide(desk, &pat(), id, &verdict(desk, id, decision, text)).expect("decided");
}

fn undo(desk: &Desk, by: &Reviewer, id: &str) -> Result<(), ReviewError> {
    review::undo(desk, by, id, submission(desk, id).version)
}

/// What lies in the outbox beside the letter that it came in.
fn mails(desk: &Desk) -> Vec<MailRow> {
    let all = desk.db.read(|c| mails::newest(c, 20)).expect("reads");
    all.into_iter().filter(|mail| !mail.body.contains("We have your listing")).collect()
}

fn acts(desk: &Desk, action: &str) -> usize {
    desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads").iter().filter(|line| line.action == action).count()
}

fn in_sight(desk: &Desk) -> Vec<String> {
    let snapshot = index::build(desk).expect("indexed");
    snapshot.providers().map(|p| p.profile.name.clone()).collect()
}

fn act(desk: &Desk, by: &Reviewer, id: &str, act: ListingAct, text: &str) -> Result<(), ReviewError> {
    let seen_version = listing(desk, id).expect("listed").version;
    let reason = Some(SuspensionReason::UnsafeCare);
    review::decide_listing(desk, by, id, &ListingVerdict { seen_version, act, reason, text })
}

on_both! {
    fn what_a_reviewer_reads_beforehand_is_the_mail_that_goes(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        for (decision, text) in [(Decision::AskForChanges, "Send the { face } sheet."), (Decision::Approve, "")] {
            let ahead = review::look_ahead(&desk, &id, &verdict(&desk, &id, decision, text), &ToChange::default());
            let ahead = ahead.expect("may be decided").mail.expect("an address was given");
            assert_eq!(mails(&desk), [], "nothing happened yet");
            decide(&desk, &id, decision, text);
            let [mail] = mails(&desk).try_into().expect("one mail");
            assert_eq!((mail.recipient, mail.subject, mail.body), (ahead.to, ahead.subject, ahead.body));
            undo(&desk, &pat(), &id).expect("taken back");
        }
        let early = review::look_ahead(&desk, &id, &verdict(&desk, &id, Decision::Reject, " "), &ToChange::default());
        assert!(matches!(early, Err(ReviewError::ReasonNeeded)), "refused as the decision itself would be");
    }

    fn an_approval_that_is_taken_back_leaves_nothing_listed_and_no_mail(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::Approve, "");
        assert_eq!(in_sight(&desk), ["Quiet Harbor Psychiatry"], "publication is at once");
        assert_eq!(mails(&desk).len(), 1);
        let taken = desk.db.write(|c| (0..3).map(|_| mails::take(c, desk.clock.now(), Duration::hours(1))).collect::<Result<Vec<_>, _>>());
        assert_eq!(taken.expect("reads").into_iter().flatten().count(), 1, "the letter that it came in; the other waits");
        desk.clock.set(desk.clock.now() + Duration::minutes(5) - Duration::seconds(1));
        assert!(matches!(undo(&desk, &sam(), &id), Err(ReviewError::NotUndone(_))), "who decided takes it back");
        undo(&desk, &pat(), &id).expect("in time");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len(), listing(&desk, &id)), (0, 0, None));
        assert_eq!(submission(&desk, &id).state, SubmissionState::InReview);
        assert_eq!((acts(&desk, "submission.approved"), acts(&desk, "submission.decision_undone")), (1, 1));
        assert!(matches!(undo(&desk, &pat(), &id), Err(ReviewError::NotUndone(_))), "once");
        monitor::pass(&desk).expect("what was asked about the listing asks nothing of none");
        decide(&desk, &id, Decision::Approve, "");
        assert_eq!(in_sight(&desk), ["Quiet Harbor Psychiatry"], "it can be decided anew");
    }

    fn after_five_minutes_a_decision_stands(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::Reject, "Not a practice.");
        desk.clock.set(desk.clock.now() + Duration::minutes(5));
        assert!(matches!(undo(&desk, &pat(), &id), Err(ReviewError::NotUndone(_))));
        assert_eq!(submission(&desk, &id).state, SubmissionState::Rejected);
        let due = desk.db.write(|c| mails::take(c, desk.clock.now(), Duration::minutes(1))).expect("reads");
        let due = [due, desk.db.write(|c| mails::take(c, desk.clock.now(), Duration::minutes(1))).expect("reads")];
        assert!(due.iter().flatten().any(|mail| mail.body.contains("Not a practice.")), "its mail goes: {due:?}");
    }

    fn a_change_that_was_approved_and_taken_back_shows_what_was_listed_before(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let organization = desk.db.read(|c| organizations::by_slug(c, "quiet-harbor-psychiatry")).expect("reads").expect("there");
        let before = desk.db.read(|c| listings::get(c, &organization.id)).expect("reads").expect("listed");
        let mut raw = invented::dossier();
        raw["provider"]["name"] = json!("Loud Harbor Psychiatry");
        let id = invented::send_version(&desk, &organization.id, &raw);
        for lookup in invented::lookups(desk.clock.now()) {
            review::record_lookup(&desk, &pat(), &id, &lookup).expect("recorded");
        }
        decide(&desk, &id, Decision::Approve, "");
        assert_eq!(in_sight(&desk), ["Loud Harbor Psychiatry"]);
        undo(&desk, &pat(), &id).expect("in time");
        assert_eq!(in_sight(&desk), ["Quiet Harbor Psychiatry"]);
        let after = listing(&desk, &id).expect("listed");
        let stood = |l: &ListingRow| (l.dossier_id.clone(), l.state.clone(), l.confirmed_at, l.held_at, l.contact.clone());
        assert_eq!(stood(&after), stood(&before));
        let named = desk.db.read(|c| organizations::get(c, &organization.id)).expect("there").name;
        assert_eq!(named, "Quiet Harbor Psychiatry");
    }

    fn a_provider_who_sent_what_was_asked_for_meanwhile_keeps_a_decision_from_being_taken_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::AskForChanges, "Send the face sheet.");
        let seen = submission(&desk, &id);
        desk.db.write(|c| submissions::transition(c, &id, seen.version, SubmissionState::Received, desk.clock.now())).expect("sent again");
        assert!(matches!(undo(&desk, &pat(), &id), Err(ReviewError::NotUndone(_))));
        assert_eq!(mails(&desk).len(), 1);
    }

    fn of_ten_who_take_back_at_once_one_does(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::Approve, "");
        let seen = submission(&desk, &id).version;
        let done = std::thread::scope(|s| {
            let all: Vec<_> = (0..10).map(|_| s.spawn(|| review::undo(&desk, &pat(), &id, seen).is_ok())).collect();
            all.into_iter().filter_map(|t| t.join().expect("no panic").then_some(())).count()
        });
        assert_eq!((done, acts(&desk, "submission.decision_undone")), (1, 1));
    }

    fn a_suspension_takes_a_listing_out_of_sight_and_two_people_bring_it_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        let finding = ListingVerdict { seen_version: listing(&desk, &id).expect("listed").version, act: ListingAct::Suspend, reason: Some(SuspensionReason::Finding), text: "Found." };
        assert!(matches!(review::decide_listing(&desk, &pat(), &id, &finding), Err(ReviewError::NothingToConfirm)), "nothing was found");
        assert!(matches!(act(&desk, &pat(), &id, ListingAct::Suspend, " "), Err(ReviewError::ReasonNeeded)));
        act(&desk, &pat(), &id, ListingAct::Suspend, "Nobody monitored the patients.").expect("suspended");
        assert!(in_sight(&desk).is_empty());
        assert!(mails(&desk).iter().any(|m| m.body.contains("Nobody monitored the patients.")));
        desk.clock.set(desk.clock.now() + Duration::minutes(6));
        assert!(matches!(act(&desk, &pat(), &id, ListingAct::TakeBack, ""), Err(ReviewError::NotUndone(_))), "its time is over");
        assert!(matches!(act(&desk, &pat(), &id, ListingAct::Show, "Again."), Err(ReviewError::Stale { .. })), "one person does not bring it back");
        assert!(matches!(act(&desk, &sam(), &id, ListingAct::Lift, "Again."), Err(ReviewError::NotUndone(_))), "nobody asked");
        act(&desk, &pat(), &id, ListingAct::AskToLift, "They have monitors now; I was there.").expect("asked");
        let alone = act(&desk, &pat(), &id, ListingAct::Lift, "Again.");
        assert!(matches!(alone, Err(ReviewError::Refused(Refusal::SamePerson))), "{alone:?}");
        assert_eq!(review::suspensions_to_lift(&desk).expect("reads").len(), 1);
        act(&desk, &sam(), &id, ListingAct::Keep, "").expect("kept");
        assert!(review::suspensions_to_lift(&desk).expect("reads").is_empty() && in_sight(&desk).is_empty());
        act(&desk, &pat(), &id, ListingAct::AskToLift, "Here is the invoice.").expect("asked again");
        act(&desk, &sam(), &id, ListingAct::Lift, "Thank you for the monitors.").expect("lifted");
        assert_eq!(in_sight(&desk), ["Quiet Harbor Psychiatry"]);
        for (action, count) in [("listing.suspended", 1), ("listing.lift_asked", 2), ("listing.suspension_kept", 1), ("listing.suspension_lifted", 1)] {
            assert_eq!(acts(&desk, action), count, "{action}");
        }
    }

    fn a_suspension_that_was_a_slip_is_taken_back_with_its_mail(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        let before = mails(&desk).len();
        act(&desk, &pat(), &id, ListingAct::Suspend, "The wrong one.").expect("suspended");
        assert_eq!(mails(&desk).len(), before + 1);
        assert!(matches!(act(&desk, &sam(), &id, ListingAct::TakeBack, ""), Err(ReviewError::NotUndone(_))));
        act(&desk, &pat(), &id, ListingAct::TakeBack, "").expect("taken back");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len()), (1, before));
    }

    fn a_lifted_suspension_is_taken_back_with_its_mail_by_who_lifted_it(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        act(&desk, &pat(), &id, ListingAct::Suspend, "Nobody monitored the patients.").expect("suspended");
        desk.clock.set(desk.clock.now() + Duration::hours(1));
        act(&desk, &pat(), &id, ListingAct::AskToLift, "They have monitors now.").expect("asked");
        let (before, stood) = (mails(&desk).len(), listing(&desk, &id).expect("listed").held_at);
        act(&desk, &sam(), &id, ListingAct::Lift, "Thank you.").expect("lifted");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len()), (1, before + 1), "in sight at once");
        let due = desk.db.write(|c| (0..5).map(|_| mails::take(c, desk.clock.now(), Duration::hours(1))).collect::<Result<Vec<_>, _>>());
        assert!(due.expect("reads").iter().flatten().all(|mail| !mail.body.contains("Thank you.")), "and its mail waits");
        assert!(matches!(act(&desk, &pat(), &id, ListingAct::HideAgain, ""), Err(ReviewError::NotUndone(_))), "not by who asked");
        act(&desk, &sam(), &id, ListingAct::HideAgain, "").expect("taken back");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len()), (0, before));
        assert_eq!(listing(&desk, &id).expect("listed").held_at, stood, "held since when it was");
        assert_eq!(review::suspensions_to_lift(&desk).expect("reads").len(), 1, "suspended, and the request to lift it stands");
        let one_alone = act(&desk, &pat(), &id, ListingAct::Lift, "Again.");
        assert!(matches!(one_alone, Err(ReviewError::Refused(Refusal::SamePerson))), "{one_alone:?}");
        act(&desk, &sam(), &id, ListingAct::Lift, "Thank you, now really.").expect("lifted anew");
        desk.clock.set(desk.clock.now() + Duration::minutes(5));
        assert!(matches!(act(&desk, &sam(), &id, ListingAct::HideAgain, ""), Err(ReviewError::NotUndone(_))), "its time is over");
        assert_eq!((acts(&desk, "listing.suspension_lifted"), acts(&desk, "listing.showing_undone")), (2, 1));
    }

    fn a_listing_that_was_shown_again_by_a_slip_goes_back_out_of_sight(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        let organization = submission(&desk, &id).organization_id;
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Hidden, desk.clock.now())).expect("hidden by the program");
        let before = mails(&desk).len();
        act(&desk, &pat(), &id, ListingAct::Show, "It was a namesake.").expect("shown");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len()), (1, before + 1));
        act(&desk, &pat(), &id, ListingAct::HideAgain, "").expect("taken back");
        assert_eq!((in_sight(&desk).len(), mails(&desk).len()), (0, before));
        act(&desk, &pat(), &id, ListingAct::Show, "It was a namesake after all.").expect("shown");
        desk.db.write(|c| listings::confirm(c, &organization, desk.clock.now())).expect("confirmed");
        assert!(matches!(act(&desk, &pat(), &id, ListingAct::HideAgain, ""), Err(ReviewError::NotUndone(_))), "the provider built on it");
        assert_eq!(in_sight(&desk).len(), 1);
    }

    fn of_ten_who_take_a_lift_back_at_once_one_does(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        act(&desk, &pat(), &id, ListingAct::Suspend, "Nobody monitored the patients.").expect("suspended");
        act(&desk, &pat(), &id, ListingAct::AskToLift, "They have monitors now.").expect("asked");
        act(&desk, &sam(), &id, ListingAct::Lift, "Thank you.").expect("lifted");
        let seen_version = listing(&desk, &id).expect("listed").version;
        let back = ListingVerdict { seen_version, act: ListingAct::HideAgain, reason: None, text: "" };
        let done = std::thread::scope(|s| {
            let all: Vec<_> = (0..10).map(|_| s.spawn(|| review::decide_listing(&desk, &sam(), &id, &back).is_ok())).collect();
            all.into_iter().filter_map(|t| t.join().expect("no panic").then_some(())).count()
        });
        assert_eq!((done, acts(&desk, "listing.showing_undone"), in_sight(&desk).len()), (1, 1, 0));
    }

    fn an_approved_change_does_not_bring_a_suspended_listing_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let organization = desk.db.read(|c| organizations::by_slug(c, "quiet-harbor-psychiatry")).expect("reads").expect("there");
        let first = desk.db.read(|c| submissions::latest_of(c, &organization.id)).expect("there").id;
        act(&desk, &pat(), &first, ListingAct::Suspend, "Nobody monitored the patients.").expect("suspended");
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("We are open on Mondays now.");
        let id = invented::send_version(&desk, &organization.id, &raw);
        for lookup in invented::lookups(desk.clock.now()) {
            review::record_lookup(&desk, &pat(), &id, &lookup).expect("recorded");
        }
        desk.db.write(|c| submissions::set_contact(c, &id, "ana@example.com")).expect("set");
        let ahead = review::look_ahead(&desk, &id, &verdict(&desk, &id, Decision::Approve, ""), &ToChange::default()).expect("may be");
        assert!(!ahead.shows, "the page before says so");
        let mail = ahead.mail.expect("an address was given");
        assert!(mail.body.contains("still out of sight") && !mail.body.contains("Patients see it now"), "{}", mail.body);
        decide(&desk, &id, Decision::Approve, "");
        assert!(in_sight(&desk).is_empty());
        let shown = listing(&desk, &id).expect("listed");
        let by_force = desk.db.write(|c| listings::decide(c, &shown, listings::ListingState::Public, None, desk.clock.now()));
        assert!(by_force.is_err(), "no other part of the program shows it");
        act(&desk, &pat(), &id, ListingAct::AskToLift, "They have monitors now.").expect("asked");
        act(&desk, &sam(), &id, ListingAct::Lift, "Thank you.").expect("lifted");
        assert_eq!(in_sight(&desk), ["Quiet Harbor Psychiatry"]);
    }

    fn a_decision_on_which_somebody_built_since_is_not_taken_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::Approve, "");
        act(&desk, &sam(), &id, ListingAct::Suspend, "A board acted this morning.").expect("suspended");
        assert!(matches!(undo(&desk, &pat(), &id), Err(ReviewError::NotUndone(_))), "the colleague's decision stands");
        assert!(in_sight(&desk).is_empty() && listing(&desk, &id).is_some());
        act(&desk, &sam(), &id, ListingAct::TakeBack, "").expect("taken back");
        assert_eq!(in_sight(&desk).len(), 1, "and the listing is where the approval put it");
        let organization = submission(&desk, &id).organization_id;
        desk.db.write(|c| listings::confirm(c, &organization, desk.clock.now())).expect("confirmed");
        assert!(matches!(undo(&desk, &pat(), &id), Err(ReviewError::NotUndone(_))), "the provider said that it is right");
    }

    fn taking_a_suspension_back_leaves_what_was_approved_meanwhile(db: TestDatabase) {
        let desk = invented::desk(&db);
        let first = published(&desk);
        act(&desk, &pat(), &first, ListingAct::Suspend, "The wrong one.").expect("suspended");
        let mut raw = invented::dossier();
        raw["provider"]["name"] = json!("Loud Harbor Psychiatry");
        let id = invented::send_version(&desk, &submission(&desk, &first).organization_id, &raw);
        for lookup in invented::lookups(desk.clock.now()) {
            review::record_lookup(&desk, &sam(), &id, &lookup).expect("recorded");
        }
        decide(&desk, &id, Decision::Approve, "");
        act(&desk, &pat(), &id, ListingAct::TakeBack, "").expect("taken back");
        assert_eq!(in_sight(&desk), ["Loud Harbor Psychiatry"]);
    }

    fn what_is_final_hides_a_listing_also_when_its_suspension_is_taken_back(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = published(&desk);
        act(&desk, &pat(), &id, ListingAct::Suspend, "The wrong one.").expect("suspended");
        let mut herself = invented::somebody_else();
        herself.npi = invented::NPI.into();
        invented::load_lists(&desk.reference, &[invented::record()], &[herself]);
        monitor::pass(&desk).expect("works");
        act(&desk, &pat(), &id, ListingAct::TakeBack, "").expect("taken back");
        assert!(in_sight(&desk).is_empty());
    }

    fn nobody_is_reminded_of_what_can_be_taken_back_still(db: TestDatabase) {
        let desk = invented::desk(&db);
        let id = ready(&desk);
        decide(&desk, &id, Decision::AskForChanges, "Send the face sheet.");
        let early = review::remind(&desk, &sam(), &id);
        assert!(matches!(early, Err(review::RemindError::JustAsked)), "{early:?}");
        desk.clock.set(desk.clock.now() + Duration::minutes(5));
        review::remind(&desk, &sam(), &id).expect("reminded");
    }
}
