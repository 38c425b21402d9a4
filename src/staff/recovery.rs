//! Recovery codes: what lets somebody in who has lost their authenticator. Sixteen letters and digits of RFC 4648's base 32, 80
//! random bits, so that a plain hash keeps them.

use data_encoding::BASE32_NOPAD;

use crate::keys::{KeyError, random_bytes, sha256_hex};

/// How many are made at once.
pub const RECOVERY_CODES: usize = 10;

const LETTERS: usize = 16;

/// New codes, as they are shown: `ABCD-EFGH-IJKL-MNOP`.
pub(super) fn new() -> Result<Vec<String>, KeyError> {
    (0..RECOVERY_CODES).map(|_| Ok(shown(&BASE32_NOPAD.encode(&random_bytes::<10>()?)))).collect()
}

fn shown(code: &str) -> String {
    code.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join("-")
}

/// How what somebody typed is stored: in any case, with blanks and hyphens anywhere, digits that the alphabet lacks read as the letters
/// they look like. `None` where it cannot be a recovery code.
pub(super) fn digest(typed: &str) -> Option<String> {
    let kept = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    let code: String = kept
        .map(|c| match c.to_ascii_uppercase() {
            '0' => 'O',
            '1' => 'I',
            '8' => 'B',
            c => c,
        })
        .take(LETTERS + 1)
        .collect();
    let is_code = code.len() == LETTERS && code.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b));
    is_code.then(|| sha256_hex(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_codes_of_eighty_bits_that_can_be_typed_as_they_are_read() {
        let codes = new().expect("random bytes");
        let different: std::collections::BTreeSet<_> = codes.iter().map(|code| digest(code).expect("a code")).collect();
        assert_eq!((codes.len(), different.len()), (10, 10));
        assert!(codes.iter().all(|code| code.len() == 19), "{codes:?}");
        let as_printed = digest("ABCD-EFGH-IJKL-MNOP");
        for typed in ["abcdefghijklmnop", " ABCD EFGH 1JKL MN0P ", "A8CD\u{2013}EFGH-IJKL-MNOP"] {
            assert_eq!(digest(typed), as_printed, "{typed}");
        }
        for other in
            ["", "123456", "ABCD-EFGH-IJKL-MNO", "ABCD-EFGH-IJKL-MNOPQ", "ABCD-EFGH-IJKL-MNO9", "ÄBCD-EFGH-IJKL-MNOP"]
        {
            assert_eq!(digest(other), None, "{other}");
        }
    }
}
