//! The mail with the link to somebody's own page. Its subject names no clinic: lists of mail are seen over shoulders.

use fluent_bundle::FluentArgs;

use crate::domain::own_word::LINK_DAYS;
use crate::pipeline::mail_text::{ENGLISH, in_both, say};

/// Subject line and text. `page` is the whole private address.
pub(super) fn written(clinic: &str, page: &str) -> (String, String) {
    let mut args = FluentArgs::new();
    args.set("clinic", clinic.to_string());
    args.set("page", page.to_string());
    args.set("days", LINK_DAYS);
    (say(&ENGLISH, "clinician-subject", &args), in_both(&["clinician-text"], &args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_in_both_languages_who_asks_and_where_to_answer() {
        let (subject, text) = written("Quiet Harbor", "https://example.org/portal/clinician/x?key=k");
        assert!(!subject.contains("Harbor") && !text.contains("{ $"), "{subject} {text}");
        let (english, spanish) = text.split_once("\n\n----\n\n").expect("two languages");
        for part in [english, spanish] {
            for said in ["Quiet Harbor", "https://example.org/portal/clinician/x?key=k", "60"] {
                assert!(part.contains(said), "{said}: {part}");
            }
        }
    }
}
