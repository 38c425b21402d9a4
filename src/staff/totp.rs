//! The second factor: six digits from a shared secret and the time (RFC 6238).

use chrono::{DateTime, Utc};
use qrcodegen::{QrCode as Code, QrCodeEcc};
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Totp};

use crate::keys::{KeyError, Keys, Purpose, random_bytes};

/// What authenticator apps show beside the account.
const ISSUER: &str = "vouchsafe";

/// A secret of 160 bits, as RFC 4226 recommends.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 20]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A QR code as one SVG path: a square of `size` units, one unit a module, quiet zone included.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QrCode {
    /// Side length in modules.
    pub size: usize,
    /// The `d` of an SVG `path` that fills every dark module.
    pub path: String,
}

/// Light modules around the code (ISO/IEC 18004 asks for four).
const QUIET: i32 = 4;

impl Secret {
    /// A random one.
    pub fn new() -> Result<Self, KeyError> {
        Ok(Secret(random_bytes()?))
    }

    /// A known one: for the demo and for tests.
    pub fn from_bytes(bytes: [u8; 20]) -> Self {
        Secret(bytes)
    }

    /// The one that belongs to an unused link: derived, so that looking at the link's page changes nothing.
    pub(super) fn of_link(keys: &Keys, staff_id: &str, nonce: &str) -> Self {
        let signature = keys.sign(Purpose::Totp, format!("enroll|{staff_id}|{nonce}").as_bytes());
        let mut bytes = [0; 20];
        bytes.copy_from_slice(&Sha256::digest(signature.as_bytes())[..20]);
        Secret(bytes)
    }

    /// Encrypted for the row of `staff_id`.
    pub(super) fn seal(&self, keys: &Keys, staff_id: &str) -> Result<String, KeyError> {
        keys.seal(Purpose::Totp, staff_id, &self.0)
    }

    /// Opens what [`Secret::seal`] made.
    pub(super) fn unseal(keys: &Keys, staff_id: &str, sealed: &str) -> Result<Self, KeyError> {
        let bytes = keys.unseal(Purpose::Totp, staff_id, sealed)?;
        bytes.try_into().map(Secret).map_err(|_| KeyError::DoesNotOpen { expected: keys.id().to_string() })
    }

    fn totp(&self, email: &str) -> Totp {
        Builder::new()
            .with_secret(totp_rs::Secret::new_stack(self.0))
            .with_account_name(email)
            .with_issuer(Some(ISSUER))
            .build_noncompliant()
    }

    /// The code at a moment.
    pub fn code(&self, at: DateTime<Utc>) -> String {
        self.totp("").generate(seconds(at)).to_string()
    }

    /// The 30-second step that `code` belongs to, if it is right now, just was or will be next (clocks differ).
    /// Spaces are ignored: apps show the digits in two groups.
    pub(super) fn step_of(&self, code: &str, at: DateTime<Utc>) -> Option<i64> {
        let digits: String = code.chars().filter(|c| !c.is_whitespace()).take(7).collect();
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.totp("").check(&digits, seconds(at)).and_then(|step| i64::try_from(step).ok())
    }

    /// In groups of four, to be typed by hand.
    pub fn as_text(&self) -> String {
        let text = data_encoding::BASE32_NOPAD.encode(&self.0);
        text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ")
    }

    /// The `otpauth:` address that an app reads.
    pub fn address(&self, email: &str) -> String {
        self.totp(email).to_url().unwrap_or_default()
    }

    /// That address as a QR code; `None` when it is too long for one.
    pub fn qr(&self, email: &str) -> Option<QrCode> {
        let code = Code::encode_text(&self.address(email), QrCodeEcc::Medium).ok()?;
        let mut path = String::new();
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).count() as i32;
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET));
                }
                x += run + 1;
            }
        }
        Some(QrCode { size: (code.size() + 2 * QUIET) as usize, path })
    }
}

fn seconds(at: DateTime<Utc>) -> u64 {
    u64::try_from(at.timestamp()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).expect("a time")
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the SHA-1 secret "12345678901234567890"; the last six of its eight digits.
        let secret = Secret(*b"12345678901234567890");
        for (time, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(secret.code(at(time)), code);
        }
    }

    #[test]
    fn a_code_belongs_to_one_step_and_lives_a_step_before_and_after() {
        let secret = Secret([9; 20]);
        let code = secret.code(at(3_000));
        for (time, step) in [(2_969, None), (2_970, Some(100)), (3_000, Some(100)), (3_059, Some(100)), (3_060, None)] {
            assert_eq!(secret.step_of(&code, at(time)), step, "{time}");
        }
        assert_eq!(secret.step_of(&format!("{} {}", &code[..3], &code[3..]), at(3_000)), Some(100));
        for bad in ["", "12345", "1234567", "abcdef", "１２３４５６"] {
            assert_eq!(secret.step_of(bad, at(3_000)), None, "{bad}");
        }
    }

    #[test]
    fn a_links_secret_is_its_own_and_always_the_same() {
        let keys = Keys::from_bytes([7; 32]);
        let secret = Secret::of_link(&keys, "a", "n");
        assert_eq!(secret, Secret::of_link(&keys, "a", "n"));
        assert_ne!(secret, Secret::of_link(&keys, "a", "m"));
        assert_ne!(secret, Secret::of_link(&keys, "b", "n"));
        let sealed = secret.seal(&keys, "a").expect("seals");
        assert_eq!(Secret::unseal(&keys, "a", &sealed).expect("opens"), secret);
        assert!(Secret::unseal(&keys, "b", &sealed).is_err());
    }

    #[test]
    fn the_qr_code_is_drawn_without_a_script_or_a_picture() {
        let secret = Secret([1; 20]);
        assert!(secret.address("pat@example.org").starts_with("otpauth://totp/vouchsafe:pat%40example.org?secret="));
        let qr = secret.qr("pat@example.org").expect("fits");
        assert!(qr.path.starts_with("M4 4h7v1h-7z"), "the first finder pattern");
        assert!(qr.path.chars().all(|c| c.is_ascii_digit() || "Mhvz -".contains(c)));
    }
}
