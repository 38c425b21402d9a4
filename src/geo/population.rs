//! How many people live in each state, by the census of 2020 (`data/population/states.csv`).

use std::sync::OnceLock;

static FILE: &str = include_str!("../../data/population/states.csv");

/// The residents of a state, the District of Columbia or Puerto Rico.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Residents {
    /// USPS code.
    pub code: &'static str,
    /// Name.
    pub name: &'static str,
    /// People on 1 April 2020.
    pub people: u64,
}

/// Every state, the District and Puerto Rico, by name, Puerto Rico last.
pub fn residents() -> &'static [Residents] {
    static ROWS: OnceLock<Vec<Residents>> = OnceLock::new();
    ROWS.get_or_init(|| read(FILE).expect("the file is part of the program, and a test reads it"))
}

/// `None` where a row does not fit.
fn read(text: &'static str) -> Option<Vec<Residents>> {
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|row| {
        let (code, rest) = row.split_once(',')?;
        let (name, people) = rest.split_once(',')?;
        Some(Residents { code, name, people: people.parse().ok()? })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::Gazetteer;

    #[test]
    fn the_states_and_the_district_make_the_resident_population_of_the_census() {
        let rows = residents();
        assert_eq!(rows.len(), 52);
        let (islands, states): (Vec<&Residents>, Vec<&Residents>) = rows.iter().partition(|row| row.code == "PR");
        assert_eq!(states.iter().map(|row| row.people).sum::<u64>(), 331_449_281);
        assert_eq!(islands.iter().map(|row| row.people).collect::<Vec<_>>(), [3_285_874]);
    }

    #[test]
    fn each_row_is_called_as_in_the_gazetteer_and_stands_once() {
        let mut codes: Vec<&str> = residents().iter().map(|row| row.code).collect();
        for row in residents() {
            assert_eq!(Gazetteer::get().state(row.code).map(|state| state.name), Some(row.name), "{}", row.code);
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 52);
    }

    #[test]
    fn a_row_that_does_not_fit_is_noticed() {
        assert_eq!(read("code,name,residents\nOR,Oregon,many\n"), None);
        assert_eq!(read("code,name,residents\nOR\n"), None);
    }
}
