//! Texts with holes: what stays the same is made once, what changes is filled in each time.

use sha2::{Digest, Sha256};

/// Stand around a hole's number in the text that a pattern is read from. Of the private use area: no language writes with them.
const OPEN: char = '\u{E000}';
const SHUT: char = '\u{E001}';

/// A text with holes, in one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    text: Box<str>,
    /// Where in the text, and which hole.
    holes: Box<[(u32, u16)]>,
    digest: [u8; 16],
}

/// What stands for a hole in the text that [`Pattern::read`] takes. No escaping changes it.
pub fn hole(number: u16) -> String {
    format!("{OPEN}{number}{SHUT}")
}

impl Pattern {
    /// Finds the holes in a text. `None` where they are not what [`hole`] writes: then somebody's words hold such a character.
    pub fn read(marked: &str) -> Option<Pattern> {
        let mut text = String::with_capacity(marked.len());
        let mut holes = Vec::new();
        let mut rest = marked;
        while let Some((before, after)) = rest.split_once(OPEN) {
            let (number, behind) = after.split_once(SHUT)?;
            text.push_str(before);
            holes.push((u32::try_from(text.len()).ok()?, number.parse().ok()?));
            rest = behind;
        }
        text.push_str(rest);
        (!text.contains(SHUT)).then(|| Pattern::of(text, holes))
    }

    fn of(text: String, holes: Vec<(u32, u16)>) -> Pattern {
        let mut sum = Sha256::new_with_prefix(&text);
        for (at, number) in &holes {
            sum.update(at.to_le_bytes());
            sum.update(number.to_le_bytes());
        }
        let sum = sum.finalize();
        Pattern { digest: std::array::from_fn(|n| sum[n]), text: text.into(), holes: holes.into() }
    }

    /// A text with one hole, number 0, in place of the bytes from `start` to `end`. `None` where these are no bounds in it.
    pub fn around(text: &str, start: usize, end: usize) -> Option<Pattern> {
        let (before, behind) = (text.get(..start)?, text.get(end..)?);
        let hole = (u32::try_from(start).ok()?, 0);
        Some(Pattern::of([before, behind].concat(), vec![hole]))
    }

    /// Stands for the text and its holes where a digest is made of what they are filled to: half of their SHA-256.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// The holes' numbers, in the order of the text.
    pub fn holes(&self) -> impl Iterator<Item = u16> {
        self.holes.iter().map(|(_, number)| *number)
    }

    /// Bytes without the holes.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// No text at all.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Appends the text to `out`; `put` writes what belongs into a hole.
    pub fn fill(&self, out: &mut String, mut put: impl FnMut(u16, &mut String)) {
        let mut from = 0;
        for (at, number) in &self.holes {
            let at = *at as usize;
            out.push_str(&self.text[from..at]);
            put(*number, out);
            from = at;
        }
        out.push_str(&self.text[from..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(pattern: &Pattern) -> String {
        let mut out = String::new();
        pattern.fill(&mut out, |number, out| out.push_str(&format!("<{number}>")));
        out
    }

    #[test]
    fn holes_are_filled_wherever_and_as_often_as_they_stand() {
        let pattern = Pattern::read(&format!("{}a{}{}é{}", hole(2), hole(0), hole(10), hole(2))).expect("a pattern");
        assert_eq!(filled(&pattern), "<2>a<0><10>é<2>");
        assert_eq!(pattern.holes().collect::<Vec<_>>(), [2, 0, 10, 2]);
        assert_eq!(filled(&Pattern::read("no hole").expect("a pattern")), "no hole");
        assert_eq!(filled(&Pattern::around("{\"a\":null}", 5, 9).expect("a pattern")), "{\"a\":<0>}");
    }

    #[test]
    fn another_text_and_other_holes_have_another_digest() {
        let texts = ["ab".to_string(), format!("a{}b", hole(0)), format!("a{}b", hole(1)), format!("{}ab", hole(0))];
        let digests: std::collections::HashSet<Vec<u8>> =
            texts.iter().map(|text| Pattern::read(text).expect("a pattern").digest().to_vec()).collect();
        assert_eq!(digests.len(), texts.len());
    }

    #[test]
    fn words_that_hold_half_a_hole_make_no_pattern() {
        for words in ["\u{E000}", "\u{E001}", "\u{E000}x\u{E001}", "\u{E000}70000\u{E001}", "\u{E001}0\u{E000}"] {
            assert_eq!(Pattern::read(&format!("{words}{}", hole(0))), None, "{words:?}");
        }
        assert_eq!(Pattern::around("é", 1, 2), None);
    }
}
