//! Letters to those who look after a listing, in both languages. No subject names a provider: lists of mail are seen over
//! shoulders.

use fluent_bundle::FluentArgs;

use super::mail_text::{ENGLISH, in_both, say};

/// What is written, and what it fills in. Addresses are whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ManagerLetter<'a> {
    /// The way in, for ten minutes.
    Link {
        /// The page with the button.
        page: &'a str,
        /// As it is typed, such as `7F3K-92QX`.
        code: &'a str,
    },
    /// To whom is invited.
    Invited {
        /// Whose invitation it is.
        by: &'a str,
        /// The provider's name.
        name: &'a str,
        /// Where to sign in.
        page: &'a str,
    },
    /// To everybody else there.
    Added {
        /// Who invited.
        by: &'a str,
        /// Whom.
        who: &'a str,
        /// The provider's name.
        name: &'a str,
        /// The list of who looks after it.
        page: &'a str,
    },
    /// To everybody there, and to who was taken off.
    Removed {
        /// Who did it.
        by: &'a str,
        /// Whom.
        who: &'a str,
        /// The provider's name.
        name: &'a str,
    },
    /// To everybody there: what was public at once was put back.
    PutBack {
        /// The provider's name.
        name: &'a str,
        /// What staff wrote.
        reason: &'a str,
        /// Where it is changed.
        page: &'a str,
    },
}

impl ManagerLetter<'_> {
    /// Subject line and text.
    pub fn written(self) -> (String, String) {
        let (subject, text, fields): (_, _, &[(&str, &str)]) = match self {
            ManagerLetter::Link { page, code } => {
                ("manager-link-subject", "manager-link-text", &[("page", page), ("code", code)])
            }
            ManagerLetter::Invited { by, name, page } => {
                ("manager-invited-subject", "manager-invited-text", &[("by", by), ("name", name), ("page", page)])
            }
            ManagerLetter::Added { by, who, name, page } => (
                "manager-added-subject",
                "manager-added-text",
                &[("by", by), ("who", who), ("name", name), ("page", page)],
            ),
            ManagerLetter::Removed { by, who, name } => {
                ("manager-removed-subject", "manager-removed-text", &[("by", by), ("who", who), ("name", name)])
            }
            ManagerLetter::PutBack { name, reason, page } => (
                "manager-put-back-subject",
                "manager-put-back-text",
                &[("name", name), ("reason", reason), ("page", page)],
            ),
        };
        let mut args = FluentArgs::new();
        fields.iter().for_each(|(field, value)| args.set(*field, value.to_string()));
        (say(&ENGLISH, subject, &args), in_both(&[text], &args))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_says_everything_in_both_languages_and_its_subject_names_nobody() {
        let (by, who, name, page) =
            ("ana@example.org", "ben@example.org", "Quiet Harbor", "https://example.org/portal");
        for (letter, said) in [
            (ManagerLetter::Link { page, code: "7F3K-92QX" }, &[page, "7F3K-92QX", "10 min"][..]),
            (ManagerLetter::Invited { by, name, page }, &[by, name, page, "14 d"]),
            (ManagerLetter::Added { by, who, name, page }, &[by, who, name, page]),
            (ManagerLetter::Removed { by, who, name }, &[by, who, name]),
            (
                ManagerLetter::PutBack { name, reason: "It says two prices.", page },
                &[name, "It says two prices.", page],
            ),
        ] {
            let (subject, text) = letter.written();
            assert!(!subject.is_empty() && !subject.contains("Harbor") && !subject.contains('@'), "{subject}");
            let (english, spanish) = text.split_once("\n\n----\n\n").expect("two languages");
            for part in [english, spanish] {
                said.iter().for_each(|s| assert!(part.contains(s), "{s}: {part}"));
            }
            assert!(!text.contains("{ $"), "{text}");
        }
    }
}
