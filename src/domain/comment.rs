//! What patients and readers write for others to read, and the rules by which a person decides on it.
//!
//! The policy is published at `/about/comments`: the same rules for praise and for criticism, and the refusals counted by
//! rule.

use super::words::wire_words;

/// The longest comment, in characters.
pub const LONGEST_COMMENT: usize = 3_000;
/// The longest name, in characters: an initial or another name, not a full one.
pub const LONGEST_NAME: usize = 40;
/// A person reads a comment within so many business days.
pub const READ_WITHIN: u32 = 5;
/// The words of a refused comment are kept so many days, for its writer to ask and for us to answer; then they are erased.
pub const REFUSED_KEPT_DAYS: i64 = 30;

/// What a comment is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A provider, by the id of its organization.
    Provider(String),
    /// A page of the guide, by its slug.
    Topic(String),
}

wire_words! {
    /// Where a comment stands.
    CommentState {
        /// Nobody has decided yet; only staff see it.
        Waiting => "waiting",
        /// Everybody may read it.
        Published => "published",
        /// A person decided against it, or took it down again.
        Refused => "refused",
        /// Its writer took it back; the words are gone.
        Withdrawn => "withdrawn",
    }
}

wire_words! {
    /// The rules of the published policy. A comment is refused for one of these and for nothing else; that somebody is
    /// unhappy with a provider, or happy, is none of them.
    Refusal {
        /// It lets a patient, or another private person, be recognised.
        NamesSomeone => "names_someone",
        /// It is not about this provider or this page, or not the writer's own experience.
        NotAbout => "not_about",
        /// It threatens, insults or humiliates.
        Abuse => "abuse",
        /// It sells something, or was written for pay, by the provider or by a competitor.
        Advertising => "advertising",
        /// It tells others doses, where to get drugs, or how to use them without a clinician.
        UnsafeAdvice => "unsafe_advice",
        /// The same words were sent before.
        Repeated => "repeated",
    }
}

/// Whether a text holds an e-mail address, a web address or a phone number, which nobody should publish about
/// themselves here.
pub fn has_contact(text: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.to_lowercase();
        let mail =
            word.split_once('@').is_some_and(|(who, at)| !who.is_empty() && at.trim_end_matches('.').contains('.'));
        mail || word.contains("://") || word.contains("www.")
    };
    text.split_whitespace().any(is_address) || has_phone(text)
}

/// Ten digits that nothing but the marks of a phone number parts, or three and four with a hyphen between.
fn has_phone(text: &str) -> bool {
    const TEN: usize = 10;
    let runs = text.split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '+')));
    runs.into_iter().any(|run| {
        let digits = run.chars().filter(char::is_ascii_digit).count();
        let mut parts = run.trim().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let is_local = run.contains('-')
            && parts.next().is_some_and(|p| p.len() == 3)
            && parts.next().is_some_and(|p| p.len() == 4);
        digits >= TEN || is_local
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_or_a_phone_number_is_seen_and_a_price_or_a_year_is_not() {
        for seen in [
            "write to me: ann.b@example.org.",
            "see https://example.org",
            "WWW.example.org has it",
            "call (503) 555-0142",
            "503.555.0142",
            "+1 503 555 0142!",
            "their new number is 555-0142",
        ] {
            assert!(has_contact(seen), "{seen}");
        }
        for plain in [
            "six sessions, $2,700 in 2024-2025",
            "from 9-5, 3 times in 2 weeks",
            "half @ the time",
            "I paid 450, then 450, then 1200",
            "0.5 mg/kg over 40 minutes",
            "",
        ] {
            assert!(!has_contact(plain), "{plain}");
        }
    }
}
