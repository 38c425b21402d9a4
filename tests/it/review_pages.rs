//! A reviewer's work over HTTP: the queue, a submission beside its checks, look-ups, answers, the decision.

use serde_json::json;
use vouchsafe::domain::staff::Role;
use vouchsafe::pipeline::{Desk, submit};

use crate::on_both;
use crate::support::browser::{Browser, Office};
use crate::support::database::TestDatabase;
use crate::support::invented;

const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";
const AUDITOR: &str = "ada@example.org";

/// An office with two reviewers and an auditor, and one submission that is in order but for what a person must do.
fn office(db: &TestDatabase) -> (Office, Desk, String) {
    let desk = invented::desk(db);
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let taken = submit::submit(&desk, &invented::dossier()).expect("taken");
    (staffed(db), desk, format!("/admin/submissions/{}", taken.submission_id))
}

fn staffed(db: &TestDatabase) -> Office {
    let office = Office::open(db);
    office.hire(PAT, Role::Reviewer);
    office.hire(SAM, Role::Administrator);
    office.hire(AUDITOR, Role::Auditor);
    office
}

/// An office where the federal list has somebody of her name, born on this day.
fn with_namesake(db: &TestDatabase, born: Option<chrono::NaiveDate>) -> (Office, String) {
    let desk = invented::desk(db);
    let mut namesake = invented::somebody_else();
    (namesake.last_name, namesake.first_name) = ("REYES".into(), "ANA".into());
    (namesake.row_hash, namesake.date_of_birth) = ("1".repeat(64), born);
    invented::load_lists(&desk.reference, &[invented::record()], &[namesake]);
    let id = submit::submit(&desk, &invented::dossier()).expect("taken").submission_id;
    (staffed(db), format!("/admin/submissions/{id}"))
}

/// The form of the first hit on the page, filled in.
fn hit_form(shown: &crate::support::browser::Answer, reason: &str, day: &str) -> Vec<(&'static str, String)> {
    let mut form: Vec<(&'static str, String)> = vec![("reason", reason.into()), ("expires_on", day.into())];
    for name in ["evidence", "row", "subject", "form"] {
        form.push((name, shown.hidden_after("/overrides\"", name)));
    }
    form
}

/// What the page shows, without unfolding anything, of the first checks that pass because people looked.
fn settled(body: &str) -> &str {
    let after = body.split("Passed because people looked").nth(1).unwrap_or_default();
    after.split("passed</summary>").next().unwrap_or_default()
}

fn board<'a>() -> Vec<(&'a str, String)> {
    fields(&[
        ("kind", "board_status"),
        ("subject", "clinicians/0"),
        ("credential", "/clinicians/0/credentials/0"),
        ("result", "active"),
        ("place", "Oregon Medical Board, license look-up"),
        ("seen_on", "2026-11-23"),
        ("expires_on", "2027-12-31"),
    ])
}

fn identity<'a>() -> Vec<(&'a str, String)> {
    fields(&[
        ("kind", "identity_control"),
        ("subject", "provider"),
        ("result", "confirmed"),
        ("place", "called 503-555-0142 from the registry's record"),
        ("seen_on", "2026-11-23"),
    ])
}

fn fields<'a>(of: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    of.iter().map(|(name, value)| (*name, value.to_string())).collect()
}

/// Sends a form of the submission's page.
fn send(
    browser: &mut Browser<'_>,
    page: &str,
    to: &str,
    mut form: Vec<(&str, String)>,
) -> crate::support::browser::Answer {
    form.push(("form_token", browser.get(page).token()));
    browser.post(&format!("{page}{to}"), &form)
}

fn decide(
    browser: &mut Browser<'_>,
    page: &str,
    version: &str,
    decision: &str,
    text: &str,
) -> crate::support::browser::Answer {
    let form = fields(&[("version", version), ("decision", decision), ("reason", "other"), ("text", text)]);
    send(browser, page, "/decision", form)
}

on_both! {
    fn a_reviewer_finds_a_submission_in_the_queue_and_sees_it_beside_its_checks(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        let queue = pat.get("/admin/queue");
        assert_eq!((queue.status, queue.header("cache-control").as_str()), (200, "no-store"));
        for said in ["Quiet Harbor Psychiatry", "Waits for review", "New", "2 to look up", "Due in", page.as_str()] {
            assert!(queue.body.contains(said), "{said}: {}", queue.body);
        }
        let shown = pat.get(&page);
        assert_eq!((shown.status, shown.header("cache-control").as_str()), (200, "no-store"));
        for said in ["14 Mar 1979", "FR1234563", "MD123456", "npi.registered", "Passed", "license.board_status (clinicians/0)"] {
            assert!(shown.body.contains(said), "{said}");
        }
        for other in ["/admin/queue?list=waiting", "/admin/queue?list=done"] {
            assert!(!pat.get(other).body.contains("Quiet Harbor"), "{other}");
        }
        assert_eq!(pat.get("/admin/queue?list=nonsense").status, 400);
        assert_eq!(pat.get("/admin/submissions/nonsense").status, 404);
        assert_eq!(pat.get("/admin/submissions/00000000-0000-7000-8000-000000000000").status, 404);
    }

    fn a_license_leads_to_its_board_s_look_up_in_a_new_tab_and_says_what_we_did_not_confirm(db: TestDatabase) {
        let (office, _, page) = office(&db);
        for who in [PAT, AUDITOR] {
            let shown = office.signed_in(who).get(&page);
            let link = shown.body.lines().find(|l| l.contains(">Oregon Medical Board</a>")).expect("the board").to_string();
            assert!(link.contains("target=\"_blank\" rel=\"noreferrer noopener\""), "{link}");
            assert!(link.contains("omb.oregon.gov") && link.contains("opens in a new tab"), "{link}");
            assert!(link.contains("We have not confirmed this address"), "{link}");
            assert!(!shown.header("content-security-policy").contains("sandbox"), "a sandbox would keep the tab shut");
        }
    }

    fn look_ups_open_the_way_to_an_approval_which_publishes_the_listing(db: TestDatabase) {
        let (office, desk, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        let version = pat.get(&page).hidden("version");
        let early = decide(&mut pat, &page, &version, "approve", "");
        assert_eq!(early.status, 422);
        assert!(early.body.contains("stand in the way") && early.body.contains("identity.control"), "{}", early.body);

        assert_eq!(send(&mut pat, &page, "/lookups", board()).header("location"), format!("{page}#clinicians-0"));
        assert_eq!(send(&mut pat, &page, "/lookups", identity()).status, 303);
        let shown = pat.get(&page);
        assert!(shown.body.contains("Nothing stands in the way of an approval."), "{}", shown.body);
        assert!(shown.body.contains("Oregon Medical Board, license look-up"));
        assert_eq!(decide(&mut pat, &page, &version, "approve", "").status, 303);
        let mails = desk.db.read(|c| vouchsafe::db::mails::newest(c, 10)).expect("reads");
        for said in ["is now in the directory", "ya está en el directorio", "We have your listing", "Recibimos su ficha"] {
            assert!(mails.iter().any(|m| m.body.contains(said)), "{said}: {mails:?}");
        }
        let done = pat.get(&page);
        assert!(done.body.contains("Published") && done.body.contains("Approved"), "{}", done.body);
        let found = (0..40).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            pat.get("/api/v1/providers?near=97202&radius=5").body.contains("Quiet Harbor Psychiatry")
        });
        assert!(found, "patients find it");
        let audit = pat.get("/admin/audit").body;
        for act in ["approved a submission", "recorded a look-up", "checked a submission", "signed in as staff"] {
            assert!(audit.contains(&format!("data-label=\"What\">{act}")), "{act}");
        }
        assert!(!audit.contains("1979-03-14") && !audit.contains("14 Mar 1979") && !audit.contains("FR1234563"));
    }

    fn a_renewal_that_is_pending_is_a_question_that_only_another_look_answers(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        assert_eq!(send(&mut pat, &page, "/lookups", identity()).status, 303);
        let saw = |result: &str| {
            let mut form = board();
            form.retain(|(name, _)| *name != "result");
            form.push(("result", result.to_string()));
            form
        };
        assert_eq!(send(&mut pat, &page, "/lookups", saw("renewal_pending")).status, 303);
        let shown = pat.get(&page);
        for said in ["license.board_status (clinicians/0)", "license.expiry (clinicians/0)", "The board shows the renewal pending (seen on November 23, 2026)"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        assert!(!shown.body.contains("/answers\""), "a reason of one's own does not answer it");
        let forged = fields(&[("code", "license.board_status"), ("subject", "clinicians/0"), ("value_hash", ""), ("reason", "It will be fine.")]);
        assert_eq!(send(&mut pat, &page, "/answers", forged).status, 409);
        let version = shown.hidden("version");
        assert_eq!(decide(&mut pat, &page, &version, "approve", "").status, 422);
        assert_eq!(send(&mut pat, &page, "/lookups", saw("active")).status, 303);
        assert_eq!(decide(&mut pat, &page, &version, "approve", "").status, 303);
    }

    fn what_is_missing_in_a_form_is_said_beside_it_and_nothing_written_is_lost(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        let version = pat.get(&page).hidden("version");
        let mut without_place = board();
        without_place.retain(|(name, _)| *name != "place");
        let again = send(&mut pat, &page, "/lookups", without_place);
        assert_eq!(again.status, 422);
        assert!(again.body.contains("Write where you looked") && again.body.contains("value=\"2027-12-31\""));
        let again = decide(&mut pat, &page, &version, "reject", "  ");
        assert_eq!(again.status, 422);
        assert!(again.body.contains("Write a reason"), "{}", again.body);
        let mut unreasoned = fields(&[("version", &version), ("decision", "ask_for_changes"), ("text", "Send the face sheet.")]);
        unreasoned.push(("reason", String::new()));
        let again = send(&mut pat, &page, "/decision", unreasoned);
        assert!(again.status == 422 && again.body.contains("Send the face sheet."));
        let mut of_another = board();
        of_another.retain(|(name, _)| *name != "credential");
        of_another.push(("credential", "/clinicians/7/credentials/0".into()));
        assert_eq!(send(&mut pat, &page, "/lookups", of_another).status, 422);
    }

    fn of_two_reviewers_one_wins_and_the_other_sees_who_decided_what(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        let (seen_by_pat, seen_by_sam) = (pat.get(&page).hidden("version"), sam.get(&page).hidden("version"));
        assert_eq!(decide(&mut pat, &page, &seen_by_pat, "ask_for_changes", "Send the face sheet.").status, 303);
        let late = decide(&mut sam, &page, &seen_by_sam, "reject", "Nobody answers the phone.");
        assert_eq!(late.status, 409);
        for said in ["Asked for changes", PAT, "Send the face sheet.", "Rejected", "Nobody answers the phone."] {
            assert!(late.body.contains(said), "{said}: {}", late.body);
        }
        assert!(sam.get(&page).body.contains("Waits for the provider"));
    }

    fn a_question_is_answered_with_a_reason(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("We cure depression.");
        let id = submit::submit(&desk, &raw).expect("taken").submission_id;
        let (office, page) = (staffed(&db), format!("/admin/submissions/{id}"));
        let mut pat = office.signed_in(PAT);
        let shown = pat.get(&page);
        let question = |reason: &str| {
            let mut form = fields(&[("reason", reason)]);
            for name in ["evidence", "code", "subject", "question"] {
                form.push((name, shown.hidden_after("/answers\"", name)));
            }
            form
        };
        assert_eq!(send(&mut pat, &page, "/answers", question(" ")).status, 422);
        let given = send(&mut pat, &page, "/answers", question("Quoted from a patient; they took it out."));
        assert_eq!(given.status, 303, "{}", given.body);
        let answered = pat.get(&page).body;
        assert!(settled(&answered).contains("Quoted from a patient; they took it out."), "{answered}");
        assert_eq!(send(&mut pat, &page, "/answers", question("Again.")).status, 409, "it is no open question now");
    }

    fn a_hit_is_cleared_with_reason_and_day_and_lists_own_rows_are_shown_on_the_record(db: TestDatabase) {
        let (office, page) = with_namesake(&db, None);
        let mut pat = office.signed_in(PAT);
        let shown = pat.get(&page);
        assert!(shown.body.contains("To review") && shown.body.contains("possible"), "{}", shown.body);
        assert!(!shown.body.contains("1128a1"), "a list's own row is not on the page");
        assert!(!shown.body.contains("/answers\""), "one answer does not settle a hit");
        let evidence = shown.hidden("evidence");
        let rows = send(&mut pat, &page, "/list-rows", vec![("evidence", evidence)]);
        assert_eq!(rows.status, 200);
        assert!(rows.body.contains("REYES"), "{}", rows.body);
        assert!(pat.get("/admin/audit").body.contains("data-label=\"What\">looked at the rows of an exclusion list"));

        let clearing = |reason: &str, day: &str| hit_form(&shown, reason, day);
        for (reason, day, said) in [(" ", "2027-02-01", "Write a reason"), ("Another.", "", "choose a last day"), ("Another.", "2029-01-01", "no later than 23 Nov 2027")] {
            let again = send(&mut pat, &page, "/overrides", clearing(reason, day));
            assert_eq!(again.status, 422, "{said}");
            assert!(again.body.to_lowercase().contains(&said.to_lowercase()) && again.body.contains("error-summary"), "{said}: {}", again.body);
        }
        let given = send(&mut pat, &page, "/overrides", clearing("Born in another decade; see the file.", "2027-02-01"));
        assert_eq!((given.status, given.header("location")), (303, format!("{page}#clinicians-0")), "{}", given.body);
        let cleared = pat.get(&page).body;
        let unfolded = settled(&cleared);
        for said in ["exclusion.leie", "Born in another decade; see the file.", "In force", "1 Feb 2027", PAT, "End it: ask again"] {
            assert!(unfolded.contains(said), "{said}: {unfolded}");
        }
        assert!(!cleared.contains("exclusion.leie (clinicians/0)"), "it stands in the way no more");
        assert_eq!(send(&mut pat, &page, "/overrides", clearing("Again.", "2027-02-01")).status, 409);
    }

    fn a_probable_hit_waits_in_the_queue_for_a_second_person_who_confirms_it(db: TestDatabase) {
        let (office, page) = with_namesake(&db, chrono::NaiveDate::from_ymd_opt(1979, 3, 14));
        let (mut pat, mut sam) = (office.signed_in(PAT), office.signed_in(SAM));
        let shown = pat.get(&page);
        assert!(shown.body.contains("Two people have to agree"), "{}", shown.body);
        assert_eq!(send(&mut pat, &page, "/overrides", hit_form(&shown, "Another middle name.", "2027-02-01")).status, 303);
        assert!(pat.get("/admin/queue").body.contains("somebody else has to confirm it"));
        let mine = pat.get(&page);
        assert!(mine.body.contains("Take the proposal back") && !mine.body.contains("name=\"act\" value=\"confirmed\""), "{}", mine.body);
        assert!(mine.body.contains("Failed"), "nothing changed");
        let in_the_way = mine.body.lines().find(|l| l.contains("exclusion.leie (clinicians/0)")).expect("in the way").to_string();
        assert!(in_the_way.contains("waits for a second person"), "{in_the_way}");
        let queue = sam.get("/admin/queue").body;
        assert!(queue.contains("Waits for a second person") && queue.contains(&format!("{page}#override-")), "{queue}");

        let id = queue.split("#override-").nth(1).and_then(|rest| rest.split('"').next()).expect("an address").to_string();
        let to = format!("/overrides/{id}");
        let act = |act: &str, reason: &str| fields(&[("act", act), ("reason", reason), ("subject", "clinicians/0"), ("form", &format!("follow-{id}"))]);
        let alone = send(&mut pat, &page, &to, act("confirmed", "I am sure."));
        assert_eq!(alone.status, 409);
        assert!(alone.body.contains("a second person has to confirm"), "{}", alone.body);
        let mut pats_other_session = office.signed_in(PAT);
        assert_eq!(send(&mut pats_other_session, &page, &to, act("confirmed", "I am sure.")).status, 409);
        assert_eq!(send(&mut sam, &page, &to, act("confirmed", "")).status, 422);
        assert_eq!(send(&mut sam, &page, &to, act("nonsense", "Looked.")).status, 404);
        assert_eq!(send(&mut sam, &page, &to, act("confirmed", "The row has another SSN; asked the OIG.")).status, 303);
        let done = sam.get(&page).body;
        assert!(done.contains("In force") && done.contains("asked the OIG") && done.contains("Another middle name."), "{done}");
        assert!(!sam.get("/admin/queue").body.contains("Waits for a second person"));
        assert_eq!(send(&mut pat, &page, &to, act("ended", "A letter came.")).status, 303);
        assert!(pat.get(&page).body.contains("Failed"));
    }

    fn credentials_that_passed_are_folded_under_their_names_and_what_waits_stays_in_sight(db: TestDatabase) {
        let (office, desk, address) = office(&db);
        let mut pat = office.signed_in(PAT);
        // What stands in sight of her before the fold, and what the fold is called.
        let parts = |body: &str| {
            let own = body.split("id=\"clinicians-0\"").nth(1).expect("her part").to_string();
            let (sight, fold) = own.split_once("<summary>Passed: ").expect("a fold");
            let titles: Vec<String> =
                sight.split("<h4>").skip(1).map(|rest| rest.split('<').next().unwrap_or_default().to_string()).collect();
            (titles, fold.split('<').next().unwrap_or_default().to_string())
        };
        let (sight, fold) = parts(&pat.get(&address).body);
        assert_eq!((sight, fold.as_str()), (vec!["State license OR".to_string()], "DEA registration OR, ACLS, Malpractice insurance"));

        let mut dossier = invented::dossier();
        *dossier.pointer_mut("/clinicians/0/credentials/3/expires_on").expect("there") = json!("2026-01-31");
        let id = submit::submit(&desk, &dossier).expect("taken").submission_id;
        let (sight, fold) = parts(&pat.get(&format!("/admin/submissions/{id}")).body);
        let waits = ["State license OR", "Malpractice insurance"].map(String::from).to_vec();
        assert_eq!((sight, fold.as_str()), (waits, "DEA registration OR, ACLS"));
    }

    fn parts_of_one_name_are_told_apart_in_their_titles(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut raw = invented::dossier();
        let mut other = raw["locations"][0].clone();
        other["key"] = json!("other");
        other["line1"] = json!("200 NE Invented Ave");
        raw["locations"].as_array_mut().expect("places").push(other);
        raw["clinicians"][0]["locations"] = json!(["main", "other"]);
        let id = submit::submit(&desk, &raw).expect("taken").submission_id;
        let body = staffed(&db).signed_in(PAT).get(&format!("/admin/submissions/{id}")).body;
        for title in ["Place: Portland (1 of 2)", "Place: Portland (2 of 2)"] {
            assert_eq!(body.matches(&format!("-title\">{title}</h2>")).count(), 1, "{title}");
        }
        let mut titles: Vec<&str> = body.split("-title\">").skip(1).filter_map(|rest| rest.split("</h2>").next()).collect();
        let all = titles.len();
        titles.sort_unstable();
        titles.dedup();
        assert_eq!(titles.len(), all, "{titles:?}");
    }

    fn an_auditor_reads_but_neither_acts_nor_sees_private_values(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let mut ada = office.signed_in(AUDITOR);
        let shown = ada.get(&page);
        assert_eq!(shown.status, 200);
        for private in ["1979-03-14", "14 Mar 1979", "FR1234563"] {
            assert!(!shown.body.contains(private), "{private}");
        }
        assert!(!shown.body.contains("Run the checks again") && !shown.body.contains("Look at what will happen"));
        for to in ["/checks", "/lookups", "/answers", "/overrides", "/overrides/00000000-0000-7000-8000-000000000000", "/list-rows", "/decision"] {
            let answer = send(&mut ada, &page, to, board());
            assert_eq!(answer.status, 403, "{to}");
            assert!(answer.body.contains("signed in as auditor"), "{to}");
        }
    }

    fn no_staff_address_opens_without_signing_in_and_no_form_without_its_token(db: TestDatabase) {
        let (office, _, page) = office(&db);
        let posts = ["/checks", "/lookups", "/answers", "/overrides", "/overrides/00000000-0000-7000-8000-000000000000", "/list-rows", "/decision"].map(|to| format!("{page}{to}"));
        let mut anonymous = office.browser();
        for path in ["/admin", "/admin/queue", "/admin/audit", "/admin/nowhere", page.as_str()] {
            let answer = anonymous.get(path);
            assert_eq!(answer.status, 303, "{path}");
            assert!(answer.header("location").starts_with("/admin/sign-in"), "{path}");
        }
        let mut pat = office.signed_in(PAT);
        for path in posts.iter().map(String::as_str).chain(["/admin/sign-out"]) {
            assert_eq!(anonymous.post(path, &board()).status, 303, "{path}");
            assert_eq!(pat.post(path, &board()).status, 403, "{path} without a token");
            let token = pat.get(&page).token();
            assert_eq!(pat.post_from(path, &[("form_token", token)], "cross-site").status, 403, "{path} from elsewhere");
        }
        assert_eq!(pat.get("/admin/nowhere").status, 404);
        assert!(pat.get("/admin/queue").body.contains("2 to look up"), "nothing was done");
    }

    fn looking_changes_nothing(db: TestDatabase) {
        let (office, desk, page) = office(&db);
        let mut pat = office.signed_in(PAT);
        let state = || {
            let logged = desk.db.read(|c| vouchsafe::db::audit::newest(c, None, 1)).expect("reads");
            let rows = desk.db.read(vouchsafe::db::dossiers::all).expect("reads").len();
            json!({ "audit": logged[0].seq, "dossiers": rows })
        };
        let before = state();
        for path in ["/admin/queue", "/admin/audit", "/admin/sign-in", page.as_str()] {
            assert_eq!(pat.get(path).status, 200, "{path}");
        }
        assert_eq!(state(), before);
    }
}
