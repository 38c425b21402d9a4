//! The code in a mail, for whoever reads mail on one device and asked on another: eight letters and digits of Crockford's base
//! 32, 40 bits. Five tries at one in 10^12, for ten minutes.

use crate::keys::{KeyError, random_bytes};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS: usize = 8;

/// A new code, as it is stored and compared: without its hyphen.
pub(super) fn new() -> Result<String, KeyError> {
    let bits = u64::from_be_bytes(random_bytes::<8>()?);
    Ok((0..LETTERS).map(|i| char::from(ALPHABET[(bits >> (5 * i)) as usize & 31])).collect())
}

/// As it is shown: `7F3K-92QX`.
pub(super) fn shown(code: &str) -> String {
    let (first, second) = code.split_at(LETTERS / 2);
    format!("{first}-{second}")
}

/// What somebody typed: in any case, with blanks and hyphens anywhere, O for 0, I or L for 1. `None` where it is no code.
pub(super) fn typed(text: &str) -> Option<String> {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}'));
    let code: String = kept
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .take(LETTERS + 1)
        .collect();
    let is_code = code.len() == LETTERS && code.bytes().all(|b| ALPHABET.contains(&b));
    is_code.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = new().expect("random");
        assert_eq!(typed(&shown(&code)).as_deref(), Some(code.as_str()));
        for same in ["7f3k-92qx", " 7F3K 92QX ", "7F3K\u{2011}92QX", "7-F-3-K-9-2-Q-X"] {
            assert_eq!(typed(same).as_deref(), Some("7F3K92QX"), "{same}");
        }
        assert_eq!(typed("oIl0-0000").as_deref(), Some("01100000"));
        for none in ["", "7F3K-92Q", "7F3K-92QXX", "7F3K-92QU", "éééé-éééé"] {
            assert_eq!(typed(none), None, "{none}");
        }
    }
}
