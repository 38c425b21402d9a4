//! What is mailed: the answer to whoever asked, in their language, and word to those who look after the listing, in both.

use chrono::{DateTime, Utc};
use fluent_bundle::FluentArgs;

use crate::db::listing_requests::ListingRequest;
use crate::db::{Conn, DbError, mails};
use crate::domain::listing_request::RequestState;
use crate::pipeline::Desk;
use crate::pipeline::mail_text::{ENGLISH, in_both, in_one, say, texts_of};

use super::{Words, path};

/// Mails the answer, where there is an address. Answers whether there was one. `state`: what was decided; `reason`: why it was
/// declined, in the words of whoever did.
pub(super) fn answer(
    conn: &mut Conn,
    desk: &Desk,
    request: &ListingRequest,
    (name, state, reason): (&str, RequestState, &str),
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let Some(to) = Words::of(&desk.keys, request).and_then(|words| words.email) else { return Ok(false) };
    let (texts, prefix) = texts_of(request.language);
    let mut args = FluentArgs::new();
    args.set("name", name.to_string());
    args.set("reference", request.reference.clone());
    args.set("words", reason.to_string());
    args.set("page", desk.public_url.join(&format!("{prefix}{}", path(&desk.keys, &request.reference))));
    args.set("portal", desk.public_url.join("/portal/sign-in"));
    let text = in_one(texts, &format!("asked-{}-{state}", request.kind), &args);
    mails::put_in(conn, request.language.as_str(), &to, &say(texts, "asked-about", &args), &text, now)?;
    Ok(true)
}

/// Tells somebody who looks after a listing: `what` is `claimed` or `removed`. Names nobody who asked.
pub(super) fn tell(
    conn: &mut Conn,
    desk: &Desk,
    to: &str,
    (what, name, organization_id): (&str, &str, &str),
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut args = FluentArgs::new();
    args.set("name", name.to_string());
    args.set("page", desk.public_url.join(&format!("/portal/managers/{organization_id}")));
    let (subject, text) =
        (say(&ENGLISH, &format!("{what}-subject"), &args), in_both(&[&format!("{what}-text")], &args));
    mails::put(conn, to, &subject, &text, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::listing_request::RequestKind;
    use crate::domain::report::Language;

    #[test]
    fn each_answer_says_whom_it_is_about_and_where_it_stands_in_both_languages() {
        let mut args = FluentArgs::new();
        let said = [
            ("name", "Quiet Harbor"),
            ("reference", "VS-1"),
            ("words", "Because."),
            ("page", "https://a.org/p"),
            ("portal", "https://a.org/in"),
        ];
        said.into_iter().for_each(|(key, value)| args.set(key, value));
        for language in Language::ALL {
            let (texts, _) = texts_of(*language);
            assert!(say(texts, "asked-about", &args).contains("VS-1"));
            for kind in RequestKind::ALL {
                for state in [RequestState::Granted, RequestState::Declined] {
                    let text = say(texts, &format!("asked-{kind}-{state}"), &args);
                    let own = if state == RequestState::Declined { "Because." } else { "" };
                    assert!(
                        text.contains("Quiet Harbor") && text.contains("https://a.org/p") && text.contains(own),
                        "{text}"
                    );
                    let signs_in = *kind == RequestKind::Claim && state == RequestState::Granted;
                    assert_eq!(text.contains("https://a.org/in"), signs_in, "{text}");
                }
            }
        }
        for what in ["claimed", "removed"] {
            assert!(!say(&ENGLISH, &format!("{what}-subject"), &args).is_empty());
            assert_eq!(in_both(&[&format!("{what}-text")], &args).matches("Quiet Harbor").count(), 2, "{what}");
        }
    }
}
