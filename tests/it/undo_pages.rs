//! The page before a decision, taking it back, and a suspension, as reviewers without JavaScript see them.

use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::{Desk, review, submit};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::invented;

const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";

/// Two reviewers, and a submission with both look-ups made.
fn office(db: &crate::support::database::TestDatabase) -> (Office, Desk, String) {
    let desk = invented::desk(db);
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
    for lookup in invented::lookups(desk.clock.now()) {
        review::record_lookup(&desk, &invented::reviewer(), &id, &lookup).expect("recorded");
    }
    let office = Office::open(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Reviewer);
    (office, desk, format!("/admin/submissions/{id}"))
}

/// Sends a form of the page to an address below it.
fn send(browser: &mut Browser<'_>, page: &str, below: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, String)> = fields.iter().map(|(name, value)| (*name, (*value).to_string())).collect();
    let shown = browser.get(page);
    form.push(("form_token", shown.token()));
    if !fields.iter().any(|(name, _)| *name == "version") {
        form.push(("version", shown.hidden("version")));
    }
    browser.post(&format!("{page}{below}"), &form)
}

const ASK: &[(&str, &str)] =
    &[("decision", "ask_for_changes"), ("reason", "missing_information"), ("text", "Send the <face> sheet.")];

/// The first page of the form that a reviewer can ask to change.
fn a_page(shown: &Answer) -> String {
    let rest = shown.body.split("name=\"page\" value=\"").nth(1).expect("a page");
    rest.split('"').next().expect("its name").to_string()
}

on_both! {
    fn before_a_decision_its_page_shows_the_very_mail_and_leads_back_with_nothing_lost(db: TestDatabase) {
        let (office, desk, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        let form_page = a_page(&pat.get(&page));
        let asked = [ASK, &[("page", form_page.as_str())]].concat();
        let ahead = send(&mut pat, &page, "/decision/look", &asked);
        assert_eq!(ahead.status, 200);
        assert!(ahead.body.contains(&format!("name=\"page\" value=\"{form_page}\"")), "{}", ahead.body);
        for said in ["Ask for changes?", "It goes in 5 minutes", "ana@example.com", "Send the &lt;face&gt; sheet.", "En español abajo"] {
            assert!(ahead.body.contains(said), "{said}: {}", ahead.body);
        }
        assert!(pat.get(&page).body.contains("Waits for review"), "nothing happened");
        let again = send(&mut pat, &page, "/decision/look", &[&asked[..], &[("change", "yes")]].concat());
        assert_eq!(again.status, 200, "nothing is wrong");
        for kept in ["Send the &lt;face&gt; sheet.", "value=\"ask_for_changes\" checked", "value=\"missing_information\" selected"] {
            assert!(again.body.contains(kept), "{kept}: {}", again.body);
        }
        assert!(again.body.contains(&format!("name=\"page\" value=\"{form_page}\" checked")), "{}", again.body);
        assert!(!again.body.contains("There is a problem"));
        let empty = send(&mut pat, &page, "/decision/look", &[("decision", "reject"), ("reason", "other"), ("text", " ")]);
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("There is a problem") && empty.body.contains("Write a reason"));
        let mails = desk.db.read(|c| vouchsafe::db::mails::newest(c, 5)).expect("reads");
        assert_eq!(mails.len(), 1, "the letter that it came in");
    }

    fn who_decided_sees_until_when_it_can_be_taken_back_and_others_see_who_can(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        assert_eq!(send(&mut pat, &page, "/decision", ASK).status, 303);
        let shown = pat.get(&page);
        assert!(shown.body.contains("you can take both back") && shown.body.contains("Take it back"), "{}", shown.body);
        let others = sam.get(&page);
        assert!(others.body.contains(&format!("{PAT} can take both back")) && !others.body.contains("Take it back"));
        let refused = send(&mut sam, &page, "/decision/undo", &[]);
        assert!(refused.status == 409 && refused.body.contains("Who decided takes a decision back"), "{}", refused.body);
        assert_eq!(send(&mut pat, &page, "/decision/undo", &[]).status, 303);
        let after = pat.get(&page);
        for said in ["Waits for review", "taken back", "took a decision back"] {
            assert!(after.body.contains(said), "{said}: {}", after.body);
        }
        assert_eq!(send(&mut pat, &page, "/decision", ASK).status, 303);
        office.clock.set(office.clock.now() + chrono::Duration::minutes(5));
        assert!(!pat.get(&page).body.contains("Take it back"));
        let late = send(&mut pat, &page, "/decision/undo", &[]);
        assert!(late.status == 409 && late.body.contains("Five minutes are over"), "{}", late.body);
    }

    fn a_suspension_is_shown_first_needs_a_code_and_is_lifted_by_a_second_person(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        assert_eq!(send(&mut pat, &page, "/decision", &[("decision", "approve")]).status, 303);
        let version = |browser: &mut Browser<'_>| browser.get(&page).hidden_after("/listing", "version");
        let without = send(&mut pat, &page, "/listing/look", &[("act", "suspend"), ("text", "Unsafe."), ("version", "1")]);
        assert!(without.status == 422 && without.body.contains("Choose the reason"), "{}", without.body);
        let suspend = |version: &str| [("act", "suspend"), ("reason", "unsafe_care"), ("text", "Nobody watched.")].map(|(n, v)| (n, v.to_string())).into_iter().chain([("version", version.to_string())]).collect::<Vec<_>>();
        let form = suspend(&version(&mut pat));
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let ahead = send(&mut pat, &page, "/listing/look", &form);
        for said in ["Suspend the listing?", "out of sight at once", "Nobody watched."] {
            assert!(ahead.body.contains(said), "{said}: {}", ahead.body);
        }
        assert_eq!(send(&mut pat, &page, "/listing", &form).status, 303);
        let shown = pat.get(&page);
        for said in ["Suspended, out of sight", "Unsafe care, confirmed by a person", "Take the suspension back", "Ask to lift it"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let ask = [("act", "ask_to_lift"), ("text", "They have monitors now."), ("version", &version(&mut pat))];
        assert_eq!(send(&mut pat, &page, "/listing", &ask).status, 303);
        assert!(!pat.get(&page).body.contains("Lift the suspension"), "not alone");
        assert!(pat.get("/admin/queue").body.contains("asked to lift a suspension"));
        let seen = version(&mut sam);
        let lift = [("act", "lift"), ("text", "Thank you."), ("version", seen.as_str())];
        assert!(send(&mut sam, &page, "/listing/look", &lift).body.contains("It is in sight at once."));
        assert_eq!(send(&mut sam, &page, "/listing", &lift).status, 303);
        let lifted = sam.get(&page).body;
        assert!(lifted.contains("In sight") && lifted.contains("Take that back"), "{lifted}");
        let seen_by_pat = pat.get(&page).body;
        assert!(seen_by_pat.contains("sam@example.org can take that back") && !seen_by_pat.contains("Take that back"), "{seen_by_pat}");
        let back = [("act", "hide_again"), ("version", &version(&mut sam))];
        assert_eq!(send(&mut sam, &page, "/listing", &back).status, 303);
        let hidden = sam.get(&page).body;
        assert!(hidden.contains("Suspended, out of sight") && hidden.contains("Lift the suspension"), "{hidden}");
    }
}
