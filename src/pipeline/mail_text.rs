//! The words of mails. Which language a provider reads is not known, so that a mail says it in both; who reported a problem is
//! answered in the language that they wrote in.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};

use crate::config::PublicUrl;
use crate::domain::report::{Language, ReportOutcome};

/// The texts of one language.
pub(super) type Texts = FluentBundle<FluentResource>;

/// The subject line is in English alone: lists of mail are short.
pub(super) static ENGLISH: LazyLock<Texts> =
    LazyLock::new(|| read("en-US", include_str!("../../templates/locales/en-mail.ftl")));
static SPANISH: LazyLock<Texts> = LazyLock::new(|| read("es-US", include_str!("../../templates/locales/es-mail.ftl")));

/// Who writes, and how a person is reached.
const END: &str = "mail-end";

fn read(language: &str, text: &str) -> Texts {
    let mut texts = FluentBundle::new_concurrent(vec![language.parse().expect("a language")]);
    texts.set_use_isolating(false);
    let resource = FluentResource::try_new(text.to_string()).expect("built in, and a test reads it");
    texts.add_resource(resource).expect("no message twice, and a test reads it");
    texts
}

/// The texts of a language, and what stands before the path of its pages.
pub(super) fn texts_of(language: Language) -> (&'static Texts, &'static str) {
    match language {
        Language::En => (&ENGLISH, ""),
        Language::Es => (&SPANISH, "/es"),
    }
}

/// The same paragraphs in both languages, English above Spanish.
pub(super) fn in_both(keys: &[&str], args: &FluentArgs<'_>) -> String {
    in_both_by(keys, |texts, key| say(texts, key, args))
}

/// One text as a whole mail in one language: with what every mail ends in.
pub(super) fn in_one(texts: &Texts, key: &str, args: &FluentArgs<'_>) -> String {
    format!("{}\n\n{}\n", say(texts, key, args), say(texts, END, args))
}

/// The same where what is filled in differs between the languages, too.
pub(super) fn in_both_by(keys: &[&str], say: impl Fn(&Texts, &str) -> String) -> String {
    let [english, spanish] = [&ENGLISH, &SPANISH].map(|texts| {
        let paragraphs = std::iter::once(&"mail-other-language").chain(keys).chain([&END]).map(|key| say(texts, key));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    });
    format!("{english}\n\n----\n\n{spanish}\n")
}

/// One text, filled in.
pub(super) fn say(texts: &Texts, key: &str, args: &FluentArgs<'_>) -> String {
    let Some(pattern) = texts.get_message(key).and_then(|m| m.value()) else {
        tracing::error!(key, "a mail has no such text");
        return String::new();
    };
    let mut errors = Vec::new();
    let said = texts.format_pattern(pattern, Some(args), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(key, ?errors, "a text of a mail could not be filled in");
    }
    said
}

/// What is written to a provider about a submission or a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letter {
    /// It came in.
    Received,
    /// A change of a listing came in.
    ChangeReceived,
    /// It was approved.
    Published,
    /// A change of a listing was approved.
    ChangePublished,
    /// The same of a listing that is kept out of sight.
    ChangeAccepted,
    /// Something is needed first.
    ChangesAsked,
    /// Something is needed before a change of a listing counts.
    ChangeChangesAsked,
    /// It was rejected.
    NotPublished,
    /// A change of a listing was rejected.
    ChangeNotPublished,
    /// A person took the listing out of sight.
    Hidden,
    /// A person brought it back.
    ShownAgain,
    /// A reviewer wrote to the provider.
    Message,
    /// What was asked for did not come yet.
    Reminder,
}

/// What a letter fills in.
#[derive(Debug, Clone, Copy)]
pub(super) struct About<'a> {
    /// The provider's name.
    pub name: &'a str,
    /// The submission's reference.
    pub reference: &'a str,
    /// Where it is seen how things stand.
    pub status_url: &'a str,
    /// What a reviewer wrote to the provider, in the language that they wrote it in; may be empty.
    pub words: &'a str,
    /// A document that is asked for.
    pub paper: Option<Paper<'a>>,
}

/// A document that a letter asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paper<'a> {
    /// Which; may be empty.
    pub what: &'a str,
    /// Where it is added.
    pub url: &'a str,
}

impl Letter {
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Letter::Received => ("received-subject", "received-text"),
            Letter::Reminder => ("reminder-subject", "reminder-text"),
            Letter::ChangeReceived => ("change-received-subject", "change-received-text"),
            Letter::Published => ("published-subject", "published-text"),
            Letter::ChangePublished => ("change-published-subject", "change-published-text"),
            Letter::ChangeAccepted => ("change-accepted-subject", "change-accepted-text"),
            Letter::ChangeChangesAsked => ("change-changes-subject", "change-changes-text"),
            Letter::ChangeNotPublished => ("change-rejected-subject", "change-rejected-text"),
            Letter::ChangesAsked => ("changes-subject", "changes-text"),
            Letter::NotPublished => ("rejected-subject", "rejected-text"),
            Letter::Hidden => ("hidden-subject", "hidden-text"),
            Letter::ShownAgain => ("shown-subject", "shown-text"),
            Letter::Message => ("message-subject", "message-text"),
        }
    }

    /// Subject line and text.
    pub fn written(self, about: About<'_>) -> (String, String) {
        let (subject, text) = self.keys();
        let mut args = FluentArgs::new();
        let fields = [
            ("name", about.name),
            ("reference", about.reference),
            ("status", about.status_url),
            ("words", about.words),
        ];
        let paper = about.paper.map(|paper| {
            args.set("paper", paper.what.to_string());
            args.set("documents", paper.url.to_string());
            if paper.what.is_empty() { "asked-document" } else { "asked-document-named" }
        });
        fields.into_iter().for_each(|(field, value)| args.set(field, value.to_string()));
        let end = if self == Letter::Received { "received-status" } else { "letter-end" };
        (
            say(&ENGLISH, subject, &args),
            in_both(&[Some(text), paper, Some(end)].into_iter().flatten().collect::<Vec<_>>(), &args),
        )
    }
}

/// The answer to somebody who reported a problem.
#[derive(Debug, Clone, Copy)]
pub(super) struct ReportLetter<'a> {
    /// The provider's name.
    pub name: &'a str,
    /// The report's reference.
    pub reference: &'a str,
    /// The report's page, without a language.
    pub path: &'a str,
    /// What came of it.
    pub outcome: ReportOutcome,
    /// What the reviewer wrote, in the language that they wrote it in.
    pub words: &'a str,
}

impl ReportLetter<'_> {
    /// Subject line and text. The subject names no provider: lists of mail are seen over shoulders.
    pub fn written(self, language: Language, public_url: &PublicUrl) -> (String, String) {
        let (texts, prefix) = texts_of(language);
        let mut args = FluentArgs::new();
        args.set("name", self.name.to_string());
        args.set("reference", self.reference.to_string());
        args.set("outcome", self.outcome.as_str());
        args.set("words", self.words.to_string());
        args.set("page", public_url.join(&format!("{prefix}{}", self.path)));
        (say(texts, "reported-about", &args), in_one(texts, "reported-text", &args))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Letter; 13] = [
        Letter::ChangeAccepted,
        Letter::Reminder,
        Letter::ChangeReceived,
        Letter::ChangePublished,
        Letter::ChangeChangesAsked,
        Letter::ChangeNotPublished,
        Letter::Received,
        Letter::Published,
        Letter::ChangesAsked,
        Letter::NotPublished,
        Letter::Hidden,
        Letter::ShownAgain,
        Letter::Message,
    ];

    fn about<'a>(words: &'a str) -> About<'a> {
        About {
            name: "Quiet Harbor Psychiatry",
            reference: "VS-7F3K-92QX",
            status_url: "https://example.org/status/VS-7F3K-92QX?key=k_-",
            words,
            paper: None,
        }
    }

    #[test]
    fn a_letter_that_asks_for_a_document_names_it_and_where_to_add_it() {
        for (what, said) in [("The lease", "The lease"), ("", "a document")] {
            let paper = Some(Paper { what, url: "https://example.org/status/VS-1/documents?key=k" });
            let (_, text) = Letter::ChangesAsked.written(About { paper, ..about("See below.") });
            assert_eq!(text.matches("https://example.org/status/VS-1/documents?key=k").count(), 2, "{text}");
            assert!(text.contains(said) && !text.contains("{ $"), "{text}");
        }
    }

    #[test]
    fn every_letter_says_in_both_languages_whom_it_is_about_and_where_things_stand() {
        for letter in ALL {
            let (subject, text) = letter.written(about("Send the { face } sheet."));
            assert!(subject.contains("VS-7F3K-92QX"), "{subject}");
            let (english, spanish) = text.split_once("\n\n----\n\n").expect("two languages");
            for part in [english, spanish] {
                for said in ["Quiet Harbor Psychiatry", "https://example.org/status/VS-7F3K-92QX?key=k_-"] {
                    assert!(part.contains(said), "{letter:?} {said}: {part}");
                }
            }
            assert!(english.contains("En español abajo") && spanish.contains("In English above"), "{text}");
            assert!(!text.contains("{ $") && !text.contains("\n\n\n"), "{text}");
        }
    }

    #[test]
    fn what_a_reviewer_wrote_is_in_both_halves_as_it_was_written() {
        let worded = [Letter::ChangesAsked, Letter::NotPublished, Letter::Hidden, Letter::ShownAgain];
        for letter in worded.into_iter().chain([Letter::ChangeChangesAsked, Letter::ChangeNotPublished]) {
            let (_, text) = letter.written(about("Send the { face } sheet.\nBoth sides."));
            assert_eq!(text.matches("Send the { face } sheet.\nBoth sides.").count(), 2, "{letter:?}: {text}");
        }
    }

    #[test]
    fn a_reporter_is_answered_in_their_own_language_and_the_subject_names_nobody() {
        let url: PublicUrl = "https://example.org".parse().expect("an address");
        for outcome in ReportOutcome::ALL {
            let letter = ReportLetter {
                name: "Quiet Harbor Psychiatry",
                reference: "VS-7F3K-92QX",
                path: "/reports/VS-7F3K-92QX?key=k_-",
                outcome: *outcome,
                words: "The { new } number is there.",
            };
            for (language, page, said) in [
                (Language::En, "https://example.org/reports/", "You told us"),
                (Language::Es, "https://example.org/es/reports/", "Usted nos"),
            ] {
                let (subject, text) = letter.written(language, &url);
                assert!(subject.contains("VS-7F3K-92QX") && !subject.contains("Harbor"), "{subject}");
                for part in ["Quiet Harbor Psychiatry", page, "?key=k_-", said, "The { new } number is there."] {
                    assert!(text.contains(part), "{part}: {text}");
                }
                assert!(!text.contains("{ $") && !text.contains("\n\n\n"), "{text}");
            }
        }
    }

    #[test]
    fn every_mail_says_who_writes_and_every_link_stands_on_a_line_of_its_own() {
        let url: PublicUrl = "https://example.org".parse().expect("an address");
        let (path, words) = ("/reports/VS-7F3K-92QX?key=k_-", "It is so.");
        let outcome = ReportOutcome::ALL[0];
        let report = ReportLetter { name: "Quiet Harbor Psychiatry", reference: "VS-7F3K-92QX", path, outcome, words };
        let reports = Language::ALL.iter().map(|language| report.written(*language, &url).1);
        for text in ALL.map(|letter| letter.written(about(words)).1).into_iter().chain(reports) {
            assert!(text.contains("answer this message.") || text.contains("responda a este mensaje."), "{text}");
            assert!(text.contains("vouchsafe, "), "{text}");
            for line in text.lines().filter(|line| line.contains("https://")) {
                assert!(line.starts_with("https://") && !line.contains(' '), "{line}");
            }
        }
    }

    #[test]
    fn both_languages_have_the_same_texts() {
        let keys = |text: &str| -> Vec<String> {
            text.lines()
                .filter_map(|l| l.split_once(" ="))
                .map(|(k, _)| k.to_string())
                .filter(|k| !k.contains(' '))
                .collect()
        };
        let english = keys(include_str!("../../templates/locales/en-mail.ftl"));
        let spanish = keys(include_str!("../../templates/locales/es-mail.ftl"));
        // A subject line is English alone.
        let needed: Vec<&String> = english.iter().filter(|k| !k.ends_with("-subject")).collect();
        assert_eq!(needed, spanish.iter().collect::<Vec<_>>());
    }
}
