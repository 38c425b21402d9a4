//! The demo holds what its pages show, whatever day it begins on.

use std::collections::BTreeSet;

use chrono::TimeZone;

use super::*;
use crate::config::PublicUrl;
use crate::db::Address;
use crate::demo::reference::UNLISTED_STATES;
use crate::demo::world::Listed;
use crate::domain::check::VerificationStatus;
use crate::domain::comment::CommentState;
use crate::domain::freshness::Freshness;
use crate::domain::report::{ReportReason, ReportState};
use crate::domain::submission::SubmissionState;
use crate::keys::Keys;
use crate::pipeline::{comment, index, listing_request, report};
use crate::reads::work;
use crate::rules::Rules;
use crate::staff::Accounts;
use crate::staff::demo::STAFF;

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("a moment")
}

fn freshness(listed: &Listed) -> Freshness {
    let signed = listed.practice.dossier.attestation.as_ref().map(|a| a.at);
    Freshness::of(listed.confirmed_at.or(signed), listed.approved_at, noon())
}

fn is_in_unlisted_state(listed: &Listed) -> bool {
    let credentials = listed.practice.dossier.clinicians.iter().flat_map(|c| &c.credentials);
    credentials.filter_map(|c| c.state.as_deref()).any(|s| UNLISTED_STATES.contains(&s))
}

fn is_overdue(listed: &Listed) -> bool {
    listed.looked_again_at.is_none() && (noon() - listed.approved_at).num_days() > 181
}

/// One practice of each story, and one where a list is missing.
fn thin(mut world: World) -> World {
    let mut told = BTreeSet::new();
    world.listed.retain(|l| {
        let story = format!("{:?} {:?} {} {}", l.turn, freshness(l), is_overdue(l), is_in_unlisted_state(l));
        told.insert(story)
    });
    world
}

fn expected(listed: &Listed) -> Option<VerificationStatus> {
    match listed.turn {
        Turn::Excluded | Turn::Deactivated => None,
        Turn::LicenseRanOut | Turn::NamesakeListed => Some(VerificationStatus::Rechecking),
        Turn::Quiet if is_overdue(listed) || is_in_unlisted_state(listed) => Some(VerificationStatus::PartlyVerified),
        Turn::Quiet => Some(VerificationStatus::Verified),
    }
}

#[test]
fn each_story_ends_as_it_was_meant_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = Address::Sqlite(folder.path().join("demo.db"));
    let desk = Desk {
        db: Db::open(&address).expect("opens"),
        reference: Db::open_reference(&address).expect("opens"),
        rules: Rules::builtin(),
        keys: Keys::from_bytes([7; 32]),
        clock: Clock::fixed(noon()),
        public_url: PublicUrl::of_bind(([127, 0, 0, 1], 8080).into()),
        live: None,
    };
    let accounts = Accounts::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
    let account = STAFF[0].join(&accounts).expect("joins");
    let reviewer = Reviewer { id: account.id.to_string(), email: account.email };
    let world = thin(World::invent(Rules::builtin(), noon()));
    assert!(world.listed.len() >= 9, "every story is told: {}", world.listed.len());

    live(&desk, &reviewer, &world, noon(), |_, _| {}).expect("the months pass");

    let snapshot = index::build(&desk).expect("builds");
    for listed in &world.listed {
        let name = &listed.practice.dossier.provider.name;
        let public = snapshot.providers().find(|p| p.profile.name == *name).map(|p| p.standing(noon()));
        assert_eq!(public.as_ref().map(|s| s.badge.status), expected(listed), "{name}: {:?}", listed.turn);
        if let Some(standing) = public {
            assert_eq!(standing.freshness, freshness(listed), "{name}");
        }
    }
    let waiting = desk.db.read(|c| submissions::count_in_states(c, &[SubmissionState::InReview])).expect("counts");
    assert_eq!(waiting, world.waiting.len() as i64 + 1, "and a change");
    let due = work::count(&desk.db, noon()).expect("counts");
    let there: Vec<&str> = due.iter().filter(|(_, count)| *count > 0).map(|(kind, _)| kind.as_str()).collect();
    for kind in "new change claim removal report comment exclusion look_up paper hidden update".split(' ') {
        assert!(there.contains(&kind), "{kind}: {there:?}");
    }
    let said = comment::counts(&desk).expect("counts");
    for fate in [CommentState::Waiting, CommentState::Published, CommentState::Refused, CommentState::Withdrawn] {
        assert!(said.states[&fate] > 0, "{fate}");
    }
    let of = |states: &[_]| report::queue(&desk, states, 50, 0).expect("reads").0;
    let (open, answered) = (of(ReportState::OPEN), of(&[ReportState::Answered]));
    assert_eq!((open.len(), answered.len()), (5, 3));
    assert_eq!(open.iter().filter(|w| w.report.reason == ReportReason::UnsafeCare).count(), 1);
    let asked = listing_request::waiting(&desk).expect("counts");
    assert_eq!((asked.count, asked.late), (2, 0));
    let in_question = snapshot.providers().flat_map(|p| &p.sites).filter(|site| site.offer.phone_in_question).count();
    assert_eq!(in_question, 1, "two people told us of one phone");
    let faults = desk.db.read(crate::db::audit::faults).expect("reads");
    assert_eq!(faults, [""; 0], "the audit chain holds");
}
