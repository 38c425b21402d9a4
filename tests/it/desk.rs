//! A reviewer's whole pile, worked off through the pages: mixed submissions, each handled by what its page says stands in the way,
//! until nothing waits. Ten here; `VOUCHSAFE_DESK` names another number (scripts/quality takes a hundred).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use vouchsafe::db::{audit, evidence, mails, submissions};
use vouchsafe::domain::numbers::npi_check_digit;
use vouchsafe::domain::staff::Role;
use vouchsafe::domain::submission::SubmissionState;
use vouchsafe::pipeline::{Desk, submit};
use vouchsafe::sources::{ExclusionRecord, NppesRecord};

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::invented;

const PAT: &str = "pat@example.org";
const SAM: &str = "sam@example.org";

/// What a submission brings to the desk, and how it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Clean,
    /// Somebody of the name is on the federal list: one person clears it.
    PossibleHit,
    /// Somebody of the name and the birth date: two people.
    ProbableHit,
    /// The registry does not know the NPI yet: a failed check that two people let stand.
    NewNpi,
    /// The words claim a cure: a question, answered with a reason.
    Claims,
    /// The license has run out: asked for, sent again, approved.
    Expired,
    /// An NPI that was never issued: rejected.
    NoNpi,
}

const MIX: [Kind; 10] = {
    use Kind::{Claims, Clean, Expired, NewNpi, NoNpi, PossibleHit, ProbableHit};
    [Clean, PossibleHit, Clean, NewNpi, Claims, Expired, ProbableHit, NoNpi, Clean, Expired]
};

/// One invented practice.
struct Practice {
    kind: Kind,
    raw: Value,
    known: NppesRecord,
    listed: Option<ExclusionRecord>,
}

/// The `n`th: nobody shares a name, a number, a phone or a street with another.
fn practice(n: usize, kind: Kind) -> Practice {
    const HEADS: [&str; 5] = ["Ral", "Ron", "Rim", "Rup", "Rev"];
    const TAILS: [&str; 10] = ["bert", "dahl", "lund", "mont", "gard", "stad", "wick", "holm", "field", "brook"];
    const FIRST: [&str; 5] = ["Ana", "Kim", "Otto", "Zelda", "Ingrid"];
    let last = format!("{}{}", HEADS[n % 5], TAILS[(n / 5) % 10]);
    let first = FIRST[(n / 50) % 5];
    let nine = format!("2{:08}", 1000 + n * 7);
    let npi = format!("{nine}{}", npi_check_digit(&nine).expect("digits"));
    let digits: Vec<usize> = format!("{:06}", 200_000 + n).bytes().map(|b| usize::from(b - b'0')).collect();
    let check = (digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5])) % 10;
    let dea = format!("FR{:06}{check}", 200_000 + n);
    let license = format!("MD{}", 400_000 + n);
    let mut raw = invented::dossier();
    raw["provider"]["name"] = json!(format!("{first} {last} Ketamine Care"));
    raw["provider"]["email"] = json!(format!("desk{n}@example.com"));
    raw["provider"]["website"] = json!(format!("https://practice{n}.example.com"));
    raw["locations"][0]["line1"] = json!(format!("{} NE Desk St", 100 + n));
    raw["locations"][0]["phone"] = json!(format!("503-555-{:04}", 100 + n % 100));
    let person = &mut raw["clinicians"][0];
    person["first_name"] = json!(first);
    person["last_name"] = json!(last);
    person["npi"] = json!(npi);
    person["credentials"][0]["number"] = json!(license);
    person["credentials"][1]["number"] = json!(dea);
    raw["attestation"]["name"] = json!(format!("{first} {last}"));
    let mut known = invented::record();
    known.npi = npi;
    known.last_name = last.to_uppercase();
    known.first_name = first.to_uppercase();
    known.other_names = Vec::new();
    known.practice.line1 = format!("{} NE DESK ST", 100 + n);
    known.practice.phone = format!("503555{:04}", 100 + n % 100);
    known.taxonomies[0].license_number = license;
    let namesake = |born: Option<&str>| ExclusionRecord {
        row_hash: format!("{n:064x}"),
        last_name: last.to_uppercase(),
        first_name: first.to_uppercase(),
        date_of_birth: born.map(|day| day.parse().expect("a day")),
        ..invented::somebody_else()
    };
    let listed = match kind {
        Kind::PossibleHit => Some(namesake(None)),
        Kind::ProbableHit => Some(namesake(Some("1979-03-14"))),
        _ => None,
    };
    match kind {
        Kind::Claims => raw["provider"]["description"] = json!("We cure depression."),
        Kind::Expired => raw["clinicians"][0]["credentials"][0]["expires_on"] = json!("2026-10-01"),
        Kind::NoNpi => {
            let last_digit = known.npi.pop().expect("ten digits");
            known.npi.push(if last_digit == '9' {
                '0'
            } else {
                char::from(u8::try_from(last_digit).expect("a digit") + 1)
            });
            raw["clinicians"][0]["npi"] = json!(known.npi);
        }
        _ => {}
    }
    Practice { kind, raw, known, listed }
}

/// Two people at one desk.
struct Pair<'a> {
    pat: Browser<'a>,
    sam: Browser<'a>,
}

/// Sends a form of the page with the browser's token.
fn send(browser: &mut Browser<'_>, page: &str, below: &str, fields: &[(&str, String)]) -> Answer {
    let token = browser.get(page).token();
    browser.post(&format!("{page}{below}"), &[fields, &[("form_token", token)]].concat())
}

fn named<'a>(fields: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
    fields.iter().map(|(name, value)| (*name, (*value).to_string())).collect()
}

/// What the page says stands in the way, as codes.
fn in_the_way(page: &str) -> Vec<String> {
    let after = page.split("These stand in the way of an approval:").nth(1).unwrap_or_default();
    let list = after.split("</ul>").next().unwrap_or_default();
    list.split("<a class=\"mono\"")
        .skip(1)
        .filter_map(|a| a.split_once('>')?.1.split(' ').next())
        .map(str::to_string)
        .collect()
}

/// The form of the first row or failure on the page that can be let stand, with its code's own fields.
fn let_stand(shown: &Answer) -> Vec<(&'static str, String)> {
    let mut form: Vec<(&'static str, String)> =
        vec![("reason", "Compared with the passport: another person.".into()), ("expires_on", "2027-02-01".into())];
    let own = shown.body.split("/overrides\"").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap_or_default();
    let names: &[&'static str] = if own.contains("name=\"row\"") {
        &["evidence", "row", "subject", "form"]
    } else {
        &["evidence", "subject", "form"]
    };
    form.extend(names.iter().map(|name| (*name, shown.hidden_after("/overrides\"", name))));
    form
}

impl Pair<'_> {
    /// Works a page off: answers what stands in the way, as far as people may, and decides. Answers the decision.
    fn work_off(&mut self, page: &str) -> &'static str {
        for _ in 0..12 {
            let shown = self.pat.get(page);
            let open = in_the_way(&shown.body);
            let Some(code) = open
                .iter()
                .find(|code| !matches!(code.as_str(), "identity.control" | "license.board_status"))
                .or(open.first())
            else {
                self.decide(page, "approve", "complete", "");
                return "approve";
            };
            let done = match code.as_str() {
                "identity.control" => send(&mut self.pat, page, "/lookups", &identity()),
                "license.board_status" => send(&mut self.pat, page, "/lookups", &board()),
                "license.expiry" => {
                    self.decide(page, "ask_for_changes", "failed_check", "Send the renewed license.");
                    return "ask_for_changes";
                }
                "npi.check_digit" => {
                    self.decide(page, "reject", "failed_check", "This NPI was never issued.");
                    return "reject";
                }
                _ if shown.body.contains("/overrides\"") => self.agree(page, &shown),
                _ => {
                    let mut form = named(&[("reason", "Quoted from a patient; the text is about to go.")]);
                    form.extend(
                        ["evidence", "code", "subject", "question"]
                            .map(|name| (name, shown.hidden_after("/answers\"", name))),
                    );
                    send(&mut self.pat, page, "/answers", &form)
                }
            };
            assert_eq!(done.status, 303, "{code}: {}", done.body);
        }
        panic!("{page} is never done: {:?}", in_the_way(&self.pat.get(page).body));
    }

    /// One clears, or one proposes and the other confirms, as the page asks for.
    fn agree(&mut self, page: &str, shown: &Answer) -> Answer {
        let begun = send(&mut self.pat, page, "/overrides", &let_stand(shown));
        let theirs = self.sam.get(page);
        if !theirs.body.contains("You are the second person.") {
            return begun;
        }
        let at = theirs.body.split(&format!("{page}/overrides/")).nth(1).and_then(|rest| rest.split('"').next());
        let at = format!("/overrides/{}", at.expect("a form"));
        let mut form = named(&[("act", "confirmed"), ("reason", "I compared the two myself.")]);
        form.extend(["subject", "form"].map(|name| (name, theirs.hidden_after(&at, name))));
        let answer = send(&mut self.sam, page, &at, &form);
        if answer.status != 401 {
            return answer;
        }
        panic!("{}", answer.body)
    }

    /// Reads the mail first, then decides.
    fn decide(&mut self, page: &str, decision: &str, reason: &str, text: &str) {
        let version = self.pat.get(page).hidden("version");
        let form = named(&[("decision", decision), ("reason", reason), ("text", text), ("version", &version)]);
        let ahead = send(&mut self.pat, page, "/decision/look", &form);
        assert_eq!(ahead.status, 200, "{}", ahead.body);
        assert!(ahead.body.contains("It goes in 5 minutes") && ahead.body.contains(text), "{}", ahead.body);
        assert_eq!(send(&mut self.pat, page, "/decision", &form).status, 303);
    }
}

fn board() -> Vec<(&'static str, String)> {
    named(&[
        ("kind", "board_status"),
        ("subject", "clinicians/0"),
        ("credential", "/clinicians/0/credentials/0"),
        ("result", "active"),
        ("place", "Oregon Medical Board, license look-up"),
        ("seen_on", "2026-11-23"),
        ("expires_on", "2027-12-31"),
    ])
}

fn identity() -> Vec<(&'static str, String)> {
    named(&[
        ("kind", "identity_control"),
        ("subject", "provider"),
        ("result", "confirmed"),
        ("place", "called the phone number in the registry's record"),
        ("seen_on", "2026-11-23"),
    ])
}

/// The pages of everything in the queue, first to last.
fn queue(browser: &mut Browser<'_>) -> Vec<String> {
    let mut all = Vec::new();
    let mut next = Some("/admin/queue".to_string());
    while let Some(path) = next {
        let page = browser.get(&path).body;
        let table = page.split("<tbody").nth(1).unwrap_or_default();
        all.extend(
            table
                .split("href=\"/admin/submissions/")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .map(|id| format!("/admin/submissions/{id}")),
        );
        next = page
            .split("<a href=\"")
            .find(|rest| rest.contains("\">Next</a>") && rest.starts_with("/admin/queue"))
            .and_then(|rest| rest.split('"').next())
            .map(|path| path.replace("&amp;", "&"));
    }
    all.dedup();
    all
}

/// How many submissions lie on the desk.
fn pile() -> usize {
    std::env::var("VOUCHSAFE_DESK").ok().map_or(10, |n| n.parse().expect("a number"))
}

/// A provider who was asked for the renewed license sends it.
fn send_again(desk: &Desk, id: &str, raw: &Value) {
    let mut raw = raw.clone();
    raw["clinicians"][0]["credentials"][0]["expires_on"] = json!("2027-12-31");
    let submission = desk.db.read(|c| submissions::get(c, id)).expect("there");
    submit::resubmit(desk, &submission, &raw).expect("taken");
}

on_both! {
    fn a_pile_of_mixed_submissions_is_worked_off_through_the_pages_until_nothing_waits(db: TestDatabase) {
        let desk = invented::desk(&db);
        let practices: Vec<Practice> = (0..pile()).map(|n| practice(n, MIX[n % MIX.len()])).collect();
        let known: Vec<NppesRecord> = practices.iter().filter(|p| p.kind != Kind::NewNpi).map(|p| p.known.clone()).collect();
        let listed: Vec<ExclusionRecord> = practices.iter().filter_map(|p| p.listed.clone()).collect();
        invented::load_lists(&desk.reference, &known, &listed);
        let sent: BTreeMap<String, &Practice> = practices
            .iter()
            .map(|p| (submit::submit(&desk, &p.raw).expect("taken").submission_id, p))
            .collect();
        let office = Office::open(&db);
        office.hire(PAT, Role::Reviewer);
        office.hire(SAM, Role::Administrator);
        let mut pair = Pair { pat: office.signed_in(PAT), sam: office.signed_in(SAM) };
        let mut decided: BTreeMap<&str, usize> = BTreeMap::new();
        for round in 0..3 {
            let waiting = queue(&mut pair.pat);
            assert_eq!(waiting.is_empty(), round == 2, "round {round}: {waiting:?}");
            for page in waiting {
                let id = page.rsplit('/').next().expect("an id").to_string();
                let decision = pair.work_off(&page);
                *decided.entry(decision).or_default() += 1;
                if decision == "ask_for_changes" {
                    send_again(&desk, &id, &sent[&id].raw);
                }
            }
        }
        let of = |kind: Kind| practices.iter().filter(|p| p.kind == kind).count();
        let (asked, rejected) = (of(Kind::Expired), of(Kind::NoNpi));
        let expected = [("approve", practices.len() - rejected), ("ask_for_changes", asked), ("reject", rejected)];
        assert_eq!(decided, expected.into_iter().filter(|(_, n)| *n > 0).collect());
        for (id, practice) in &sent {
            let state = desk.db.read(|c| submissions::get(c, id)).expect("there").state;
            let wanted = if practice.kind == Kind::NoNpi { SubmissionState::Rejected } else { SubmissionState::Published };
            assert_eq!(state, wanted, "{:?}", practice.kind);
        }
        let written = desk.db.read(|c| mails::newest(c, 10_000)).expect("reads").len();
        assert_eq!(written, sent.len() + decided.values().sum::<usize>(), "a letter when it came, one a decision");
        assert_eq!(desk.db.read(audit::faults).expect("reads"), Vec::<String>::new());
        assert_eq!(desk.db.read(evidence::faults).expect("reads"), Vec::<String>::new());
    }
}
