//! Identifiers of ours: UUIDv7 as text, and the reference that a provider quotes.

use serde::{Deserialize, Serialize};

/// A UUIDv7 in its hyphenated lower-case form. Sorts by creation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// A new identifier.
    pub fn new() -> Self {
        Id(uuid::Uuid::now_v7().to_string())
    }

    /// Reads one; `None` when it is not a UUID.
    pub fn parse(s: &str) -> Option<Self> {
        uuid::Uuid::try_parse(s).ok().map(|u| Id(u.hyphenated().to_string()))
    }

    /// As stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first 64 bits: two ids in which these differ sort as these do. `None` when it is no UUID in the form of ours.
    pub fn leading_bits(&self) -> Option<u64> {
        let form = |(at, c): (usize, u8)| match at {
            8 | 13 | 18 | 23 => c == b'-',
            _ => matches!(c, b'0'..=b'9' | b'a'..=b'f'),
        };
        let is_ours = self.0.len() == 36 && self.0.bytes().enumerate().all(form);
        let digits = self.0.bytes().filter_map(|c| char::from(c).to_digit(16)).take(16);
        is_ours.then(|| digits.fold(0, |bits, digit| bits << 4 | u64::from(digit)))
    }

    /// From a column that only we write.
    pub fn from_stored(s: String) -> Self {
        Id(s)
    }
}

impl Default for Id {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A URL slug from a name: lower-case ASCII letters, digits and hyphens, at most 60 characters.
/// Empty only when the name has no letter or digit that folds to ASCII.
pub fn slug_of(name: &str) -> String {
    let folded = super::fold::fold(name);
    let mut slug = String::with_capacity(folded.len());
    for c in folded.chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() >= 60 {
            break;
        }
    }
    slug.trim_end_matches('-').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_keeps_letters_and_digits_and_nothing_else() {
        assert_eq!(slug_of("Café Ñandú — Wellness, P.C. #2"), "cafe-nandu-wellness-p-c-2");
        assert_eq!(slug_of("***"), "");
    }

    #[test]
    fn ids_sort_by_creation_and_reject_what_is_not_a_uuid() {
        let (a, b) = (Id::new(), Id::new());
        assert!(a <= b);
        assert_eq!(Id::parse("nope"), None);
        assert_eq!(Id::parse(a.as_str()), Some(a));
    }

    #[test]
    fn ids_whose_first_bits_differ_sort_as_these_do() {
        let mut ids: Vec<Id> = (0..200).map(|_| Id::new()).collect();
        ids.extend((0..200u128).map(|n| Id(uuid::Uuid::from_u128(n << 57 | 7).hyphenated().to_string())));
        for (a, b) in ids.iter().zip(ids.iter().rev()).chain(ids.iter().zip(&ids[1..])) {
            let (one, other) = (a.leading_bits(), b.leading_bits());
            assert!(one.is_some() && (one == other || one.cmp(&other) == a.cmp(b)), "{a} {b}");
        }
        for other in ["", "place-1", "0198c7a6-7c1a-7d2e-9b1f-0123456789AB", "0198c7a67c1a7d2e9b1f0123456789ab----"] {
            assert_eq!(Id(other.into()).leading_bits(), None, "{other}");
        }
    }
}
