//! Passwords: long, not on the list of common ones, hashed with argon2id. No rules about what they are made of.

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};

use crate::keys::{KeyError, random_bytes};

/// Shortest password, in characters (NIST SP 800-63B-4 asks 8 beside a second factor, OWASP ASVS urges more).
pub const MIN_CHARS: usize = 12;
/// Longest password, in characters: a bound on the work, far above what a password manager makes.
pub const MAX_CHARS: usize = 256;

/// Memory in KiB and passes: above the least that OWASP ASVS 5.0 appendix C allows (t >= 3, m >= 12288, p = 1).
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

/// A hash that no password has, made with the same cost: an unknown account takes as long as a known one.
const NOBODYS: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

const COMMON: &str = include_str!("../../data/passwords/common.txt");

/// Why a new password is refused: a sentence for its chooser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too few characters.
    #[error("Use at least {MIN_CHARS} characters. Several words in a row make a good password.")]
    Short,
    /// More than we hash.
    #[error("Use at most {MAX_CHARS} characters.")]
    Long,
    /// On the list, or as easy to guess.
    #[error("This password is on the list of those that attackers try first. Choose another.")]
    Common,
    /// The email address itself.
    #[error("The password must not be your email address.")]
    Email,
}

/// A password that may be set.
pub(super) struct NewPassword<'a>(&'a str);

impl<'a> NewPassword<'a> {
    /// Checks what somebody chose for the account of `email`.
    pub(super) fn choose(text: &'a str, email: &str) -> Result<Self, WeakPassword> {
        let chars = text.chars().count();
        let lower = text.to_lowercase();
        match () {
            () if chars < MIN_CHARS => Err(WeakPassword::Short),
            () if chars > MAX_CHARS => Err(WeakPassword::Long),
            () if lower == email.to_lowercase() => Err(WeakPassword::Email),
            () if is_common(&lower) => Err(WeakPassword::Common),
            () => Ok(NewPassword(text)),
        }
    }

    /// The PHC string to store.
    pub(super) fn hash(&self) -> Result<String, HashError> {
        hash(self.0)
    }
}

/// On the list, or one short piece written over and over.
fn is_common(lower: &str) -> bool {
    let chars: Vec<char> = lower.chars().collect();
    let repeats = |n: usize| chars.iter().zip(chars.iter().skip(n)).all(|(a, b)| a == b);
    (1..=4).any(repeats) || COMMON.lines().filter(|l| !l.starts_with('#')).any(|l| l == lower)
}

/// Hashing failed: no memory, or no random numbers.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// argon2 gave up.
    #[error("the password could not be hashed: {0}")]
    Argon2(String),
    /// No salt.
    #[error(transparent)]
    Salt(#[from] KeyError),
}

/// Hashes without judging: for [`NewPassword`], and for the demo, whose password is public anyway.
pub(super) fn hash(text: &str) -> Result<String, HashError> {
    let fault = |e: &dyn std::fmt::Display| HashError::Argon2(e.to_string());
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|e| fault(&e))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = random_bytes::<16>()?;
    let hash: PasswordHash = argon2.hash_password_with_salt(text.as_bytes(), &salt).map_err(|e| fault(&e))?;
    Ok(hash.to_string())
}

/// Whether `text` is the password behind `stored`; without a stored hash "no", after the same work.
pub(super) fn matches(text: &str, stored: Option<&str>) -> bool {
    // A longer text than can have been set is cut, so that its length buys no extra work.
    let text: String = text.chars().take(MAX_CHARS + 1).collect();
    let right = PasswordHash::new(stored.unwrap_or(NOBODYS))
        .is_ok_and(|hash| Argon2::default().verify_password(text.as_bytes(), &hash).is_ok());
    right && stored.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(text: &str) -> Result<(), WeakPassword> {
        NewPassword::choose(text, "pat@example.org").map(|_| ())
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(choose("elevenchars"), Err(WeakPassword::Short));
        assert_eq!(choose("só onze ñã"), Err(WeakPassword::Short), "characters, not bytes");
        assert_eq!(choose("four calm green herons"), Ok(()));
        assert_eq!(choose(&"a calm heron ".repeat(9)), Ok(()), "117 characters");
        assert_eq!(choose(&"four calm green herons ".repeat(11)), Ok(()), "253 characters");
        assert_eq!(choose(&"four calm green herons ".repeat(12)), Err(WeakPassword::Long));
    }

    #[test]
    fn what_attackers_try_first_is_refused() {
        for bad in ["Password1234", "123456789012", "aaaaaaaaaaaa", "abcabcabcabc", "Qwertyuiop[]", "ketamine1234"] {
            assert_eq!(choose(bad), Err(WeakPassword::Common), "{bad}");
        }
        assert_eq!(choose("Pat@Example.org"), Err(WeakPassword::Email));
    }

    #[test]
    fn the_list_holds_only_what_is_long_enough_to_be_chosen() {
        for line in COMMON.lines().filter(|l| !l.starts_with('#')) {
            assert!(line.chars().count() >= MIN_CHARS && line == line.to_lowercase(), "{line}");
        }
    }

    #[test]
    fn a_password_matches_its_own_hash_alone() {
        let stored = hash("four calm green herons").expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{stored}");
        assert_ne!(stored, hash("four calm green herons").expect("hashes"), "each has its own salt");
        assert!(matches("four calm green herons", Some(&stored)));
        assert!(!matches("Four calm green herons", Some(&stored)));
        assert!(!matches("four calm green herons", None));
        assert!(!matches("", Some("damaged")));
    }

    #[test]
    fn an_unknown_account_costs_as_much_as_a_known_one() {
        let params = |phc: &str| phc.split('$').nth(3).map(str::to_string);
        assert_eq!(params(NOBODYS), params(&hash("x").expect("hashes")));
        assert!(PasswordHash::new(NOBODYS).is_ok(), "it is worked through, not refused at once");
    }
}
