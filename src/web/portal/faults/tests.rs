//! What is asked of whom, and where each fault stands.

use super::*;
use crate::web::extract::form::Form;
use crate::web::portal::answers;
use crate::web::portal::progress::{Page, Progress, Standing};
use chrono::TimeZone;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("a moment")
}

/// A page with its answers.
type Filled<'a> = (&'a str, Option<&'a str>, Option<&'a str>, &'a [(&'a str, &'a str)]);

const COMPLETE: &[Filled<'_>] = &[
    ("you", None, None, &[("kind", "solo"), ("email", "ana@example.org")]),
    ("npi", Some("p1"), None, &[("npi", "1234567893")]),
    ("person", Some("p1"), None, &[("first_name", "Ana"), ("last_name", "Reyes"), ("profession", "md")]),
    ("work", Some("p1"), None, &[("prescribes", "true")]),
    (
        "license",
        Some("p1"),
        Some("0"),
        &[("license_state", "OR"), ("license_number", "MD123456"), ("license_expires_on", "12/31/2027")],
    ),
    (
        "papers",
        Some("p1"),
        None,
        &[
            ("malpractice_issuer", "Example Mutual"),
            ("malpractice_number", "P-1"),
            ("malpractice_expires_on", "1/1/2028"),
            ("acls_expires_on", "1/1/2028"),
        ],
    ),
    (
        "private",
        Some("p1"),
        None,
        &[("date_of_birth", "4/5/1980"), ("dea_number", "FR1234563"), ("dea_expires_on", "6/30/2028")],
    ),
    (
        "place",
        Some("l1"),
        None,
        &[
            ("settings", "clinic"),
            ("line1", "1420 SE Division St"),
            ("city", "Portland"),
            ("state", "OR"),
            ("postal_code", "97202"),
        ],
    ),
    ("care", Some("l1"), None, &[("treatments", "iv")]),
    ("prices", Some("l1"), None, &[("price_per_session", "$475")]),
    ("hours", Some("l1"), None, &[("hours_mon", "9am-5pm")]),
];

/// Answers pages one after another, whatever is asked on them.
fn answer(draft: &mut Draft, pages: &[Filled<'_>]) {
    for (name, item, nth, typed) in pages {
        let Some(Page::Sheet(name, whose)) = Page::named(name, *item, *nth) else { panic!("no page {name}") };
        let fields = typed.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        let answered =
            sheet(name).expect("a page").questions.iter().filter(|q| typed.iter().any(|(n, _)| *n == q.name));
        answers::put(draft.part_mut(&whose).expect("a part"), answered, &Form::of(fields), now());
    }
}

fn complete() -> Draft {
    let mut draft = Draft::new("solo", Some("ana@example.org"));
    answer(&mut draft, COMPLETE);
    draft
}

fn found(draft: &Draft) -> Vec<&'static str> {
    faults(draft, Rules::builtin(), now()).iter().map(|f| f.question).collect()
}

fn changed(page: &str, item: Option<&str>, nth: Option<&str>, typed: &[(&str, &str)]) -> Vec<&'static str> {
    let mut draft = complete();
    answer(&mut draft, &[(page, item, nth, typed)]);
    found(&draft)
}

#[test]
fn a_complete_draft_is_a_dossier_without_faults() {
    let draft = complete();
    assert_eq!(found(&draft), Vec::<&str>::new());
    let dossier = draft.dossier();
    assert_eq!(dossier["provider"]["name"], "Ana Reyes");
    assert_eq!(dossier["locations"][0]["price"], serde_json::json!({ "per_session": 475, "as_of": "2026-11-23" }));
    assert_eq!(dossier["locations"][0]["hours"][0]["closes"], "17:00");
    assert_eq!(dossier["clinicians"][0]["credentials"].as_array().map(Vec::len), Some(4));
}

#[test]
fn an_empty_draft_asks_for_everything_at_once_in_the_order_of_its_pages() {
    assert_eq!(
        found(&Draft::new("solo", None)),
        [
            "email",
            "npi",
            "first_name",
            "last_name",
            "profession",
            "license_state",
            "malpractice_issuer",
            "date_of_birth",
            "settings",
            "treatments"
        ]
    );
}

#[test]
fn what_is_needed_follows_the_profession_and_the_treatment() {
    let p1 = Some("p1");
    assert_eq!(changed("private", p1, None, &[("dea_expires_on", "")]), ["dea_expires_on"]);
    assert_eq!(changed("papers", p1, None, &[("acls_expires_on", "")]), ["acls_expires_on"]);
    assert_eq!(changed("person", p1, None, &[("profession", "np")]), ["board_issuer"]);
    assert_eq!(changed("license", p1, Some("0"), &[("license_number", "")]), ["license_number"]);
    assert_eq!(changed("license", p1, Some("0"), &[("license_state", "WA")]), ["license_state"]);
    let mut under_the_tongue = complete();
    let none: &[(&str, &str)] = &[("acls_expires_on", "")];
    answer(
        &mut under_the_tongue,
        &[("papers", p1, None, none), ("care", Some("l1"), None, &[("treatments", "sublingual")])],
    );
    assert_eq!(found(&under_the_tongue), Vec::<&str>::new());
}

#[test]
fn each_fault_stands_at_its_question() {
    assert_eq!(changed("npi", Some("p1"), None, &[("npi", "1234567890")]), ["npi"]);
    assert_eq!(changed("place", Some("l1"), None, &[("postal_code", "00001")]), ["postal_code"]);
    assert_eq!(changed("license", Some("p1"), Some("0"), &[("license_expires_on", "soon")]), ["license_expires_on"]);
    assert_eq!(changed("hours", Some("l1"), None, &[("hours_mon", "closed")]), ["hours_mon"]);
    assert_eq!(changed("prices", Some("l1"), None, &[("price_per_session", "a lot")]), ["price_per_session"]);
    assert_eq!(changed("you", None, None, &[("email", "ana@")]), ["email"]);
}

#[test]
fn no_fault_repeats_a_birth_date_or_a_dea_number() {
    for (date, dea, told) in [("4/5/19800", "FR1234560", "date_of_birth"), ("4/5/1980", "FR1234560", "dea_number")] {
        let mut draft = complete();
        answer(&mut draft, &[("private", Some("p1"), None, &[("date_of_birth", date), ("dea_number", dea)])]);
        let said = format!("{:?}", faults(&draft, Rules::builtin(), now()));
        assert!(said.contains(told), "{said}");
        assert!(!said.contains("1980") && !said.contains("FR123456"), "{said}");
    }
}

#[test]
fn a_clinic_is_not_asked_for_what_its_people_say_themselves() {
    let mut draft = complete();
    answer(
        &mut draft,
        &[("you", None, None, &[("kind", "clinic"), ("practice_name", "Harbor"), ("email", "o@example.org")])],
    );
    answer(&mut draft, &[("organization", None, None, &[("organization_npi", "1234567893")])]);
    let person = draft.part_mut(&Whose::Person("p1".into())).expect("there");
    person.remove("date_of_birth");
    if let Some(Value::Array(held)) = person.get_mut("credentials") {
        held.retain(|c| c["kind"] != "dea");
    }
    assert_eq!(found(&draft), ["work_email", "monitoring", "rescue_equipment"]);
    let progress = Progress::of(&draft, Rules::builtin(), now());
    let pages = progress.pages("people", &Whose::Person("p1".into()));
    assert!(!pages.iter().any(|page| page.path().contains("private")), "{pages:?}");
}

#[test]
fn a_row_is_completed_once_its_pages_are_answered_and_nothing_is_left_to_mend() {
    let mut draft = complete();
    let standing = |draft: &Draft| {
        let progress = Progress::of(draft, Rules::builtin(), now());
        let rows: Vec<Standing> = progress.tasks().iter().flat_map(|t| t.rows.iter().map(|r| r.standing)).collect();
        (rows.iter().filter(|s| **s == Standing::Done).count(), rows.len(), progress.is_complete())
    };
    assert_eq!(standing(&draft), (0, 7, false));
    for page in [
        "you",
        "npi/p1",
        "person/p1",
        "work/p1",
        "licenses/p1",
        "papers/p1",
        "private/p1",
        "place/l1",
        "care/l1",
        "safety/l1",
        "prices/l1",
        "hours/l1",
        "languages",
    ] {
        draft.done.insert(page.to_string());
    }
    assert_eq!(standing(&draft), (7, 7, true));
    draft.asked.insert("papers/p1".to_string());
    assert_eq!(standing(&draft), (6, 7, false));
}

#[test]
fn pages_follow_one_another_and_lead_back_to_the_list() {
    let draft = complete();
    let progress = Progress::of(&draft, Rules::builtin(), now());
    let mut page = Page::Sheet("npi", Whose::Person("p1".into()));
    let mut way = vec![page.key()];
    while let Some(next) = progress.after(&page) {
        way.push(next.key());
        page = next;
    }
    assert_eq!(way, ["npi/p1", "person/p1", "work/p1", "licenses/p1", "papers/p1", "private/p1"]);
}
