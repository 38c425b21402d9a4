//! Who treats: people with their licenses, and where anyone can look these up.

use chrono::NaiveDate;
use serde::Serialize;

use super::state_name;
use crate::domain::credential::{Authority, Profession};
use crate::rules::{Boards, Confidence};
use crate::search::listing::{Clinician, License};

/// Someone who treats.
#[derive(Debug, Serialize)]
pub struct PersonView<'a> {
    name: String,
    profession: Profession,
    prescribes: bool,
    confirmed: bool,
    /// The colleague who is named as supervising them, and has not said so.
    supervision_unconfirmed_by: Option<String>,
    npi: Option<String>,
    licenses: Vec<LicenseView<'a>>,
}

/// A license as the board's own look-up shows it.
#[derive(Debug, Serialize)]
struct LicenseView<'a> {
    authority: Authority,
    state: String,
    number: String,
    expires_on: Option<NaiveDate>,
    boards: Vec<BoardView<'a>>,
}

/// Where a license is looked up.
#[derive(Debug, Serialize)]
struct BoardView<'a> {
    name: &'a str,
    url: &'a str,
    /// Somebody read the address in a page of the board.
    is_confirmed: bool,
}

impl<'a> PersonView<'a> {
    /// With the boards of each license's state.
    pub fn of(person: &Clinician, boards: &'a Boards) -> Self {
        let license = |l: &License| LicenseView {
            authority: l.authority,
            state: state_name(&l.state),
            number: l.number.clone(),
            expires_on: l.expires_on,
            boards: found(boards, &l.state, person.profession),
        };
        PersonView {
            name: person.name.clone(),
            profession: person.profession,
            prescribes: person.prescribes,
            confirmed: person.confirmed,
            supervision_unconfirmed_by: person.supervision_unconfirmed_by.clone(),
            npi: person.npi.clone(),
            licenses: person.licenses.iter().map(license).collect(),
        }
    }
}

fn found<'a>(boards: &'a Boards, state: &str, profession: Profession) -> Vec<BoardView<'a>> {
    let found = boards.of(&state.trim().to_uppercase(), profession).into_iter();
    found
        .map(|b| BoardView { name: &b.name, url: &b.url, is_confirmed: b.confidence == Confidence::Confirmed })
        .collect()
}
