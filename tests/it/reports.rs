//! Reports of problems behind the door: the note about a dead phone, the tasks, the answer, and what stays private.

use chrono::Duration;
use serde_json::Value;
use vouchsafe::db::reports;
use vouchsafe::domain::report::{ReportReason, ReportState};
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::{Desk, index};

use crate::on_both;
use crate::report_pages::{FORM, REPORTER, listed, send};
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;

pub const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";
pub const AUDITOR: &str = "ada@example.org";
const NOTE: &str = "People have told us that this phone does not answer. We are checking.";

pub fn staffed(db: &TestDatabase) -> (Desk, Office) {
    let (desk, office) = listed(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Administrator);
    office.hire(AUDITOR, Role::Auditor);
    (desk, office)
}

pub fn report(office: &Office, reason: &str, text: &str, email: &str) -> String {
    let sent = send(&mut office.browser(), FORM, &[("reason", reason), ("text", text), ("email", email)]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.header("location")
}

/// The staff addresses of all open reports, in the order of the queue.
pub fn open(desk: &Desk) -> Vec<String> {
    let open = desk.db.read(|c| reports::in_states(c, ReportState::OPEN, 100, 0)).expect("reads");
    open.into_iter().map(|queued| format!("/admin/reports/{}", queued.report.id)).collect()
}

pub fn act(browser: &mut Browser<'_>, page: &Answer, to: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, v.to_string())).collect();
    form.extend([("form_token", page.token()), ("version", page.hidden("version"))]);
    browser.post(to, &form)
}

pub fn answer(browser: &mut Browser<'_>, at: &str, outcome: &str, text: &str) -> Answer {
    let page = browser.get(at);
    act(browser, &page, &format!("{at}/answer"), &[("outcome", outcome), ("text", text)])
}

/// Notes our own call about a report, and lets the note stand where `note` says so.
pub fn called(browser: &mut Browser<'_>, at: &str, result: &str, note: bool) -> Answer {
    let page = browser.get(at);
    let mut fields = vec![("result", result), ("words", "503-555-0142 at noon: it rang out.")];
    fields.extend(note.then_some(("note", "yes")));
    act(browser, &page, &format!("{at}/call"), &fields)
}

/// Whether the note stands on the card, on the page and in the JSON: they must agree.
pub fn noted(desk: &Desk, office: &Office) -> bool {
    let wanted = index::head(&desk.db).expect("reads");
    let mut browser = office.browser();
    let look = |browser: &mut Browser<'_>| {
        let card = browser.get("/search?near=97202").body.contains(NOTE);
        let page = browser.get("/providers/quiet-harbor-psychiatry").body.contains(NOTE);
        let json: Value = serde_json::from_str(&browser.get("/api/v1/providers?near=97202").body).expect("JSON");
        let whole: Value =
            serde_json::from_str(&browser.get("/api/v1/providers/quiet-harbor-psychiatry").body).expect("JSON");
        let flags = [&json["results"][0]["phone_in_question"], &whole["locations"][0]["phone_in_question"]];
        let said = flags.map(|flag| flag.as_bool().expect("a boolean"));
        [card, page, said[0], said[1]]
    };
    let built = index::build(desk).expect("builds");
    let offer = &built.providers().next().expect("listed").sites[0].offer;
    // The server follows the change sequence within a second.
    let expected = [offer.phone_in_question; 4];
    for _ in 0..100 {
        if look(&mut browser) == expected {
            return expected[0];
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("the server does not show what change {wanted} brought: {:?}, not {expected:?}", look(&mut browser));
}

on_both! {
    fn two_independent_reports_put_a_phone_in_question_and_their_answers_clear_it(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        assert!(!noted(&desk, &office));
        report(&office, "dead_phone", "", "");
        report(&office, "dead_phone", "Other words prove nothing.", "");
        report(&office, "wrong_price", "", "");
        assert!(!noted(&desk, &office), "a day does not lie between them");
        office.clock.advance(Duration::hours(25));
        report(&office, "dead_phone", "", "");
        assert!(!noted(&desk, &office), "nobody of ours has called");
        let mut pat = office.signed_in(PAT);
        let dead: Vec<String> = open(&desk).into_iter().filter(|at| pat.get(at).body.contains("Nobody answers the phone: ")).collect();
        assert_eq!(dead.len(), 3);
        assert_eq!(called(&mut pat, &dead[0], "no_answer", true).status, 303);
        assert!(noted(&desk, &office));
        let spanish = office.browser().get("/es/search?near=97202").body;
        assert!(spanish.contains("este teléfono no contesta"), "{spanish}");
        assert_eq!(answer(&mut pat, &dead[2], "nothing_wrong", "It answered at once.").status, 303);
        assert!(!noted(&desk, &office), "what is left is one day's");
    }

    fn two_addresses_are_two_people_and_one_in_other_letters_is_not(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "dead_phone", "", REPORTER);
        report(&office, "dead_phone", "", &REPORTER.to_uppercase());
        let first = open(&desk).remove(0);
        let mut pat = office.signed_in(PAT);
        let alone = called(&mut pat, &first, "no_answer", true);
        assert!(alone.status == 422 && alone.body.contains("One report is not enough"), "{}", alone.body);
        assert_eq!(called(&mut pat, &first, "no_answer", false).status, 303);
        report(&office, "dead_phone", "", "someone.else@example.org");
        assert!(!noted(&desk, &office), "a person lets it stand");
        assert_eq!(called(&mut pat, &first, "no_answer", true).status, 303);
        assert!(noted(&desk, &office));
        office.clock.advance(Duration::days(40));
        assert!(noted(&desk, &office), "only an answer clears it");
        let mut pat = office.signed_in(PAT);
        for at in open(&desk) {
            assert_eq!(answer(&mut pat, &at, "listing_corrected", "The number was changed.").status, 303, "{at}");
        }
        assert!(!noted(&desk, &office));
    }

    fn a_report_is_a_task_until_it_is_answered_and_the_answer_goes_out_in_the_reporters_language(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let to = {
            let mut reader = office.browser();
            let fields = [("reason", "wrong_contact"), ("text", "<script>alert(1)</script>\r\nSe mudaron."), ("email", REPORTER)];
            send(&mut reader, &format!("/es{FORM}"), &fields).header("location")
        };
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        for said in ["Reports from people", "Phone or address is wrong", "Quiet Harbor Psychiatry", "Due in 2 days", "just now", "Tasks (1)"] {
            assert!(tasks.contains(said), "{said}: {tasks}");
        }
        let at = open(&desk).remove(0);
        assert!(tasks.contains(&at), "{tasks}");
        let page = pat.get(&at);
        for said in ["&lt;script&gt;alert(1)", "Se mudaron.", "503-555-0142", "100 SE Invented St", "The rest of the listing", "in Spanish", "I am looking into it"] {
            assert!(page.body.contains(said), "{said}: {}", page.body);
        }
        assert!(!page.body.contains("<script>alert") && !page.body.contains(REPORTER), "{}", page.body);
        assert_eq!(act(&mut pat, &page, &format!("{at}/begin"), &[]).status, 303);
        assert!(office.browser().get(&to).body.contains("Estamos revisando su aviso"));
        let unsure = answer(&mut pat, &at, "", "Gracias.");
        assert!(unsure.status == 422 && unsure.body.contains("href=\"#answer-outcome\"") && unsure.body.contains("Gracias."), "{}", unsure.body);
        let silent = answer(&mut pat, &at, "provider_asked", " ");
        assert!(silent.status == 422 && silent.body.contains("id=\"answer-text-error\""), "{}", silent.body);
        assert_eq!(answer(&mut pat, &at, "provider_asked", "Les pedimos la dirección nueva.").status, 303);
        let mails = desk.db.read(|c| vouchsafe::db::mails::newest(c, 10)).expect("reads");
        let mail = mails.iter().find(|mail| mail.recipient == REPORTER).expect("the reporter is answered");
        assert!(mail.subject.starts_with("Nuestra respuesta a su aviso (VS-"), "{}", mail.subject);
        for said in ["Hemos pedido al proveedor", "Les pedimos la dirección nueva.", to.as_str(), "911"] {
            assert!(mail.body.contains(said), "{said}: {}", mail.body);
        }
        assert!(pat.get("/admin/tasks").body.contains("Nothing to do."));
        assert!(office.browser().get(&to).body.contains("Ya respondimos a su aviso"));
        let list = pat.get("/admin/reports?list=answered").body;
        assert!(list.contains(&at) && !pat.get("/admin/reports").body.contains(&at), "{list}");
        assert!(pat.get(&at).body.contains("The provider was asked to correct it"));
        let audit = pat.get("/admin/audit").body;
        for said in ["\">reported a problem with a listing</td>", "\">began to look into a report</td>", "\">answered a report</td>", "a visitor", &at] {
            assert!(audit.contains(said), "{said}: {audit}");
        }
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn of_two_who_answer_one_is_taken_and_the_other_reads_what_was_answered(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "wrong_price", "", REPORTER);
        let at = open(&desk).remove(0);
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        let stale = sam.get(&at);
        assert_eq!(answer(&mut pat, &at, "listing_corrected", "It is $600 now.").status, 303);
        let late = act(&mut sam, &stale, &format!("{at}/answer"), &[("outcome", "nothing_wrong"), ("text", "I saw nothing.")]);
        assert_eq!(late.status, 409);
        for said in ["Somebody was faster", "It is $600 now.", "The listing was corrected", "I saw nothing.", PAT, "Back to the tasks"] {
            assert!(late.body.contains(said), "{said}: {}", late.body);
        }
        assert_eq!(desk.db.read(|c| vouchsafe::db::mails::newest(c, 9)).expect("reads").iter().filter(|m| m.recipient == REPORTER).count(), 1);
        let again = act(&mut sam, &stale, &format!("{at}/begin"), &[]);
        assert_eq!(again.status, 409);
        assert_eq!(answer(&mut sam, &at, "nothing_wrong", "Once more.").status, 409, "a report is answered once");
    }

    fn an_auditor_reads_reports_and_does_nothing_to_them(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "other", "A word.", "");
        let at = open(&desk).remove(0);
        let (mut ada, mut pat) = (office.signed_in(AUDITOR), office.signed_in(PAT));
        let page = ada.get(&at);
        assert!(page.status == 200 && page.body.contains("A word."), "{}", page.body);
        for form in ["/begin", "/answer", "/erase"] {
            assert!(!page.body.contains(&format!("{at}{form}")), "{form} is offered");
            let version = pat.get(&at).hidden("version");
            let fields = [("form_token", page.token()), ("version", version), ("outcome", "nothing_wrong".into()), ("text", "No.".into())];
            assert_eq!(ada.post(&format!("{at}{form}"), &fields).status, 403, "{form}");
        }
        let mut stranger = office.browser();
        assert_eq!((stranger.get(&at).status, stranger.get("/admin/reports").status), (303, 303));
        assert_eq!(pat.get("/admin/reports/0198c7a6-7c1a-7d2e-9b1f-0123456789ab").status, 404);
        assert_eq!(open(&desk).len(), 1);
    }

    fn what_a_reporter_wrote_can_be_erased_and_the_chain_still_holds(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "other", "I was a patient there.", REPORTER);
        let at = open(&desk).remove(0);
        let mut pat = office.signed_in(PAT);
        let page = pat.get(&at);
        assert!(page.body.contains("I was a patient there."));
        assert_eq!(act(&mut pat, &page, &format!("{at}/erase"), &[]).status, 303);
        let after = pat.get(&at).body;
        assert!(after.contains("It was erased.") && !after.contains("I was a patient there."), "{after}");
        assert_eq!(answer(&mut pat, &at, "nothing_wrong", "They asked us to forget it.").status, 303);
        assert!(desk.db.read(|c| vouchsafe::db::mails::newest(c, 9)).expect("reads").iter().all(|m| m.recipient != REPORTER));
        assert!(pat.get("/admin/audit").body.contains("data-label=\"What\">erased a reporter"));
        assert_eq!(desk.db.read(vouchsafe::db::audit::faults).expect("reads"), Vec::<String>::new());
    }

    fn a_reporters_address_is_on_no_page_and_in_no_answer_of_the_api(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let to = report(&office, "dead_phone", "Nobody there.", REPORTER);
        let at = open(&desk).remove(0);
        let mut pat = office.signed_in(PAT);
        let look = |pat: &mut Browser<'_>| {
            for path in [
                at.as_str(), &to, FORM, "/admin/tasks", "/admin/reports", "/admin/reports?list=answered", "/admin/audit",
                "/search?near=97202", "/providers/quiet-harbor-psychiatry", "/api/v1/providers?near=97202",
                "/api/v1/providers/quiet-harbor-psychiatry", "/sitemaps/listings-1.xml",
            ] {
                let answer = pat.get(path);
                assert_eq!(answer.status, 200, "{path}");
                assert!(!answer.body.contains("worried.reader"), "{path}: {}", answer.body);
            }
        };
        look(&mut pat);
        assert_eq!(answer(&mut pat, &at, "nothing_wrong", "It answers.").status, 303);
        look(&mut pat);
        let log = desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 100)).expect("reads");
        assert!(!format!("{log:?}").contains("worried.reader") && !format!("{log:?}").contains("Nobody there."), "{log:?}");
    }

    fn unsafe_care_stands_above_what_is_due_before_it_until_it_is_answered(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        report(&office, "wrong_price", "It costs 200 more.", "");
        office.clock.set(office.clock.now() + Duration::days(5));
        report(&office, "unsafe_care", "Nobody stayed with me.", "");
        let reasons = |states: &[ReportState]| -> Vec<ReportReason> {
            let queued = desk.db.read(|c| reports::in_states(c, states, 100, 0)).expect("reads");
            queued.into_iter().map(|queued| queued.report.reason).collect()
        };
        assert_eq!(reasons(ReportState::OPEN), [ReportReason::UnsafeCare, ReportReason::WrongPrice]);
        let first = open(&desk).remove(0);
        assert_eq!(answer(&mut office.signed_in(PAT), &first, "provider_asked", "We called them.").status, 303);
        assert_eq!(reasons(ReportState::OPEN), [ReportReason::WrongPrice]);
        assert_eq!(reasons(ReportState::ALL), [ReportReason::WrongPrice, ReportReason::UnsafeCare]);
    }
}
