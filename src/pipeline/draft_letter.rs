//! The mail with the way back to a listing that is being written. Its subject names no provider: lists of mail are seen over
//! shoulders.

use fluent_bundle::FluentArgs;

use super::mail_text::{ENGLISH, in_both, say};
use crate::domain::draft::KEPT_DAYS;

/// Subject line and text. `page` is the draft's whole private address.
pub(super) fn written(page: &str) -> (String, String) {
    let mut args = FluentArgs::new();
    args.set("page", page.to_string());
    args.set("days", KEPT_DAYS);
    (say(&ENGLISH, "draft-subject", &args), in_both(&["draft-text"], &args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mail_says_in_both_languages_where_to_go_on_and_for_how_long() {
        let (subject, text) = written("https://example.org/list/x?key=k");
        assert!(!subject.is_empty() && !text.contains("{ $"), "{text}");
        let (english, spanish) = text.split_once("\n\n----\n\n").expect("two languages");
        for part in [english, spanish] {
            assert!(part.contains("https://example.org/list/x?key=k") && part.contains("30"), "{part}");
        }
    }
}
