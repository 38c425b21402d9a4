//! A mail, and the message that it becomes: the same bytes at every try.

use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Message;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, SinglePart};

use super::relay::BadMailSetting;

/// Who our mail is from, as `--mail-from` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// The domain of the address: how we greet a server, and where our message ids are from.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }

    pub(super) fn address(&self) -> &lettre::Address {
        &self.0.email
    }
}

impl FromStr for Sender {
    type Err = BadMailSetting;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let fault = |why: &str| BadMailSetting::Sender { got: s.chars().take(200).collect(), why: why.to_string() };
        let mailbox: Mailbox = s.trim().parse().map_err(|_| fault("it is no address"))?;
        // It stands in commands and message ids, which not every server takes in other letters.
        if !mailbox.email.to_string().is_ascii() || mailbox.email.domain().starts_with('[') {
            return Err(fault("its address must be of ASCII letters and end in a domain"));
        }
        Ok(Sender(mailbox))
    }
}

/// One mail to one person.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// The mail's UUID.
    pub id: &'a str,
    /// Address.
    pub to: &'a str,
    /// Subject line.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// As Content-Language says it, such as `en, es`.
    pub languages: &'a str,
    /// When it was written.
    pub written_at: DateTime<Utc>,
}

/// A letter that can be handed over.
pub(super) struct Ready {
    pub to: lettre::Address,
    pub bytes: Vec<u8>,
}

impl Letter<'_> {
    /// The message. Everything in it comes from the letter, so that a repeated try repeats it byte for byte and a receiver can tell
    /// by its Message-ID.
    ///
    /// # Errors
    /// The address is none.
    pub(super) fn ready(&self, from: &Sender) -> Result<Ready, String> {
        let to: lettre::Address = self.to.parse().map_err(|e| format!("no address that mail can go to: {e}"))?;
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(self.body.to_string());
        let message = Message::builder()
            .from(from.0.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(in_one_line(self.subject))
            .message_id(Some(format!("<{}@{}>", self.id, from.domain())))
            .date(SystemTime::from(self.written_at))
            // RFC 3834: no absence note answers it.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", &in_one_line(self.languages)))
            .singlepart(text)
            .map_err(|e| format!("no message can be made of it: {e}"))?;
        Ok(Ready { to, bytes: message.formatted() })
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_string())
}

/// A line break in a header's value would begin another header.
pub(super) fn in_one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter() -> Letter<'static> {
        Letter {
            id: "0193a6b0-0000-7000-8000-000000000001",
            to: "ana@example.org",
            subject: "We have your listing (VS-7F3K-92QX)",
            body: "Hello.\n.\nAdiós, señora.\n",
            languages: "en, es",
            written_at: "2026-11-23T12:00:00Z".parse().expect("a time"),
        }
    }

    fn message(letter: &Letter<'_>) -> String {
        let from: Sender = "A Directory <directory@example.com>".parse().expect("an address");
        String::from_utf8(letter.ready(&from).expect("a message").bytes).expect("ASCII")
    }

    /// The names of the headers, in order.
    fn names(message: &str) -> Vec<&str> {
        let (head, _) = message.split_once("\r\n\r\n").expect("head and text");
        head.split("\r\n").filter(|l| !l.starts_with([' ', '\t'])).filter_map(|l| Some(l.split_once(':')?.0)).collect()
    }

    #[test]
    fn a_message_says_who_wrote_it_when_and_that_no_person_did() {
        let message = message(&letter());
        for line in [
            "From: \"A Directory\" <directory@example.com>",
            "To: ana@example.org",
            "Subject: We have your listing (VS-7F3K-92QX)",
            "Message-ID: <0193a6b0-0000-7000-8000-000000000001@example.com>",
            "Date: Mon, 23 Nov 2026 12:00:00 +0000",
            "Auto-Submitted: auto-generated",
            "Content-Language: en, es",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "MIME-Version: 1.0",
        ] {
            assert!(message.split("\r\n").any(|l| l == line), "{line}: {message}");
        }
        assert!(message.is_ascii() && message.contains("Adi=C3=B3s, se=C3=B1ora."), "{message}");
    }

    #[test]
    fn every_try_has_the_same_bytes() {
        assert_eq!(message(&letter()), message(&letter()));
    }

    #[test]
    fn nothing_that_somebody_typed_becomes_a_header() {
        let plain = names(&message(&letter())).len();
        for evil in [
            "Hello\r\nBcc: everybody@example.net",
            "Hello\nBcc: everybody@example.net\n\nText",
            "Hello\rBcc: everybody@example.net",
            "Ho\u{f1}a\r\n Bcc: everybody@example.net",
            "=?utf-8?q?Hello=0D=0ABcc:_everybody@example.net?=",
        ] {
            let text = message(&Letter { subject: evil, body: evil, languages: evil, ..letter() });
            let found = names(&text);
            assert_eq!(found.len(), plain, "{evil:?}: {text}");
            assert!(!found.contains(&"Bcc"), "{text}");
        }
    }

    #[test]
    fn an_address_that_is_none_or_several_is_no_recipient() {
        let from: Sender = "directory@example.com".parse().expect("an address");
        for evil in
            ["", "ana", "ana@example.org\r\nBcc: b@example.net", "a@example.org, b@example.org", "a@example.org> b"]
        {
            assert!(Letter { to: evil, ..letter() }.ready(&from).is_err(), "{evil:?}");
        }
    }

    #[test]
    fn a_sender_is_one_address_with_a_domain() {
        for bad in ["", "directory", "a@b@c", "x\r\nBcc: a@example.org", "dir@[127.0.0.1]", "señora@example.org"] {
            let error = bad.parse::<Sender>().expect_err(bad).to_string();
            assert!(error.contains("--mail-from"), "{error}");
        }
    }
}
