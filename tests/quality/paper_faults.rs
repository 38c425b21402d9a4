//! Faults in numbers, papers and scope: what the issue of detection lists, one row each.

use chrono::{Duration, NaiveDate};
use serde_json::json;
use vouchsafe::domain::credential::Profession;
use vouchsafe::domain::lookup::LookupResult;
use vouchsafe::sources::{ExclusionRecord, ListName};

use super::case::{self, Case};
use super::people::{People, today};
use super::spoil;

/// What must come of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Must {
    /// One of the codes says `fail` or `review`.
    BeFound,
    /// One of the codes says `review` and none `fail`.
    BeAsked,
    /// None of the codes says `fail` or `review` because of what was planted.
    Pass,
}

/// Something wrong.
pub struct Fault {
    pub name: &'static str,
    /// Codes that may find it.
    pub codes: &'static [&'static str],
    pub must: Must,
    /// What the fault needs of the person; others are passed over.
    pub suits: fn(&Case) -> bool,
    /// Plants it; `false` where it could not be planted in this dossier.
    pub plant: fn(&mut Case, &mut People) -> bool,
}

const fn found(
    name: &'static str,
    codes: &'static [&'static str],
    suits: fn(&Case) -> bool,
    plant: fn(&mut Case, &mut People) -> bool,
) -> Fault {
    Fault { name, codes, must: Must::BeFound, suits, plant }
}

fn anybody(_: &Case) -> bool {
    true
}

fn prescriber(case: &Case) -> bool {
    case.person.prescribes()
}

fn therapist(case: &Case) -> bool {
    !case.person.prescribes()
}

fn physician(case: &Case) -> bool {
    matches!(case.person.profession, Profession::Md | Profession::Do)
}

fn mid_level(case: &Case) -> bool {
    prescriber(case) && !physician(case)
}

/// Every fault but those of exclusion lists.
pub const FAULTS: &[Fault] = &[
    found("one NPI digit changed", &["npi.format", "npi.check_digit"], anybody, |c, p| {
        set_npi(c, spoil::digit(c.person.npi(), &mut p.chance))
    }),
    found("two NPI digits swapped", &["npi.format", "npi.check_digit", "npi.registered"], anybody, |c, p| {
        spoil::swap(c.person.npi(), &mut p.chance).is_some_and(|npi| set_npi(c, npi))
    }),
    found("a valid NPI that was never issued", &["npi.registered"], anybody, |c, p| {
        let npi = p.unissued_npi();
        set_npi(c, npi)
    }),
    found("a deactivated NPI", &["npi.registered"], anybody, |c, _| {
        c.record().deactivated_on = NaiveDate::from_ymd_opt(2025, 3, 1);
        true
    }),
    found("someone else's NPI", &["npi.name"], anybody, |c, p| {
        let other = p.person();
        let npi = other.record.npi.clone();
        c.registry.push(other.record);
        set_npi(c, npi)
    }),
    found("someone else's license", &["npi.license"], anybody, |c, p| {
        let number = p.license_number();
        on(c, "state_license", "number", json!(number))
    }),
    found("a masked license", &["license.format"], anybody, |c, p| {
        let masks = [
            "=========",
            "*****1234",
            "XXXXXX",
            "XXXXX1234",
            "$$$$$$$$$",
            "_________",
            "-----6789",
            "00000000",
            "N/A",
            "PENDING",
            "•••••88",
            "###456",
        ];
        on(c, "state_license", "number", json!(p.chance.pick(&masks)))
    }),
    found("a license without its number", &["credential.required"], anybody, |c, _| {
        on(c, "state_license", "number", json!(""))
    }),
    found("no license at all", &["license.present"], anybody, |c, _| {
        c.without("state_license");
        true
    }),
    found("a license of another state", &["license.present"], anybody, |c, _| {
        let state = if c.person.home.state == "WY" { "UT" } else { "WY" };
        on(c, "state_license", "state", json!(state))
    }),
    found("an expired license", &["license.expiry"], anybody, |c, p| expire(c, "state_license", p)),
    found("an expired DEA registration", &["dea.expiry"], prescriber, |c, p| expire(c, "dea", p)),
    found("expired malpractice insurance", &["credential.expiry"], anybody, |c, p| {
        expire(c, "malpractice_insurance", p)
    }),
    found("an expired board certificate", &["credential.expiry"], anybody, |c, p| expire(c, "board_certification", p)),
    found("an expired ACLS card", &["credential.expiry"], anybody, |c, p| {
        let day = ago(p);
        c.set("/locations/0/credentials/0/expires_on", json!(day));
        true
    }),
    found("no malpractice insurance", &["credential.required"], anybody, |c, _| {
        c.without("malpractice_insurance");
        true
    }),
    found("a wrong DEA letter (physician)", &["dea.registrant"], physician, |c, p| {
        let letter = *p.chance.pick(&['M', 'P', 'R', 'C']);
        set_dea(c, letter, p)
    }),
    found("a wrong DEA letter (mid-level)", &["dea.registrant"], mid_level, |c, p| {
        let letter = *p.chance.pick(&['A', 'B', 'F', 'G', 'P']);
        set_dea(c, letter, p)
    }),
    found("a DEA number beginning with X", &["dea.registrant"], prescriber, |c, p| set_dea(c, 'X', p)),
    found("a wrong DEA check digit", &["dea.check_digit"], prescriber, |c, p| {
        let Some(paper) = c.credential("dea") else { return false };
        let mut number = paper["number"].as_str().unwrap_or_default().to_string();
        let last = number.pop().and_then(|d| d.to_digit(10)).unwrap_or(0);
        paper["number"] = json!(format!("{number}{}", (last + 1 + p.chance.below(9) as u32) % 10));
        true
    }),
    found("someone else's DEA number", &["dea.surname"], prescriber, |c, p| {
        let other = if c.person.last.to_uppercase().contains('Q') { "Zed" } else { "Quill" };
        let number = case::dea(case::letter(c.person.profession, p), other, p);
        on(c, "dea", "number", json!(number))
    }),
    found("a prescriber without DEA registration", &["credential.required"], prescriber, |c, _| {
        c.without("dea");
        true
    }),
    found("a profession that may not prescribe", &["scope.prescriber"], therapist, |c, _| {
        c.set("/clinicians/0/prescribes", json!(true));
        true
    }),
    found("a supervisor who knows nothing of it", &["scope.supervision"], mid_level, |c, p| supervised(c, p, None)),
    found("a supervisor who denies it", &["scope.supervision"], mid_level, |c, p| {
        supervised(c, p, Some(LookupResult::Denied))
    }),
    found("a supervisor supervised in turn", &["scope.supervision"], mid_level, |c, p| {
        supervised(c, p, Some(LookupResult::Confirmed));
        let (own, physician) = (c.text("/clinicians/0/npi"), c.text("/clinicians/0/supervisor_npi"));
        let mut second = c.dossier["clinicians"][0].clone();
        second["npi"] = json!(physician);
        second["supervisor_npi"] = json!(own);
        c.set("/clinicians/-", second);
        true
    }),
    found("one's own supervisor", &["scope.supervision"], mid_level, |c, p| {
        supervised(c, p, Some(LookupResult::Confirmed));
        let own = c.text("/clinicians/0/npi");
        c.set("/clinicians/0/supervisor_npi", json!(own));
        true
    }),
    found("a supervisor with a deactivated NPI", &["scope.supervision"], mid_level, |c, p| {
        supervised(c, p, Some(LookupResult::Confirmed));
        c.registry.last_mut().expect("the supervisor").deactivated_on = NaiveDate::from_ymd_opt(2025, 3, 1);
        true
    }),
    found("an excluded supervisor", &["scope.supervision"], mid_level, |c, p| {
        supervised(c, p, Some(LookupResult::Confirmed));
        let npi = c.text("/clinicians/0/supervisor_npi");
        let list = *p.chance.pick(&[ListName::Leie, ListName::Sam]);
        let row = ExclusionRecord { row_hash: format!("supervisor {npi}"), npi, ..Default::default() };
        c.rows.push((list, row));
        true
    }),
    found("esketamine at an uncertified place", &["rems.esketamine"], anybody, |c, _| {
        c.set("/locations/0/treatments/-", json!("esketamine"));
        true
    }),
    found("esketamine with a certificate that has run out", &["rems.esketamine"], anybody, |c, p| {
        c.set("/locations/0/treatments/-", json!("esketamine"));
        let day = ago(p);
        c.set("/locations/0/credentials/-", json!({ "kind": "spravato_rems", "number": "REMS-1", "expires_on": day }));
        true
    }),
    found("telehealth without a license there", &["scope.telehealth", "license.present"], anybody, |c, _| {
        let served = if c.person.home.state == "MT" { "ID" } else { "MT" };
        c.set("/locations/0/settings/-", json!("telehealth"));
        c.set("/provider/telehealth_states", json!([served]));
        true
    }),
    found("infusions by telehealth alone", &["scope.setting"], anybody, |c, _| {
        c.set("/locations/0/settings", json!(["telehealth"]));
        true
    }),
    found("medicine without a prescriber", &["scope.prescriber"], therapist, |c, _| {
        let first = c.dossier["clinicians"][0].clone();
        c.set("/clinicians", json!([first]));
        true
    }),
    found("a ZIP of another state", &["location.consistent"], anybody, |c, _| {
        let state = if c.person.home.state == "ME" { "HI" } else { "ME" };
        c.set("/locations/0/state", json!(state));
        true
    }),
];

fn set_npi(case: &mut Case, npi: String) -> bool {
    case.set("/clinicians/0/npi", json!(npi));
    true
}

fn on(case: &mut Case, kind: &str, field: &str, value: serde_json::Value) -> bool {
    match case.credential(kind) {
        Some(paper) => {
            paper[field] = value;
            true
        }
        None => false,
    }
}

fn ago(people: &mut People) -> NaiveDate {
    today() - Duration::days(people.chance.between(1, 900))
}

fn expire(case: &mut Case, kind: &str, people: &mut People) -> bool {
    let day = ago(people);
    on(case, kind, "expires_on", json!(day))
}

fn set_dea(case: &mut Case, letter: char, people: &mut People) -> bool {
    let number = case::dea(letter, &case.person.last.clone(), people);
    on(case, "dea", "number", json!(number))
}

/// Puts the first clinician under a physician of the same state, with an agreement in place of autonomy.
fn supervised(case: &mut Case, people: &mut People, says: Option<LookupResult>) -> bool {
    let physician = people.person_of(Profession::Md, case.person.home.clone());
    case.without("autonomous_practice");
    let state = case.person.home.state.clone();
    case.set("/clinicians/0/credentials/-", json!({ "kind": "collaboration_agreement", "state": state }));
    // Nurse practitioners need nobody in some states; a name given all the same is checked.
    case.set("/clinicians/0/profession", json!("pa"));
    case.set("/clinicians/0/supervisor_npi", json!(physician.npi()));
    case.registry.push(physician.record);
    if let Some(result) = says {
        case.supervisor_says(result);
    }
    true
}
