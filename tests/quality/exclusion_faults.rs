//! Excluded people, owners and firms, written on the lists in every way that lists are written.

use chrono::{Duration, NaiveDate};
use serde_json::json;
use vouchsafe::sources::record::OtherName;
use vouchsafe::sources::{ExclusionRecord, ListName};

use super::case::Case;
use super::lists;
use super::paper_faults::{Fault, Must};
use super::people::People;
use super::spoil;

const LEIE: &[&str] = &["exclusion.leie"];

const fn fault(name: &'static str, plant: fn(&mut Case, &mut People) -> bool) -> Fault {
    Fault { name, codes: LEIE, must: Must::BeFound, suits: |_| true, plant }
}

/// Every fault of exclusion lists.
pub const FAULTS: &[Fault] = &[
    fault("excluded, with NPI, under another name", |c, p| {
        put(c, p, |r, p| {
            r.npi = r.row_hash.clone();
            r.last_name = p.names.surname(&mut p.chance).to_uppercase();
        })
    }),
    fault("excluded, name and birth date", |c, p| put(c, p, |_, _| {})),
    fault("excluded, surname misspelt", |c, p| {
        put(c, p, |r, p| r.last_name = spoil::typo(&r.last_name, &mut p.chance))
    }),
    fault("excluded, given name misspelt", |c, p| {
        put(c, p, |r, p| r.first_name = spoil::typo(&r.first_name, &mut p.chance))
    }),
    fault("excluded, both names misspelt", |c, p| {
        put(c, p, |r, p| {
            r.first_name = spoil::typo(&r.first_name, &mut p.chance);
            r.last_name = spoil::typo(&r.last_name, &mut p.chance);
        })
    }),
    fault("excluded, surname misspelt, no birth date on the list", |c, p| {
        c.person.last.len() > 5
            && put(c, p, |r, p| {
                r.last_name = spoil::typo(&r.last_name, &mut p.chance);
                r.date_of_birth = None;
            })
    }),
    fault("excluded, surname misspelt and birth date off by a digit", |c, p| {
        c.person.last.len() > 5
            && put(c, p, |r, p| {
                r.last_name = spoil::typo(&r.last_name, &mut p.chance);
                r.date_of_birth = r.date_of_birth.map(|d| spoil::date_digit(d, &mut p.chance));
            })
    }),
    fault("excluded, half of the hyphenated surname listed", |c, p| {
        let other = p.names.surname(&mut p.chance);
        let both = if p.chance.percent(50) {
            format!("{}-{other}", c.person.last)
        } else {
            format!("{other} {}", c.person.last)
        };
        c.record().last_name = both.to_uppercase();
        c.set("/clinicians/0/last_name", json!(both));
        put(c, p, |_, _| {})
    }),
    fault("excluded, hyphenated surname listed, half of it used", |c, p| {
        let other = p.names.surname(&mut p.chance).to_uppercase();
        let own = c.person.last.to_uppercase();
        // So long a first half that little of the second is left in the column tells nobody.
        let left_of_own = 20 - other.chars().count().min(17) - 1;
        let first = p.chance.percent(50) || left_of_own < own.chars().count().min(4);
        let both = if first { format!("{own}-{other}") } else { format!("{other} {own}") };
        put(c, p, |r, _| r.last_name = spoil::cut(&both, 20))
    }),
    fault("excluded under a former surname", |c, p| {
        let now = p.names.surname(&mut p.chance);
        let before = c.person.last.clone();
        c.record().last_name = now.to_uppercase();
        c.set("/clinicians/0/last_name", json!(now));
        c.set("/clinicians/0/former_last_names", json!([before]));
        put(c, p, |_, _| {})
    }),
    fault("excluded under a former surname that only the registry has", |c, p| {
        let now = p.names.surname(&mut p.chance);
        let before = c.person.last.to_uppercase();
        c.record().other_names.push(OtherName { last_or_organization: before, first_name: String::new() });
        c.record().last_name = now.to_uppercase();
        c.set("/clinicians/0/last_name", json!(now));
        put(c, p, |_, _| {})
    }),
    fault("excluded under a former surname that is the middle name now", |c, p| {
        let now = p.names.surname(&mut p.chance);
        let before = c.person.last.clone();
        c.record().last_name = now.to_uppercase();
        c.set("/clinicians/0/last_name", json!(now));
        c.set("/clinicians/0/middle_name", json!(before));
        put(c, p, |_, _| {})
    }),
    fault("excluded under a former surname that nobody names; state and work agree", |c, p| {
        let now = p.names.surname(&mut p.chance);
        c.record().last_name = now.to_uppercase();
        c.set("/clinicians/0/last_name", json!(now));
        let work = lists::work_of(c.person.profession);
        put(c, p, |r, _| r.specialty = work.into())
    }),
    fault("excluded, birth date off by a digit", |c, p| {
        put(c, p, |r, p| r.date_of_birth = r.date_of_birth.map(|d| spoil::date_digit(d, &mut p.chance)))
    }),
    fault("excluded, birth date swapped", |c, p| {
        put(c, p, |r, p| r.date_of_birth = r.date_of_birth.map(|d| spoil::date_swapped(d, &mut p.chance)))
    }),
    fault("excluded, birth date some days off", |c, p| {
        put(c, p, |r, p| r.date_of_birth = r.date_of_birth.map(|d| d + Duration::days(p.chance.between(1, 7))))
    }),
    fault("excluded, no birth date on the list", |c, p| put(c, p, |r, _| r.date_of_birth = None)),
    fault("excluded, no birth date in the dossier", |c, p| {
        c.set("/clinicians/0/date_of_birth", json!(null));
        put(c, p, |_, _| {})
    }),
    fault("excluded, names cut to 20 and 15 letters", |c, p| {
        let (first, last) =
            (format!("{}-Evangelina-Rosalinda", c.person.first), format!("{}-Featherstonehaughley", c.person.last));
        (c.record().first_name, c.record().last_name) = (first.to_uppercase(), last.to_uppercase());
        c.set("/clinicians/0/first_name", json!(first));
        c.set("/clinicians/0/last_name", json!(last));
        put(c, p, |_, _| {}) && {
            let (_, row) = c.rows.last_mut().expect("the row");
            row.first_name = spoil::cut(&first.to_uppercase(), 15);
            row.last_name = spoil::cut(&last.to_uppercase(), 20);
            true
        }
    }),
    fault("excluded, with a generation after the name", |c, p| {
        put(c, p, |r, p| r.last_name += p.chance.pick::<&str>(&[" JR", ", JR.", " III", " SR", " MD"]))
    }),
    fault("excluded, with accents on one side", |c, p| {
        let accents = |s: &str| s.replace('a', "á").replace('e', "è").replace('o', "ö").replace('n', "ñ");
        let (first, last) = (accents(&c.person.first.to_lowercase()), accents(&c.person.last.to_lowercase()));
        c.set("/clinicians/0/first_name", json!(first));
        c.set("/clinicians/0/last_name", json!(last));
        put(c, p, |_, _| {})
    }),
    fault("excluded, by a nickname", |c, p| {
        const PAIRS: &[(&str, &str)] =
            &[("Robert", "BOB"), ("Margaret", "PEGGY"), ("William", "BILL"), ("Katherine", "KATE"), ("John", "JACK")];
        let (own, listed) = *p.chance.pick(PAIRS);
        c.record().first_name = own.to_uppercase();
        c.set("/clinicians/0/first_name", json!(own));
        put(c, p, |r, _| {
            r.first_name = listed.into();
            r.date_of_birth = None;
        })
    }),
    fault("excluded, by the middle name", |c, p| {
        let middle = p.names.given(c.person.woman, &mut p.chance);
        c.set("/clinicians/0/middle_name", json!(middle));
        put(c, p, |r, _| {
            r.first_name = middle.to_uppercase();
            r.middle_name = String::new();
        })
    }),
    fault("excluded, by the initial", |c, p| {
        put(c, p, |r, _| r.first_name.truncate(r.first_name.chars().next().map_or(0, char::len_utf8)))
    }),
    fault("excluded, names in each other's column", |c, p| {
        put(c, p, |r, _| std::mem::swap(&mut r.first_name, &mut r.last_name))
    }),
    fault("excluded, whole name in one column", |c, p| {
        put(c, p, |r, _| {
            r.last_name = format!("{} {}", r.last_name, r.first_name);
            r.first_name = String::new();
        })
    }),
    fault("excluded, with particles on one side", |c, p| {
        put(c, p, |r, p| r.last_name = format!("{} {}", p.chance.pick(&["DE", "DE LA", "VAN DER", "EL"]), r.last_name))
    }),
    fault("excluded, with an ill-formed NPI", |c, p| {
        put(c, p, |r, p| {
            r.npi = spoil::digit(&r.row_hash, &mut p.chance);
            r.date_of_birth = None;
        })
    }),
    fault("excluded as a firm of one's own name", |c, p| {
        put(c, p, |r, _| {
            r.business_name = spoil::cut(&format!("{} {} MD PC", r.first_name, r.last_name), 30);
            (r.first_name, r.last_name, r.middle_name, r.date_of_birth) = Default::default();
        })
    }),
    Fault {
        codes: &["exclusion.sam"],
        ..fault("excluded in SAM, name alone", |c, p| {
            put(c, p, |r, _| r.date_of_birth = None) && {
                c.rows.last_mut().expect("the row").0 = ListName::Sam;
                true
            }
        })
    },
    Fault {
        codes: &["exclusion.state"],
        ..fault("excluded by the state", |c, p| {
            let state = c.person.home.state.clone();
            put(c, p, |r, _| r.date_of_birth = None) && {
                let (list, row) = c.rows.last_mut().expect("the row");
                (*list, row.agency, row.state) = (ListName::StateExclusions, state.clone(), state);
                true
            }
        })
    },
    fault("an excluded owner", |c, p| owner(c, p, |_, _| {})),
    fault("an excluded owner, misspelt", |c, p| {
        owner(c, p, |r, p| r.last_name = spoil::typo(&r.last_name, &mut p.chance))
    }),
    fault("an excluded firm in another legal form", |c, _| {
        firm(c, |r| r.business_name = r.business_name.replace(" LLC", ", P.C."))
    }),
    fault("an excluded firm, name cut to 30 letters", |c, _| {
        let name = format!("{} of the Greater Metropolitan Region", c.text("/provider/name"));
        c.set("/provider/name", json!(name));
        c.set("/provider/legal_name", json!(format!("{name} LLC")));
        firm(c, |r| r.business_name = spoil::cut(&r.business_name, 30))
    }),
    fault("an excluded firm, misspelt", |c, p| {
        let mut name = c.text("/provider/name").to_uppercase();
        name = spoil::typo(&name, &mut p.chance);
        firm(c, |r| r.business_name = name.clone())
    }),
    fault("an excluded firm, by its trading name", |c, p| {
        let trading = format!("{} Wellness", p.names.surname(&mut p.chance));
        c.set("/provider/dba_names", json!([trading]));
        firm(c, |r| r.business_name = format!("ANOTHER COMPANY INC DBA {}", trading.to_uppercase()))
    }),
    fault("an excluded firm, with NPI, under another name", |c, _| {
        let npi = c.text("/provider/organization_npi");
        firm(c, |r| (r.npi, r.business_name) = (npi.clone(), "ANOTHER COMPANY".into()))
    }),
    fault("a firm called by an excluded person's name", |c, p| {
        let other = p.person();
        c.set("/provider/name", json!(format!("{} {} MD", other.first, other.last)));
        put(c, p, |_, _| {}) && {
            let (_, row) = c.rows.last_mut().expect("the row");
            (row.first_name, row.last_name) = (other.first.to_uppercase(), other.last.to_uppercase());
            row.middle_name = String::new();
            true
        }
    }),
    Fault {
        must: Must::BeAsked,
        ..fault("excluded, with a waiver for the state", |c, p| {
            let state = c.person.home.state.clone();
            put(c, p, |r, _| (r.waiver_state, r.waived_on) = (state, NaiveDate::from_ymd_opt(2024, 1, 1)))
        })
    },
    fault("excluded, with a waiver for another state", |c, p| {
        let state = if c.person.home.state == "WY" { "UT" } else { "WY" };
        put(c, p, |r, _| (r.waiver_state, r.waived_on) = (state.into(), NaiveDate::from_ymd_opt(2024, 1, 1)))
    }),
    Fault {
        must: Must::Pass,
        ..fault("excluded once, reinstated since", |c, p| {
            put(c, p, |r, _| r.reinstated_on = NaiveDate::from_ymd_opt(2024, 5, 5)) && {
                let (list, mut row) = c.rows.last().expect("the row").clone();
                (row.reinstated_on, row.row_hash) = (None, format!("{} before", row.row_hash));
                c.rows.push((list, row));
                true
            }
        })
    },
];

/// Puts the first clinician on the LEIE as the registry wrote them before, then spoils the row. The row's hash is the clinician's NPI, so that it is its own.
fn put(case: &mut Case, people: &mut People, spoil: impl FnOnce(&mut ExclusionRecord, &mut People)) -> bool {
    let person = &case.person;
    let state = person.home.state.clone();
    let mut row = ExclusionRecord {
        row_hash: person.npi().to_string(),
        last_name: spoil::cut(&person.last.to_uppercase(), 20),
        first_name: spoil::cut(&person.first.to_uppercase(), 15),
        middle_name: person.middle.to_uppercase(),
        specialty: people.chance.pick(lists::WORK).to_string(),
        date_of_birth: Some(person.born),
        state,
        exclusion_type: "1128b4".into(),
        excluded_on: NaiveDate::from_ymd_opt(2019, 7, 18),
        agency: "OIG".into(),
        ..Default::default()
    };
    spoil(&mut row, people);
    case.rows.push((ListName::Leie, row));
    true
}

fn owner(case: &mut Case, people: &mut People, spoil: impl FnOnce(&mut ExclusionRecord, &mut People)) -> bool {
    let born = case.text("/provider/owners/0/date_of_birth").parse().ok();
    let (first, last) = (case.text("/provider/owners/0/first_name"), case.text("/provider/owners/0/last_name"));
    put(case, people, |row, people| {
        (row.first_name, row.last_name) = (first.to_uppercase(), last.to_uppercase());
        (row.middle_name, row.date_of_birth) = (String::new(), born);
        spoil(row, people);
    })
}

fn firm(case: &mut Case, spoil: impl FnOnce(&mut ExclusionRecord)) -> bool {
    let home = case.person.home.clone();
    let mut row = ExclusionRecord {
        row_hash: case.text("/provider/organization_npi"),
        business_name: case.text("/provider/legal_name").to_uppercase(),
        specialty: "CLINIC".into(),
        state: home.state,
        exclusion_type: "1128b8".into(),
        excluded_on: NaiveDate::from_ymd_opt(2019, 7, 18),
        agency: "OIG".into(),
        ..Default::default()
    };
    spoil(&mut row);
    case.rows.push((ListName::Leie, row));
    true
}
