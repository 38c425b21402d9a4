//! Honest people whose papers differ from the registry in the ways that honest papers do.

use chrono::Duration;
use serde_json::{Value, json};
use vouchsafe::sources::record::OtherName;

use super::case::{self, Case};
use super::people::{People, today};

/// One way to differ.
pub struct Variation {
    pub name: &'static str,
    pub apply: fn(&mut Case, &mut People),
}

const fn way(name: &'static str, apply: fn(&mut Case, &mut People)) -> Variation {
    Variation { name, apply }
}

/// Every variation; each honest dossier has one.
pub const VARIATIONS: &[Variation] = &[
    way("as in the registry", |_, _| {}),
    way("married: former surname given, registry has it", |c, p| {
        let now = p.names.surname(&mut p.chance);
        let before = c.person.last.clone();
        c.set("/clinicians/0/last_name", json!(now));
        c.set("/clinicians/0/former_last_names", json!([before]));
    }),
    way("married: registry has the new name, old one given", |c, p| {
        let before = p.names.surname(&mut p.chance);
        c.set("/clinicians/0/former_last_names", json!([before]));
    }),
    way("married: registry has both", |c, p| {
        let now = p.names.surname(&mut p.chance);
        c.record().other_names.push(OtherName { last_or_organization: now.to_uppercase(), first_name: String::new() });
        c.set("/clinicians/0/last_name", json!(now));
    }),
    way("married: registry has the old name alone, license as before", |c, p| {
        let now = p.names.surname(&mut p.chance);
        c.set("/clinicians/0/last_name", json!(now));
    }),
    way("double surname, registry has half", |c, p| {
        let both = format!("{}-{}", c.person.last, p.names.surname(&mut p.chance));
        c.set("/clinicians/0/last_name", json!(both));
    }),
    way("double surname in the registry, half used", |c, p| {
        let other = p.names.surname(&mut p.chance).to_uppercase();
        c.record().last_name = format!("{other} {}", c.record().last_name);
    }),
    way("names in each other's field", |c, _| {
        let (first, last) = (c.person.first.clone(), c.person.last.clone());
        c.set("/clinicians/0/first_name", json!(last));
        c.set("/clinicians/0/last_name", json!(first));
        c.set("/clinicians/0/former_last_names", json!([last]));
    }),
    way("middle name used", |c, p| {
        let middle = p.names.given(c.person.woman, &mut p.chance);
        c.record().middle_name = middle.to_uppercase();
        c.set("/clinicians/0/first_name", json!(middle));
        c.set("/clinicians/0/middle_name", Value::Null);
    }),
    way("nickname", |c, p| {
        let (full, short) =
            *p.chance.pick(&[("ROBERT", "Rob"), ("ELIZABETH", "Liz"), ("MICHAEL", "Mike"), ("SUSAN", "Sue")]);
        c.record().first_name = full.into();
        c.set("/clinicians/0/first_name", json!(short));
    }),
    way("initial in the registry", |c, _| {
        let initial: String = c.person.first.chars().take(1).collect();
        c.record().first_name = initial.to_uppercase();
    }),
    way("accents and apostrophes", |c, _| {
        let last = format!("O'{}", c.person.last.replace('e', "é"));
        c.record().last_name = format!("O{}", c.person.last.to_uppercase());
        c.set("/clinicians/0/last_name", json!(last));
    }),
    way("particles left out", |c, _| {
        c.record().last_name = format!("DE LA {}", c.record().last_name);
    }),
    way("generation after the name", |c, _| {
        let last = format!("{} Jr.", c.person.last);
        c.set("/clinicians/0/last_name", json!(last));
    }),
    way("moved practice, license of the new state", |c, p| {
        let old = p.home();
        let record = c.record();
        (record.practice.state, record.practice.postal_code) = (old.state.clone(), old.zip);
        record.taxonomies[0].license_state = old.state;
        record.taxonomies[0].license_number = p.license_number();
    }),
    way("old taxonomy", |c, _| c.record().taxonomies[0].code = "390200000X".into()),
    way("licenses of several states", |c, p| {
        for _ in 0..3 {
            let (state, number) = (p.home().state, p.license_number());
            let paper =
                json!({ "kind": "state_license", "number": number, "state": state, "expires_on": "2027-06-30" });
            c.set("/clinicians/0/credentials/-", paper);
        }
    }),
    way("temporary license", |c, _| {
        if let Some(paper) = c.credential("state_license") {
            paper["authority"] = json!("temporary");
            paper["expires_on"] = json!(today() + Duration::days(40));
        }
    }),
    way("license for life", |c, _| {
        if let Some(paper) = c.credential("state_license") {
            paper["expires_on"] = Value::Null;
            paper["no_expiry"] = json!(true);
        }
    }),
    way("the institution's DEA registration", |c, p| {
        let number = format!("{}-A12", case::dea('B', "Hospital", p));
        if let Some(paper) = c.credential("dea") {
            (paper["number"], paper["basis"]) = (json!(number), json!("institution"));
        }
    }),
    way("DEA registration under a former surname", |c, p| {
        let before = p.names.surname(&mut p.chance);
        let number = case::dea(case::letter(c.person.profession, p), &before, p);
        c.set("/clinicians/0/former_last_names", json!([before]));
        if let Some(paper) = c.credential("dea") {
            paper["number"] = json!(number);
        }
    }),
    way("federal malpractice cover", |c, _| {
        c.without("malpractice_insurance");
        c.set("/clinicians/0/credentials/-", json!({ "kind": "malpractice_insurance", "coverage": "ftca" }));
    }),
    way("a clinician at three clinics", |c, _| {
        for key in ["second", "third"] {
            let place = case::place(key, &c.person);
            c.set("/locations/-", place);
        }
        for clinician in c.dossier["clinicians"].as_array_mut().into_iter().flatten() {
            clinician["locations"] = json!(["main", "second", "third"]);
        }
    }),
    way("an NPI that was deactivated and came back", |c, _| {
        let record = c.record();
        record.deactivated_on = Some(today() - Duration::days(900));
        record.reactivated_on = Some(today() - Duration::days(800));
    }),
];
