//! Everything that is due, as one list: what is in it, in what order, how it is sifted, and how it is read.

use std::collections::BTreeMap;

use chrono::{Duration, Utc};
use serde_json::{Value, json};
use vouchsafe::db::DbError;
use vouchsafe::db::work::{self, WorkSift};
use vouchsafe::db::{listings, submissions, tasks, work_counts};
use vouchsafe::domain::comment::Subject;
use vouchsafe::domain::find;
use vouchsafe::domain::listing::{ListingAct, SuspensionReason};
use vouchsafe::domain::listing_request::{Relation, RequestKind};
use vouchsafe::domain::report::{Language, ReportReason};
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::task::CallReason;
use vouchsafe::domain::work::WorkKind;
use vouchsafe::pipeline::comment::{self, Written};
use vouchsafe::pipeline::listing_request::{self, Ask};
use vouchsafe::pipeline::report::{self, Told};
use vouchsafe::pipeline::review::{self, ListingVerdict};
use vouchsafe::pipeline::{Desk, monitor, submit};
use vouchsafe::reads;

use crate::on_both;
use crate::overrides::{pat, sam};
use crate::queue::plans;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::invented;

const PAT: &str = "pat@example.org";

/// A listed provider, and its id.
fn listed(db: &TestDatabase) -> (Desk, String) {
    let desk = invented::desk(db);
    invented::load_lists(&desk.reference, &[invented::record()], &[]);
    let submission = invented::publish_dossier(&desk, &invented::dossier());
    let organization = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
    (desk, organization)
}

fn told(desk: &Desk, organization_id: &str, reason: ReportReason) {
    let told = Told {
        organization_id: organization_id.to_string(),
        place_id: None,
        reason,
        words: report::Words { text: "Something.".into(), email: None },
        language: Language::En,
        form: format!("{reason} {:?}", vouchsafe::domain::ids::Id::new()),
    };
    report::send(desk, &told).expect("taken");
}

fn said(desk: &Desk, subject: Subject, text: &str) {
    let words = comment::Words { text: text.into(), name: None };
    comment::send(desk, &Written { subject, words, language: Language::En, form: text.into() }).expect("taken");
}

fn asked(desk: &Desk, organization_id: &str, kind: RequestKind) {
    let words = listing_request::Words {
        name: Some("Kim Lee".into()),
        role: Some("Manager".into()),
        email: Some("kim@example.org".into()),
        phone: None,
        text: "Please.".into(),
    };
    let relation = (kind == RequestKind::Removal).then_some(Relation::Listed);
    let organization_id = organization_id.to_string();
    let ask = Ask { organization_id, kind, relation, words, language: Language::En, form: format!("ask {kind}") };
    listing_request::send(desk, &ask).expect("taken");
}

/// Somebody who is not listed sends this dossier.
fn other(desk: &Desk) -> submissions::Submission {
    let mut dossier = invented::dossier();
    for (pointer, value) in [
        ("/provider/name", json!("Still Water Clinic")),
        ("/provider/email", json!("office@still-water.org")),
        ("/clinicians/0/last_name", json!("Ortiz")),
        ("/clinicians/0/npi", json!("1679576722")),
    ] {
        *dossier.pointer_mut(pointer).expect("there") = value;
    }
    let sent = submit::submit(desk, &dossier).expect("taken");
    desk.db.read(|c| submissions::get(c, &sent.submission_id)).expect("there")
}

fn everything() -> WorkSift {
    WorkSift { kinds: WorkKind::ALL.to_vec(), ..WorkSift::default() }
}

fn kinds(desk: &Desk, sift: &WorkSift) -> Vec<WorkKind> {
    let (lines, _) = reads::work::page(&desk.db, sift, desk.clock.now(), (100, 0)).expect("reads");
    lines.into_iter().map(|open| open.work.kind).collect()
}

/// Somebody of her name is on the federal list, or she herself, or nobody; and what follows from it.
fn list_says(desk: &Desk, about_her: Option<&[(&str, &str)]>) {
    desk.clock.advance(Duration::days(8));
    let mut row = invented::somebody_else();
    for (name, value) in about_her.unwrap_or_default() {
        match *name {
            "last" => row.last_name = (*value).into(),
            "first" => row.first_name = (*value).into(),
            _ => row.npi = (*value).into(),
        }
    }
    let rows = if about_her.is_some() { vec![row] } else { Vec::new() };
    invented::load_lists_at(&desk.reference, desk.clock.now(), &[invented::record()], &rows);
    monitor::pass(desk).expect("works");
}

const NAMESAKE: &[(&str, &str)] = &[("last", "REYES"), ("first", "ANA")];
const HERSELF: &[(&str, &str)] = &[("last", "REYES"), ("first", "ANA"), ("npi", invented::NPI)];

/// The tasks of listings that somebody can do now, told by where each listing stands.
fn can_be_done(desk: &Desk) -> Vec<(String, WorkKind)> {
    #[derive(diesel::QueryableByName)]
    struct Asked {
        #[diesel(sql_type = diesel::sql_types::Text)]
        dossier_id: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        kind: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        codes: String,
    }
    let listed = "SELECT 1 FROM listings WHERE listings.dossier_id = tasks.dossier_id AND listings.state";
    let sql = format!(
        "SELECT dossier_id, kind, codes FROM tasks WHERE since <= '{}' AND (
            (kind NOT IN ('final', 'clear') AND EXISTS ({listed} = 'public'))
            OR (kind = 'final' AND EXISTS ({listed} = 'hidden' AND listings.held_at IS NULL))
            OR (kind = 'clear' AND EXISTS ({listed} = 'hidden')))",
        desk.clock.now().format("%Y-%m-%d %H:%M:%S%.f")
    );
    let all: Vec<Asked> = desk
        .db
        .read(|c| diesel::RunQueryDsl::load(diesel::sql_query(sql), c).map_err(vouchsafe::db::DbError::from))
        .expect("reads");
    let work = |asked: Asked| {
        let codes: Vec<String> = asked.codes.split(' ').map(String::from).collect();
        (asked.dossier_id, WorkKind::of_task(asked.kind.parse().expect("a kind"), &codes))
    };
    all.into_iter().map(work).collect()
}

/// The list has the very tasks of listings that the queue of tasks has.
fn agrees(desk: &Desk, when: &str) -> Vec<WorkKind> {
    let now = desk.clock.now();
    let mut expected: Vec<(String, WorkKind)> = can_be_done(desk);
    let mut open: Vec<(String, WorkKind)> = desk
        .db
        .read(|c| tasks::open(c, now, 100, 0))
        .expect("reads")
        .into_iter()
        .filter(|task| is_listed(desk, &task.dossier_id))
        .map(|task| (task.dossier_id, WorkKind::of_task(task.asked.kind, &task.asked.codes)))
        .collect();
    let (lines, _) = reads::work::page(&desk.db, &everything(), now, (100, 0)).expect("reads");
    let of_tasks = lines.into_iter().filter(|open| open.work.kind.is_task());
    let mut found: Vec<(String, WorkKind)> =
        of_tasks.map(|open| (open.work.dossier_id.expect("a version"), open.work.kind)).collect();
    expected.sort();
    found.sort();
    open.sort();
    assert_eq!(found, expected, "{when}");
    assert_eq!(open, expected, "{when}");
    let mut counted: BTreeMap<WorkKind, i64> = BTreeMap::new();
    found.iter().for_each(|(_, kind)| *counted.entry(*kind).or_default() += 1);
    for (kind, count) in reads::work::count(&desk.db, now).expect("counts") {
        if kind.is_task() {
            assert_eq!(count, counted.get(&kind).copied().unwrap_or_default(), "{when}: {kind}");
        }
    }
    found.into_iter().map(|(_, kind)| kind).collect()
}

fn is_listed(desk: &Desk, dossier_id: &str) -> bool {
    let own = desk.db.read(|c| submissions::of_dossiers(c, &[dossier_id])).expect("reads");
    own.iter().any(|s| {
        let listing = desk.db.read(|c| listings::get(c, &s.organization_id)).expect("reads");
        listing.is_some_and(|l| l.dossier_id == dossier_id)
    })
}

fn decide(desk: &Desk, by: &review::Reviewer, organization_id: &str, act: ListingAct) {
    let listing = desk.db.read(|c| listings::get(c, organization_id)).expect("reads").expect("there");
    let submission = desk.db.read(|c| submissions::of_dossiers(c, &[&listing.dossier_id])).expect("reads").remove(0);
    let reason = Some(SuspensionReason::Finding);
    let verdict = ListingVerdict { seen_version: listing.version, act, reason, text: "We looked at it." };
    review::decide_listing(desk, by, &submission.id, &verdict).expect("decided");
}

on_both! {
    fn all_work_is_one_list_and_what_cannot_wait_is_first(db: TestDatabase) {
        let (desk, organization) = listed(&db);
        assert_eq!(kinds(&desk, &everything()), []);
        told(&desk, &organization, ReportReason::WrongPrice);
        asked(&desk, &organization, RequestKind::Claim);
        desk.clock.advance(Duration::minutes(1));
        asked(&desk, &organization, RequestKind::Removal);
        said(&desk, Subject::Provider(organization.clone()), "Kind people.");
        desk.clock.advance(Duration::hours(1));
        other(&desk);
        desk.clock.advance(Duration::days(1));
        said(&desk, Subject::Topic("risks".into()), "Some days I don't want to live.");
        told(&desk, &organization, ReportReason::UnsafeCare);
        let (lines, has_more) = reads::work::page(&desk.db, &everything(), desk.clock.now(), (100, 0)).expect("reads");
        let order: Vec<(WorkKind, bool)> = lines.iter().map(|open| (open.work.kind, open.work.cannot_wait)).collect();
        assert_eq!(order[..2], [(WorkKind::Report, true), (WorkKind::Comment, true)]);
        let mut rest: Vec<WorkKind> = order[2..].iter().map(|(kind, _)| *kind).collect();
        let dues: Vec<_> = lines[2..].iter().map(|open| open.work.due_at).collect();
        assert!(dues.is_sorted(), "{dues:?}");
        rest.sort();
        assert_eq!(rest, [WorkKind::New, WorkKind::Claim, WorkKind::Removal, WorkKind::Report, WorkKind::Comment]);
        assert!(!has_more);
        let whole: Vec<String> = lines.into_iter().map(|open| open.work.id).collect();
        let pages: Vec<String> = (0..7)
            .flat_map(|n| {
                let (page, more) = reads::work::page(&desk.db, &everything(), desk.clock.now(), (1, n)).expect("reads");
                assert_eq!((page.len(), more), (1, n < 6), "page {n}");
                page.into_iter().map(|open| open.work.id)
            })
            .collect();
        assert_eq!(pages, whole, "page by page it is the same list");
    }

    fn a_hit_on_an_exclusion_list_stands_before_what_is_due_on_the_same_day(db: TestDatabase) {
        let (desk, organization) = listed(&db);
        list_says(&desk, Some(NAMESAKE));
        // Due two business days from now, as the hit is, and a little earlier.
        desk.clock.set(desk.clock.now() - Duration::hours(1));
        told(&desk, &organization, ReportReason::WrongPrice);
        desk.clock.advance(Duration::hours(1));
        assert_eq!(kinds(&desk, &everything()), [WorkKind::Exclusion, WorkKind::Report]);
    }

    fn the_tasks_in_it_are_those_of_the_queue_of_tasks_whatever_becomes_of_a_listing(db: TestDatabase) {
        let (desk, organization) = listed(&db);
        assert_eq!(agrees(&desk, "published"), []);
        list_says(&desk, Some(NAMESAKE));
        assert_eq!(agrees(&desk, "a namesake is listed"), [WorkKind::Exclusion]);
        list_says(&desk, Some(HERSELF));
        assert_eq!(agrees(&desk, "she is listed: hidden at once"), [WorkKind::Exclusion]);
        decide(&desk, &pat(), &organization, ListingAct::Suspend);
        assert_eq!(agrees(&desk, "a person confirmed it"), []);
        list_says(&desk, None);
        assert_eq!(agrees(&desk, "nothing stands against it"), [WorkKind::Return]);
        decide(&desk, &pat(), &organization, ListingAct::AskToLift);
        decide(&desk, &sam(), &organization, ListingAct::Lift);
        assert_eq!(agrees(&desk, "in sight again"), []);
        let now = desk.clock.now();
        let listing = desk.db.read(|c| listings::get(c, &organization)).expect("reads").expect("there");
        let due_at = now + Duration::days(2);
        desk.db
            .write(|c| tasks::ask_call(c, &listing.dossier_id, CallReason::MailReturned, due_at, now))
            .expect("asked");
        desk.db.write(|c| tasks::ask_look(c, &listing.dossier_id, due_at, now)).expect("asked");
        assert_eq!(agrees(&desk, "to call, to look at"), [WorkKind::Call, WorkKind::Update]);
        let mut raw = invented::dossier();
        raw["provider"]["description"] = json!("Evaluation first.");
        let change = invented::send_version(&desk, &organization, &raw);
        assert!(kinds(&desk, &everything()).contains(&WorkKind::Change));
        agrees(&desk, "a change waits");
        invented::approve(&desk, &change);
        assert_eq!(agrees(&desk, "the change is published"), [WorkKind::Call, WorkKind::Update]);
        desk.clock.advance(Duration::days(170));
        assert!(agrees(&desk, "the board is to be asked soon").contains(&WorkKind::LookUp));
        desk.db
            .write(|c| {
                let seen = listings::get(c, &organization)?.expect("there");
                listings::decide(c, &seen, listings::ListingState::Removed, None, now)
            })
            .expect("removed");
        assert_eq!(agrees(&desk, "removed"), []);
    }

    fn the_page_is_sifted_in_the_address_and_is_where_staff_begin(db: TestDatabase) {
        let (desk, organization) = listed(&db);
        told(&desk, &organization, ReportReason::UnsafeCare);
        asked(&desk, &organization, RequestKind::Claim);
        said(&desk, Subject::Topic("risks".into()), "Some days I don't want to live.");
        let submission = other(&desk);
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        office.hire("ada@example.org", Role::Auditor);
        let mut pat = office.signed_in(PAT);
        assert_eq!(pat.get("/admin").header("location"), "/admin/work");
        let all = pat.get("/admin/work");
        for said in [
            "Everything that is due", "cannot wait", "crisis words", "Care was unsafe", "Claim", "Guide: ", "Still Water Clinic",
            "Due in 2 days", submission.reference.as_str(), "href=\"/admin/work?kind=claim\"",
        ] {
            assert!(all.body.contains(said), "{said}: {}", all.body);
        }
        assert!(!all.body.contains("href=\"/admin/work?kind=removal\""), "there is none");
        let rows = |page: &str| page.matches("<tr role=\"row\"><th role=\"rowheader\"").count();
        assert_eq!(rows(&all.body), 4);
        let two = pat.get("/admin/work?kind=claim&kind=new").body;
        assert!(rows(&two) == 2 && two.contains("value=\"claim\" checked"), "{two}");
        assert_eq!(rows(&pat.get("/admin/work?late=yes").body), 0);
        let found = pat.get("/admin/work?q=quiet+harb").body;
        assert!(rows(&found) == 2 && !found.contains("Still Water"), "{found}");
        let by_reference = pat.get(&format!("/admin/work?q={}", submission.reference.to_lowercase())).body;
        assert_eq!(rows(&by_reference), 1);
        let claim = all.body.split("<span class=\"mono nowrap\">").skip(1).map(|rest| rest[..12].to_string());
        for reference in claim {
            assert_eq!(rows(&pat.get(&format!("/admin/work?q={reference}")).body), 1, "{reference}");
        }
        assert_eq!(rows(&pat.get("/admin/work?mine=yes").body), 0);
        let page = pat.get("/admin/queue");
        let form = [("form_token", page.token()), ("act", "take".into()), ("sure", "yes".into()), ("id", submission.id.clone())];
        assert_eq!(pat.post("/admin/queue/selected", &form).status, 200);
        let mine = pat.get("/admin/work?mine=yes").body;
        assert!(rows(&mine) == 1 && mine.contains("<strong>you</strong>"), "{mine}");
        assert!(office.signed_in("ada@example.org").get("/admin/work").body.contains(PAT), "who has it is shown");
        for bad in ["kind=all", "late=maybe", "mine=no", "page=0", "page=41", "page=x"] {
            assert_eq!(pat.get(&format!("/admin/work?{bad}")).status, 400, "{bad}");
        }
        office.clock.advance(Duration::days(10));
        let mut pat = office.signed_in(PAT);
        assert_eq!(rows(&pat.get("/admin/work?late=yes").body), 4);
        assert!(pat.get("/admin/work").body.contains("Late by"));
    }

    fn a_long_list_comes_in_pages_of_twenty_five_that_are_small(db: TestDatabase) {
        let (desk, organization) = listed(&db);
        for _ in 0..30 {
            told(&desk, &organization, ReportReason::WrongPrice);
            desk.clock.advance(Duration::seconds(1));
        }
        let office = Office::open(&db);
        office.clock.set(desk.clock.now());
        office.hire(PAT, Role::Reviewer);
        let mut pat = office.signed_in(PAT);
        let first = pat.get("/admin/work?kind=report");
        assert_eq!(first.body.matches("VS-").count(), 25);
        assert!(first.body.contains("/admin/work?kind=report&amp;page=2"), "{}", first.body);
        assert!(first.body.len() < 50 * 1024, "{} bytes before they are compressed", first.body.len());
        let second = pat.get("/admin/work?kind=report&page=2").body;
        assert_eq!(second.matches("VS-").count(), 5);
        assert!(second.contains("page=1") && !second.contains("page=3"));
    }
}

#[test]
fn every_kind_of_work_is_read_along_an_index_and_none_is_sorted() {
    let db = TestDatabase::sqlite();
    let (desk, organization) = listed(&db);
    told(&desk, &organization, ReportReason::UnsafeCare);
    other(&desk);
    let sifts = [
        everything(),
        WorkSift { due_before: Some(Utc::now()), ..everything() },
        WorkSift { holder: Some("somebody".into()), ..everything() },
        WorkSift { words: find::asked("still water"), ..everything() },
        WorkSift { reference: Some("VS-7F3K-92QX".into()), ..everything() },
        WorkSift { kinds: vec![WorkKind::Change], ..WorkSift::default() },
    ];
    let now = desk.clock.now();
    let mut steps = Vec::new();
    desk.db
        .read(|conn| {
            steps = plans(conn, |conn| {
                for sift in &sifts {
                    work::lines(conn, sift, now, (25, 50)).expect("reads");
                }
                work_counts::count(conn, now).expect("counts");
            });
            Ok::<_, DbError>(())
        })
        .expect("reads");
    assert!(steps.len() > 100, "{}", steps.len());
    for step in &steps {
        assert!(!step.starts_with("SCAN") && !step.contains("TEMP B-TREE"), "{step}");
    }
}

#[test]
fn a_value_of_a_dossier_is_no_part_of_the_list() {
    let db = TestDatabase::sqlite();
    let (desk, _) = listed(&db);
    other(&desk);
    let (lines, _) = reads::work::page(&desk.db, &everything(), desk.clock.now(), (25, 0)).expect("reads");
    let told = format!("{lines:?}");
    let birth: Value = invented::dossier()["clinicians"][0]["date_of_birth"].clone();
    assert!(!lines.is_empty() && !told.contains(birth.as_str().expect("a day")), "{told}");
}
