//! Having a listing removed: asked by anybody without an account, confirmed through the official record, done by staff, and kept so.

use chrono::Duration;
use serde_json::json;
use vouchsafe::db::audit::{self, Actor};
use vouchsafe::db::listing_requests::{self as requests, ListingRequest};
use vouchsafe::db::listings;
use vouchsafe::db::mails::{self, MailRow};
use vouchsafe::db::queue::{self, Sift};
use vouchsafe::db::submissions;
use vouchsafe::domain::listing_request::RequestState;
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::SubmissionState;
use vouchsafe::keys::Purpose;
use vouchsafe::pipeline::revise::{self, Sender};
use vouchsafe::pipeline::{Desk, monitor};

use crate::import_listings::{HARBOR, PAT, file, hire, import, names};
use crate::on_both;
use crate::report_pages::{listed, post, send};
use crate::support::browser::{Answer, Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::keys;

pub const SAM: &str = "sam@example.org";
const AUDITOR: &str = "ada@example.org";
const FORM: &str = "/remove/quiet-harbor-psychiatry";
const PAGE: &str = "/providers/quiet-harbor-psychiatry";
const ASKER: &str = "tired.doctor@example.org";

pub fn staffed(db: &TestDatabase) -> (Desk, Office) {
    let (desk, office) = listed(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Administrator);
    office.hire(AUDITOR, Role::Auditor);
    (desk, office)
}

pub fn stored(desk: &Desk) -> Vec<ListingRequest> {
    let all = desk.db.read(|c| requests::in_states(c, RequestState::ALL, 1000, 0)).expect("reads");
    all.into_iter().map(|(request, _)| request).collect()
}

pub fn act(browser: &mut Browser<'_>, page: &Answer, to: &str, fields: &[(&str, &str)]) -> Answer {
    let mut form: Vec<(&str, String)> = fields.iter().map(|(n, v)| (*n, v.to_string())).collect();
    form.extend([("form_token", page.token()), ("version", page.hidden("version"))]);
    browser.post(to, &form)
}

/// Opens a request's page and presses one of its buttons.
pub fn press(browser: &mut Browser<'_>, at: &str, act_: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(at);
    act(browser, &page, &format!("{at}/{act_}"), fields)
}

pub fn mails_to(desk: &Desk, to: &str) -> Vec<MailRow> {
    let all = desk.db.read(|c| mails::newest(c, 1000)).expect("reads");
    all.into_iter().filter(|mail| mail.recipient == to).collect()
}

pub fn logged(desk: &Desk, action: &str) -> usize {
    let all = desk.db.read(|c| audit::newest(c, None, 10_000)).expect("reads");
    all.iter().filter(|entry| entry.action == action).count()
}

pub fn sound(desk: &Desk) {
    assert_eq!(desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
}

/// Waits until the server shows the page so.
pub fn turns(office: &Office, path: &str, status: u16) {
    for _ in 0..100 {
        if office.browser().get(path).status == status {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("{path} does not answer {status}");
}

fn state_of(desk: &Desk) -> String {
    let id = &stored(desk)[0].organization_id;
    desk.db.read(|c| listings::get(c, id)).expect("reads").expect("there").state
}

/// The staff address of the only request.
pub fn only(desk: &Desk) -> String {
    let all = stored(desk);
    assert_eq!(all.len(), 1);
    format!("/admin/requests/{}", all[0].id)
}

fn ask(office: &Office, form: &str) -> String {
    let sent = send(&mut office.browser(), form, &[("relation", "listed"), ("email", ASKER), ("text", "I retire.")]);
    assert_eq!(sent.status, 303, "{}", sent.body);
    sent.header("location")
}

const CONFIRMED: &[(&str, &str)] = &[("record", "nppes"), ("contact", "503-555-0142, Dr. Reyes herself")];

on_both! {
    fn anybody_asks_without_an_account_and_nothing_changes_by_that(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let mut reader = office.browser();
        let page = reader.get(PAGE).body;
        assert!(page.contains(FORM) && page.contains("Have this listing removed"), "{page}");
        let form = reader.get(FORM);
        assert_eq!((form.status, form.header("cache-control").as_str()), (200, "no-store"));
        for said in ["Have the listing of Quiet Harbor Psychiatry removed", "without an account", "state board", "2 business days", "name=\"robots\" content=\"noindex\""] {
            assert!(form.body.contains(said), "{said}: {}", form.body);
        }
        let to = ask(&office, FORM);
        assert!(to.starts_with("/requests/VS-"), "{to}");
        let done = reader.get(&to);
        assert_eq!((done.status, done.header("cache-control").as_str()), (200, "no-store"));
        for said in ["We have your request", "What happens next", "25 Nov 2026", "never one that was typed"] {
            assert!(done.body.contains(said), "{said}: {}", done.body);
        }
        for private in ["Quiet Harbor", ASKER, "retire"] {
            assert!(!done.body.contains(private), "{private}: {}", done.body);
        }
        let reference = to["/requests/".len()..].split('?').next().expect("a reference").to_string();
        for shut in [format!("/requests/{reference}"), format!("/requests/{reference}?key=x"), "/requests/VS-0000-0000".into()] {
            assert_eq!(reader.get(&shut).status, 404, "{shut}");
        }
        let request = stored(&desk).remove(0);
        assert_eq!(request.due_at, request.received_at + Duration::days(2));
        let sealed = request.sealed.expect("kept");
        assert!(!sealed.contains(ASKER) && !sealed.contains("retire"), "{sealed}");
        let plain = keys().unseal(Purpose::ListingRequest, &request.id, &sealed).expect("opens");
        let plain: serde_json::Value = serde_json::from_slice(&plain).expect("JSON");
        assert_eq!(plain, json!({ "name": null, "role": null, "email": ASKER, "phone": null, "text": "I retire." }));
        assert_eq!((state_of(&desk).as_str(), reader.get(PAGE).status), ("public", 200));
        assert!(mails_to(&desk, ASKER).is_empty());
    }

    fn the_form_and_its_page_are_in_spanish_too(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let form = format!("/es{FORM}");
        let page = office.browser().get(&form).body;
        for said in ["lang=\"es\"", "Pedir que se retire la ficha de Quiet Harbor", "días hábiles", "Soy la persona"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        let to = ask(&office, &form);
        assert!(to.starts_with("/es/requests/VS-"), "{to}");
        let done = office.browser().get(&to).body;
        assert!(done.contains("Recibimos su solicitud") && !done.contains("We have"), "{done}");
        let mut pat = office.signed_in(PAT);
        assert_eq!(press(&mut pat, &only(&desk), "decline", &[("reason", "Nadie lo sabe allí.")]).status, 303);
        let mail = mails_to(&desk, ASKER).remove(0);
        assert!(mail.body.contains("No la hemos retirado") && mail.body.contains("/es/requests/VS-"), "{}", mail.body);
    }

    fn what_is_wrong_is_said_beside_its_question_and_a_stale_or_foreign_form_asks_nothing(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let mut reader = office.browser();
        let wrong = send(&mut reader, FORM, &[("relation", ""), ("email", "nobody@"), ("phone", "555"), ("text", "Because <b>")]);
        assert_eq!(wrong.status, 422);
        for id in ["relation", "email", "phone"] {
            assert!(wrong.body.contains(&format!("href=\"#{id}\"")) && wrong.body.contains(&format!("id=\"{id}-error\"")), "{id}: {}", wrong.body);
        }
        assert!(wrong.body.contains("<title>Error: ") && wrong.body.contains("Because &lt;b&gt;"), "{}", wrong.body);
        let form = reader.get(FORM);
        let trapped = [("form_token", form.token()), ("once", form.hidden("once")), ("relation", "listed".into()), ("fax_number", "1".into())];
        assert_eq!(reader.post(FORM, &trapped).status, 403);
        let claim = reader.get("/claim/quiet-harbor-psychiatry");
        assert_eq!(post(&mut reader, FORM, &claim, &[("relation", "listed")]).status, 403, "a token is of its own form");
        assert_eq!(reader.post_from(FORM, &[("form_token", form.token()), ("once", form.hidden("once"))], "cross-site").status, 403);
        office.clock.advance(Duration::hours(13));
        let late = post(&mut reader, FORM, &form, &[("relation", "listed"), ("text", "I retire.")]);
        assert!(late.status == 403 && late.body.contains("I retire."), "{}", late.body);
        assert_eq!(stored(&desk), []);
        assert_eq!(post(&mut reader, FORM, &late, &[("relation", "listed")]).status, 303, "the page that came back sends it");
        for none in ["/remove/nobody", "/es/remove/nobody", "/claim/nobody"] {
            assert_eq!(reader.get(none).status, 404, "{none}");
        }
    }

    fn fifty_presses_at_once_are_one_request_and_another_text_is_not_swallowed(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let form = office.browser().get(FORM);
        let fields = [("relation", "works_there"), ("email", ASKER), ("text", "Please.")];
        let all: Vec<Answer> = std::thread::scope(|scope| {
            let presses: Vec<_> = (0..50).map(|_| scope.spawn(|| post(&mut office.browser(), FORM, &form, &fields))).collect();
            presses.into_iter().map(|press| press.join().expect("no panic")).collect()
        });
        for press in &all {
            assert_eq!((press.status, press.header("location")), (303, all[0].header("location")), "{}", press.body);
        }
        assert_eq!((stored(&desk).len(), logged(&desk, "removal.received")), (1, 1));
        let changed = post(&mut office.browser(), FORM, &form, &[("relation", "other"), ("email", ASKER), ("text", "Please.")]);
        assert!(changed.status == 409 && changed.body.contains("VS-"), "{}", changed.body);
        assert_eq!(stored(&desk).len(), 1);
        sound(&desk);
    }

    fn staff_confirm_through_the_registry_and_remove_and_everybody_is_told(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let to = ask(&office, FORM);
        let second = send(&mut office.browser(), FORM, &[("relation", "works_there")]).header("location");
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("2 claims and removals wait") && tasks.contains("Tasks (2)"), "{tasks}");
        let list = pat.get("/admin/requests").body;
        for said in ["Removal", "Quiet Harbor Psychiatry", "Due in 2 days"] {
            assert!(list.contains(said), "{said}: {list}");
        }
        let mine = stored(&desk).into_iter().find(|r| to.contains(&r.reference)).expect("stored");
        let at = format!("/admin/requests/{}", mine.id);
        let page = pat.get(&at).body;
        for said in ["I retire.", ASKER, "the person or practice listed", "5035550142", "100 SE INVENTED ST", "Oregon Medical Board", invented::NPI, "Other open requests"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        for (fields, id) in [
            (&[("contact", "503-555-0142")][..], "grant-record"),
            (&[("record", "nppes"), ("contact", " ")], "grant-contact"),
            (&[("record", "board"), ("contact", "wrote to TIRED.doctor@example.org")], "grant-contact"),
        ] {
            let again = press(&mut pat, &at, "grant", fields);
            assert!(again.status == 422 && again.body.contains(&format!("href=\"#{id}\"")), "{fields:?}: {}", again.body);
        }
        assert_eq!(state_of(&desk), "public");
        assert_eq!(press(&mut pat, &at, "grant", CONFIRMED).status, 303);
        assert_eq!(state_of(&desk), "removed");
        turns(&office, PAGE, 404);
        let mut reader = office.browser();
        assert!(!reader.get("/search?near=97202").body.contains("Quiet Harbor"));
        assert_eq!((reader.get(FORM).status, reader.get("/claim/quiet-harbor-psychiatry").status), (404, 404));
        for link in [&to, &second] {
            assert!(reader.get(link).body.contains("The listing is removed"), "{link}: both who asked are answered");
        }
        let answer = mails_to(&desk, ASKER).remove(0);
        for said in ["It is removed, and it will not come back", "Quiet Harbor Psychiatry", to.as_str()] {
            assert!(answer.body.contains(said), "{said}: {}", answer.body);
        }
        let told = mails_to(&desk, "ana@example.com");
        assert!(told.iter().any(|mail| mail.subject == "Your listing was removed" && !mail.body.contains(ASKER)), "{told:?}");
        let after = pat.get(&at).body;
        for said in ["Granted", "503-555-0142, Dr. Reyes herself", "record (NPPES)", PAT] {
            assert!(after.contains(said), "{said}: {after}");
        }
        assert_eq!((logged(&desk, "removal.granted"), logged(&desk, "listing.removed")), (2, 1));
        assert!(!pat.get("/admin/tasks").body.contains("claims and removals wait"));
        assert!(pat.get("/admin/requests?list=decided").body.contains(&at));
        let log = format!("{:?}", desk.db.read(|c| audit::newest(c, None, 1000)).expect("reads"));
        assert!(!log.contains("tired.doctor") && !log.contains("I retire"), "{log}");
        sound(&desk);
    }

    fn a_removal_is_granted_only_with_a_code_of_the_last_five_minutes(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        ask(&office, FORM);
        let (at, mut pat) = (only(&desk), office.signed_in(PAT));
        office.clock.advance(Duration::minutes(6));
        let asked = press(&mut pat, &at, "grant", CONFIRMED);
        assert_eq!((asked.status, asked.hidden("proof_to")), (401, format!("{at}/grant")), "{}", asked.body);
        assert!(asked.body.contains("503-555-0142, Dr. Reyes herself"), "what was typed is kept: {}", asked.body);
        assert_eq!((state_of(&desk).as_str(), logged(&desk, "removal.granted")), ("public", 0));
    }

    fn a_contact_that_the_asker_typed_confirms_only_where_the_registry_has_it_too(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        send(&mut office.browser(), FORM, &[("relation", "listed"), ("phone", "(206) 555-0199")]);
        let (at, mut pat) = (only(&desk), office.signed_in(PAT));
        let own = press(&mut pat, &at, "grant", &[("record", "nppes"), ("contact", "called 206.555.0199")]);
        assert!(own.status == 422 && own.body.contains("confirms nothing"), "{}", own.body);
        assert_eq!(state_of(&desk), "public");
        assert_eq!(press(&mut pat, &at, "decline", &[("reason", "The practice says no.")]).status, 303);
        send(&mut office.browser(), FORM, &[("relation", "listed"), ("phone", "+1 503 555 0142")]);
        let request = stored(&desk).into_iter().find(|r| r.state == RequestState::Received).expect("waits");
        let at = format!("/admin/requests/{}", request.id);
        assert_eq!(press(&mut pat, &at, "grant", CONFIRMED).status, 303, "it is the registry's number");
        assert_eq!(state_of(&desk), "removed");
    }

    fn staff_may_hide_at_once_and_declining_brings_the_listing_back(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let to = ask(&office, FORM);
        let (at, mut pat) = (only(&desk), office.signed_in(PAT));
        assert_eq!(press(&mut pat, &at, "hide", &[]).status, 303);
        assert_eq!(state_of(&desk), "hidden");
        turns(&office, PAGE, 404);
        assert_eq!(press(&mut pat, &at, "hide", &[]).status, 409, "it is hidden already");
        let empty = press(&mut pat, &at, "decline", &[("reason", " ")]);
        assert!(empty.status == 422 && empty.body.contains("href=\"#decline-reason\""), "{}", empty.body);
        assert_eq!(press(&mut pat, &at, "decline", &[("reason", "The practice knows of no such wish.")]).status, 303);
        assert_eq!(state_of(&desk), "public");
        turns(&office, PAGE, 200);
        let mail = mails_to(&desk, ASKER).remove(0);
        for said in ["We have not removed it", "The practice knows of no such wish.", to.as_str()] {
            assert!(mail.body.contains(said), "{said}: {}", mail.body);
        }
        let page = office.browser().get(&to).body;
        assert!(page.contains("was not removed") && !page.contains("no such wish"), "{page}");
        assert_eq!((logged(&desk, "removal.hidden"), logged(&desk, "removal.declined")), (1, 1));
        sound(&desk);
    }

    fn of_two_who_decide_one_wins_and_an_auditor_only_reads(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        ask(&office, FORM);
        let at = only(&desk);
        let (mut pat, mut sam, mut ada) = (office.signed_in(PAT), office.signed_in(SAM), office.signed_in(AUDITOR));
        let read = ada.get(&at);
        assert!(read.status == 200 && !read.body.contains(&format!("{at}/")), "{}", read.body);
        for act in ["grant", "decline", "hide", "tell"] {
            let fields = [("form_token", read.token()), ("version", "1".into()), ("reason", "No.".into())];
            assert_eq!(ada.post(&format!("{at}/{act}"), &fields).status, 403, "{act}");
        }
        let stale = sam.get(&at);
        assert_eq!(press(&mut pat, &at, "decline", &[("reason", "They say that they want to stay.")]).status, 303);
        let late = act(&mut sam, &stale, &format!("{at}/grant"), CONFIRMED);
        assert_eq!(late.status, 409);
        for said in ["Somebody was faster", "They say that they want to stay.", PAT, "503-555-0142"] {
            assert!(late.body.contains(said), "{said}: {}", late.body);
        }
        assert_eq!((state_of(&desk).as_str(), mails_to(&desk, ASKER).len()), ("public", 1));
        let mut stranger = office.browser();
        assert_eq!((stranger.get(&at).status, stranger.get("/admin/requests").status), (303, 303));
        assert_eq!(pat.get("/admin/requests/0198c7a6-7c1a-7d2e-9b1f-0123456789ab").status, 404);
        assert_eq!((pat.get("/admin/requests?list=other").status, pat.get("/admin/requests?page=0").status), (400, 400));
    }

    fn what_an_asker_wrote_is_erased_thirty_days_after_the_answer(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        ask(&office, FORM);
        let at = only(&desk);
        assert_eq!(press(&mut office.signed_in(PAT), &at, "decline", &[("reason", "No.")]).status, 303);
        monitor::pass(&desk).expect("works");
        desk.clock.set(office.clock.now() + Duration::days(29));
        monitor::pass(&desk).expect("works");
        assert!(stored(&desk)[0].sealed.is_some());
        desk.clock.set(office.clock.now() + Duration::days(31));
        monitor::pass(&desk).expect("works");
        assert_eq!(stored(&desk)[0].sealed, None);
        assert_eq!(logged(&desk, "listing_requests.forgotten"), 1);
        let page = office.signed_in(PAT).get(&at).body;
        assert!(page.contains("It was erased.") && !page.contains(ASKER), "{page}");
        sound(&desk);
    }

    fn one_that_is_late_is_said_to_be_late(db: TestDatabase) {
        let (_, office) = staffed(&db);
        ask(&office, FORM);
        office.clock.advance(Duration::days(3));
        let mut pat = office.signed_in(PAT);
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("1 claim or removal waits") && tasks.contains("1 of them is late"), "{tasks}");
        assert!(pat.get("/admin/requests").body.contains("Late by 24 hours"));
    }

    fn what_was_removed_does_not_come_back_with_any_import(db: TestDatabase) {
        hire(&db, PAT, Role::Reviewer);
        let publish = |name: &str, row: &str| import(&db, &file(&db, name, &[row]), &["--publish", "--as", PAT]);
        let (code, printed, beside) = publish("other.csv", HARBOR);
        assert_eq!((code, names(&db)), (Some(0), vec!["Harbor Ketamine".to_string()]), "{printed}{beside}");
        let desk = invented::desk(&db);
        let office = Office::open(&db);
        office.hire(SAM, Role::Administrator);
        ask(&office, "/remove/harbor-ketamine");
        assert_eq!(press(&mut office.signed_in(SAM), &only(&desk), "grant", &[("record", "nppes"), ("contact", "503-555-0101")]).status, 303);
        assert_eq!(names(&db), Vec::<String>::new());
        for (what, name, row) in [
            ("the same file", "other.csv", HARBOR.to_string()),
            ("the same id, changed", "other.csv", HARBOR.replace("Harbor Ketamine", "Harbour Infusions").replace(",450", ",500")),
            ("another id of the same directory", "other.csv", HARBOR.replacen("h1,", "h9,", 1)),
            ("another directory", "third.csv", HARBOR.to_string()),
            ("another directory, by NPI alone", "third.csv", "x1,Renamed Clinic,clinic,2000000002,9 Elsewhere Rd,,Salem,OR,97301,,,,,iv,gad,clinic,,,,".to_string()),
            ("another directory, by name and street", "third.csv", "x2,HARBOR KETAMINE LLC,,,12 Invented Way,,Portland,OR,97202,,,,,iv,gad,clinic,,,,".to_string()),
            ("another directory, by street and phone", "third.csv", "x3,Renamed Clinic,,,12 Invented Way,,Portland,OR,97202,,,(503) 555-0101,,iv,gad,clinic,,,,".to_string()),
        ] {
            let (code, printed, beside) = publish(name, &row);
            assert_eq!((code, names(&db)), (Some(0), Vec::new()), "{what}: {printed}{beside}");
            assert!(printed.contains("left out: 1, removed on request"), "{what}: {printed}");
            assert!(beside.contains("is left out: it was removed on request"), "{what}: {beside}");
            let (_, printed, _) = import(&db, &file(&db, name, &[&row]), &["--dry-run"]);
            assert!(printed.contains("left out: 1, removed on request"), "{what}, tried: {printed}");
            let (_, printed, _) = import(&db, &file(&db, name, &[&row]), &[]);
            assert!(printed.contains("left out: 1, removed on request"), "{what}, for review: {printed}");
        }
        let (_, printed, beside) = publish("third.csv", "y1,Another Clinic,,,12 Invented Way,,Portland,OR,97202,,,503-555-0777,,iv,gad,clinic,,,,");
        assert_eq!(names(&db), ["Another Clinic"], "a neighbour is somebody else: {printed}{beside}");
    }

    fn a_change_that_waited_goes_with_the_listing_and_cannot_bring_it_back(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        let organization = desk.db.read(|c| queue::lines(c, &[SubmissionState::Published], &Sift::default(), false, (1, 0))).expect("reads");
        let organization = organization[0].submission.organization_id.clone();
        let mut changed = invented::dossier();
        changed["provider"]["name"] = "Quiet Harbor Ketamine".into();
        let by = Actor::Manager("manager-1".into());
        let sender = Sender { actor: &by, based_on: None };
        let sent = revise::send(&desk, &organization, &changed, sender).expect("taken");
        ask(&office, FORM);
        let mut pat = office.signed_in(PAT);
        assert_eq!(press(&mut pat, &only(&desk), "grant", CONFIRMED).status, 303);
        let waiting = desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there");
        assert_eq!((waiting.state, state_of(&desk).as_str()), (SubmissionState::Withdrawn, "removed"));
    }

    fn a_provider_who_sends_it_in_again_may_be_listed_and_staff_are_told_that_it_was_removed(db: TestDatabase) {
        let (desk, office) = staffed(&db);
        ask(&office, FORM);
        let mut pat = office.signed_in(PAT);
        assert_eq!(press(&mut pat, &only(&desk), "grant", CONFIRMED).status, 303);
        let again = invented::publish_dossier(&desk, &invented::dossier());
        let page = pat.get(&format!("/admin/submissions/{again}")).body;
        assert!(page.contains("removed on request") && page.contains("23 Nov 2026"), "{page}");
        assert_eq!(names(&db), ["Quiet Harbor Psychiatry"]);
    }
}
