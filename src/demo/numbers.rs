//! Numbers that have the right form and belong to nobody.

use std::collections::BTreeMap;

use crate::domain::numbers::npi_check_digit;

use super::random::Random;
use super::words::Words;

/// Hands out each number once.
#[derive(Debug, Default)]
pub struct Numbers {
    npis: u64,
    licenses: u64,
    phones: BTreeMap<String, usize>,
}

impl Numbers {
    /// An NPI that begins with 2: well formed, and none such has been issued.
    pub fn npi(&mut self) -> String {
        self.npis += 1;
        // A step that shares no factor with 10^8 visits every number once, and neighbors look nothing alike.
        let body = format!("2{:08}", (self.npis * 61_803_399) % 100_000_000);
        let digit = npi_check_digit(&body).expect("nine digits that begin with 2 have a check digit");
        format!("{body}{digit}")
    }

    /// A license number of a shape that any state may use: letters and five digits.
    pub fn license(&mut self, letters: &str) -> String {
        self.licenses += 1;
        format!("{letters}{:05}", (self.licenses * 61_803) % 100_000)
    }

    /// A telephone number of the range 555-0100 to 555-0199, which is kept for fiction.
    pub fn phone(&mut self, state: &str) -> String {
        let codes = &Words::get().area_codes[state];
        let given = self.phones.entry(state.to_owned()).or_default();
        let (code, line) = (&codes[*given % codes.len()], (*given / codes.len()) % 100);
        *given += 1;
        format!("{code}-555-01{line:02}")
    }
}

/// A DEA number with a right check digit.
pub fn dea(random: &mut Random, letter: char, surname: &str) -> String {
    let initial = surname.chars().next().unwrap_or('9').to_ascii_uppercase();
    let d: [usize; 6] = std::array::from_fn(|_| random.below(10));
    let check = (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10;
    format!("{letter}{initial}{}{check}", d.map(|n| n.to_string()).concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::numbers::{DeaNumber, npi_fault};

    #[test]
    fn every_number_is_well_formed_and_given_once() {
        let (mut numbers, mut random) = (Numbers::default(), Random::new(1));
        let npis: std::collections::BTreeSet<String> = (0..5000).map(|_| numbers.npi()).collect();
        assert_eq!(npis.len(), 5000);
        assert!(npis.iter().all(|n| n.starts_with('2') && npi_fault(n).is_none()));
        let dea = dea(&mut random, 'F', "Okafor");
        assert!(DeaNumber::parse(&dea).is_some_and(|d| d.check_digit_ok() && d.initial == 'O'));
        let phones: std::collections::BTreeSet<String> = (0..200).map(|_| numbers.phone("FL")).collect();
        assert_eq!(phones.len(), 200);
        assert!(phones.iter().all(|p| p[3..].starts_with("-555-01")));
    }
}
