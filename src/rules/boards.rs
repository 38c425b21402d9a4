//! Where a person looks a license up: the boards of every state and territory, and who stands in where none is known.

use serde::Deserialize;

use crate::domain::credential::Profession;

/// How sure we are of a board's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in a page of the board, or in a page that leads to it: `read_in` names it.
    Confirmed,
    /// Known, not read.
    Unconfirmed,
}

/// A board, or a department that answers for several.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Board {
    /// USPS code; [`Boards::NATIONAL`] for who stands in everywhere.
    pub state: String,
    /// Whose licenses it shows.
    pub professions: Vec<Profession>,
    /// Its name.
    pub name: String,
    /// Its license look-up, or where that is not known its own site. Always https.
    pub url: String,
    /// How sure we are of the address.
    pub confidence: Confidence,
    /// The page in which the address was read, or what that page is.
    #[serde(default)]
    pub read_in: Option<String>,
}

/// All boards.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boards {
    /// In the order of the states.
    pub board: Vec<Board>,
}

impl Boards {
    /// The state of rows that hold wherever a state has none of its own.
    pub const NATIONAL: &'static str = "US";

    /// Where to look up a license of this state (USPS code) and profession: the state's board, else a national
    /// register. An associate's license may be at any board of the therapy professions. Never empty for rules that
    /// were read.
    pub fn of(&self, state: &str, profession: Profession) -> Vec<&Board> {
        let professions: &[Profession] = match profession {
            Profession::Associate => &[Profession::Psychologist, Profession::Lcsw, Profession::Lpc, Profession::Lmft],
            _ => &[profession],
        };
        let of_state = |state: &str| -> Vec<&Board> {
            let fits = |b: &&Board| b.state == state && b.professions.iter().any(|p| professions.contains(p));
            self.board.iter().filter(fits).collect()
        };
        match of_state(state) {
            own if own.is_empty() => of_state(Self::NATIONAL),
            own => own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::USPS_STATES;
    use crate::rules::Rules;

    #[test]
    fn every_state_and_profession_leads_to_a_board() {
        let boards = &Rules::builtin().boards;
        for state in USPS_STATES {
            for profession in Profession::ALL {
                let found = boards.of(state, *profession);
                assert!(!found.is_empty(), "{state} {profession}");
                assert!(found.iter().all(|b| b.url.starts_with("https://")), "{state} {profession}");
            }
        }
    }

    #[test]
    fn a_state_without_a_row_is_answered_by_the_national_register() {
        let found = Rules::builtin().boards.of("??", Profession::Rn);
        assert_eq!(found.iter().map(|b| b.state.as_str()).collect::<Vec<_>>(), [Boards::NATIONAL]);
    }
}
