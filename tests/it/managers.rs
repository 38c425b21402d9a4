//! Managers of listings without their pages: mails to sign in with, whom a mailbox stands for, people invited and taken off.

use std::time::Instant;

use chrono::Duration;
use serde_json::json;
use vouchsafe::clock::Clock;
use vouchsafe::db::{audit, organizations, submissions};
use vouchsafe::domain::submission::{Decision, DecisionReason};
use vouchsafe::managers::{InviteError, LinkError, MOST_PEOPLE, Over, RemoveError};
use vouchsafe::pipeline::{review, submit};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented::{self, noon};
use crate::support::practice::Practice;

const ANA: &str = "ana@example.org";
const BEN: &str = "ben@example.org";

fn practice(db: &TestDatabase) -> Practice {
    Practice::open(db, &Clock::fixed(noon()))
}

fn token(link: &str) -> &str {
    link.rsplit('/').next().expect("a token")
}

on_both! {
    fn two_presses_of_one_link_at_once_make_one_session(db: TestDatabase) {
        let practice = practice(&db);
        practice.send("Quiet Harbor", ANA);
        for round in 0..4 {
            practice.managers.ask(ANA).expect("asked");
            let (link, _) = practice.way_in(ANA);
            let outcomes: Vec<_> = std::thread::scope(|scope| {
                let press = || practice.managers.enter_by_link(token(&link), "A browser");
                let presses: Vec<_> = (0..6).map(|_| scope.spawn(press)).collect();
                presses.into_iter().map(|p| p.join().expect("no panic")).collect()
            });
            assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "round {round}");
            let used = |o: &&Result<_, LinkError>| matches!(o, Err(LinkError::Over { why: Over::Used, .. }));
            assert_eq!(outcomes.iter().filter(used).count(), 5, "round {round}");
            practice.desk.clock.advance(Duration::hours(1));
        }
    }

    fn an_address_gets_three_mails_an_hour_however_many_ask_at_once(db: TestDatabase) {
        let practice = practice(&db);
        practice.send("Quiet Harbor", ANA);
        std::thread::scope(|scope| {
            for _ in 0..12 {
                scope.spawn(|| practice.managers.ask(ANA).expect("asked"));
            }
        });
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 3);
        practice.desk.clock.advance(Duration::minutes(59));
        practice.managers.ask(ANA).expect("asked");
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 3);
        practice.desk.clock.advance(Duration::minutes(1));
        practice.managers.ask(ANA).expect("asked");
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 4);
    }

    fn an_unknown_address_takes_as_long_as_a_known_one_and_gets_no_mail(db: TestDatabase) {
        let practice = practice(&db);
        practice.send("Quiet Harbor", ANA);
        let mut longer: Vec<f64> = Vec::new();
        for _ in 0..60 {
            practice.desk.clock.advance(Duration::hours(1));
            // One after the other, so that whatever else the machine does befalls both.
            let [known, unknown] = [ANA, "nobody@example.org"].map(|email| {
                let begun = Instant::now();
                practice.managers.ask(email).expect("asked");
                begun.elapsed().as_secs_f64() * 1e3
            });
            longer.push(known - unknown);
        }
        longer.sort_by(f64::total_cmp);
        assert!(longer[30].abs() < 5.0, "the known one takes {} ms longer", longer[30]);
        assert!(practice.mails("nobody@example.org", "").is_empty());
        assert_eq!(practice.mails(ANA, "link to sign in").len(), 60);
    }

    fn a_code_is_good_for_five_tries_and_the_link_beside_it_stays_good(db: TestDatabase) {
        let practice = practice(&db);
        practice.send("Quiet Harbor", ANA);
        let asked = practice.managers.ask(ANA).expect("asked");
        let (link, code) = practice.way_in(ANA);
        let wrong = if code.starts_with('0') { "1111-1111" } else { "0000-0000" };
        let try_code = |asked: &str, code: &str| practice.managers.enter_by_code(asked, code, "A browser");
        for _ in 0..5 {
            assert!(matches!(try_code(&asked, wrong), Err(LinkError::Code)));
        }
        assert!(matches!(try_code(&asked, &code), Err(LinkError::Code)), "a sixth try, right or not");
        assert!(practice.managers.enter_by_link(token(&link), "A browser").is_ok());

        practice.desk.clock.advance(Duration::hours(1));
        let asked = practice.managers.ask(ANA).expect("asked");
        let (link, code) = practice.way_in(ANA);
        let unknown = practice.managers.ask("nobody@example.org").expect("asked");
        assert!(matches!(try_code(&unknown, &code), Err(LinkError::Code)), "a code belongs to the mail it came in");
        assert!(matches!(try_code("no such page", &code), Err(LinkError::Code)));
        assert!(try_code(&asked, &code.replace('-', " ").to_lowercase()).is_ok());
        assert!(matches!(try_code(&asked, &code), Err(LinkError::Code)), "once");
        assert!(matches!(practice.managers.waiting(token(&link)), Err(LinkError::Over { why: Over::Used, .. })));
    }

    fn the_first_manager_is_the_contact_of_the_version_in_force_and_nobody_becomes_first_twice(db: TestDatabase) {
        let practice = practice(&db);
        let desk = &practice.desk;
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let submission = invented::publish_dossier(desk, &invented::dossier());
        let listed = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
        // Another version with another contact waits: it speaks for nobody until it is shown.
        let other = invented::send_version(desk, &listed, &invented::dossier());
        desk.db.write(|c| submissions::set_contact(c, &other, BEN)).expect("written");
        practice.managers.ask(BEN).expect("asked");
        assert!(practice.mails(BEN, "").is_empty());

        let ana = practice.visitor("ana@example.com");
        assert_eq!(practice.managers.organizations(&ana).expect("reads"), [listed.as_str()]);
        practice.managers.invite(&ana, &listed, BEN).expect("invited");
        let ben = practice.visitor(BEN);
        let people = practice.managers.people(&ben, &listed).expect("reads");
        let tie = people.iter().find(|p| !p.is_you).expect("Ana").id.clone();
        practice.managers.remove(&ben, &listed, &tie).expect("removed");
        assert!(practice.managers.organizations(&ana).expect("reads").is_empty());
        desk.clock.advance(Duration::hours(1));
        let sent = practice.mails("ana@example.com", "link to sign in").len();
        practice.managers.ask("ana@example.com").expect("asked");
        assert_eq!(practice.mails("ana@example.com", "link to sign in").len(), sent, "being the contact is not enough now");
    }

    fn an_address_that_was_corrected_when_asked_for_changes_is_the_contact(db: TestDatabase) {
        let practice = practice(&db);
        let desk = &practice.desk;
        let organization = practice.send("Quiet Harbor", "typo@example.org");
        let sent = desk.db.read(|c| submissions::latest_of(c, &organization)).expect("there");
        let verdict = review::Verdict {
            seen_version: sent.version,
            decision: Decision::AskForChanges,
            reason: DecisionReason::MissingInformation,
            text: "Mend the address.",
        };
        review::decide(desk, &invented::reviewer(), &sent.id, &verdict).expect("asked");
        let sent = desk.db.read(|c| submissions::get(c, &sent.id)).expect("there");
        let mut mended = invented::dossier();
        mended["provider"]["email"] = json!("Ana@Example.org");
        submit::resubmit(desk, &sent, &mended).expect("sent again");
        practice.managers.ask("typo@example.org").expect("asked");
        assert!(practice.mails("typo@example.org", "link to sign in").is_empty());
        let ana = practice.visitor(ANA);
        assert_eq!(practice.managers.organizations(&ana).expect("reads"), [organization]);
    }

    fn managers_invite_and_remove_one_another_but_the_last_one_stays(db: TestDatabase) {
        let practice = practice(&db);
        let organization = practice.send("Quiet Harbor", ANA);
        let (managers, id) = (&practice.managers, organization.as_str());
        let ana = practice.visitor(ANA);
        assert!(matches!(managers.invite(&ana, id, "ben"), Err(InviteError::NotAnEmail)));
        managers.invite(&ana, id, " Ben@Example.ORG").expect("invited");
        assert!(matches!(managers.invite(&ana, id, BEN), Err(InviteError::Already(_))));
        assert!(practice.mails(BEN, "invited")[0].body.contains("Quiet Harbor"));
        let own = managers.people(&ana, id).expect("reads").remove(0).id;
        assert!(matches!(managers.remove(&ana, id, &own), Err(RemoveError::LastOne)), "an invitation looks after nothing");

        let ben = practice.visitor(BEN);
        assert!(managers.looks_after(&ben, id).expect("reads"));
        managers.invite(&ben, id, "eva@example.org").expect("invited");
        assert!(practice.mails(ANA, "was invited")[0].body.contains("eva@example.org"), "the others are told");
        managers.remove(&ana, id, &managers.people(&ben, id).expect("reads")[1].id).expect("removed");
        assert!(!managers.looks_after(&ben, id).expect("reads"), "at once");
        assert!(practice.mails(BEN, "taken off")[0].body.contains(ANA));
        assert!(managers.invite(&ben, id, BEN).is_err(), "a page that was open before opens nothing");
        let of_organization = format!("organization/{id}");
        let logged = practice.desk.db.read(|c| audit::of_subject(c, &of_organization)).expect("reads");
        let acts: Vec<String> = logged.into_iter().map(|e| e.action).filter(|a| a.starts_with("manager.")).collect();
        let expected = ["manager.first", "manager.invited", "manager.accepted", "manager.invited", "manager.removed"];
        assert_eq!(acts, expected);
        assert_eq!(practice.desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn of_two_who_take_each_other_off_at_once_one_stays(db: TestDatabase) {
        let practice = practice(&db);
        for round in 0..5 {
            let [a, b] = ["a", "b"].map(|n| format!("{n}{round}@example.org"));
            let organization = practice.send("Quiet Harbor", &a);
            let ana = practice.visitor(&a);
            practice.managers.invite(&ana, &organization, &b).expect("invited");
            let ben = practice.visitor(&b);
            let people = practice.managers.people(&ana, &organization).expect("reads");
            let remove = |by, who: usize| practice.managers.remove(by, &organization, &people[who].id);
            std::thread::scope(|scope| {
                scope.spawn(|| remove(&ana, 1));
                scope.spawn(|| remove(&ben, 0));
            });
            assert_eq!(practice.managers.people(&ana, &organization).expect("reads").len(), 1, "round {round}");
        }
    }

    fn an_invitation_is_over_after_two_weeks_and_can_be_repeated(db: TestDatabase) {
        let practice = practice(&db);
        let organization = practice.send("Quiet Harbor", ANA);
        let ana = practice.visitor(ANA);
        practice.managers.invite(&ana, &organization, BEN).expect("invited");
        practice.desk.clock.advance(Duration::days(14));
        practice.managers.ask(BEN).expect("asked");
        assert!(practice.mails(BEN, "link to sign in").is_empty());
        practice.managers.invite(&ana, &organization, BEN).expect("invited again");
        assert_eq!(practice.managers.organizations(&practice.visitor(BEN)).expect("reads"), [organization]);
    }

    fn a_listing_is_no_way_to_send_mail_to_strangers(db: TestDatabase) {
        let practice = practice(&db);
        let organization = practice.send("Quiet Harbor", ANA);
        let ana = practice.visitor(ANA);
        let invite = |n: usize| practice.managers.invite(&ana, &organization, &format!("p{n}@example.org"));
        for n in 1..MOST_PEOPLE {
            invite(n).expect("invited");
        }
        assert!(matches!(invite(99), Err(InviteError::TooMany)));
        let invited = practice.managers.people(&ana, &organization).expect("reads").remove(1).id;
        practice.managers.remove(&ana, &organization, &invited).expect("taken back");
        invite(98).expect("the tenth of the day");
        let invited = practice.managers.people(&ana, &organization).expect("reads").remove(1).id;
        practice.managers.remove(&ana, &organization, &invited).expect("taken back");
        assert!(matches!(invite(97), Err(InviteError::TooOften)));
        assert_eq!(practice.desk.db.read(|c| organizations::get(c, &organization)).expect("there").name, "Quiet Harbor");
    }
}
