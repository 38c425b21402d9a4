//! What invented people say (`data/demo/comments.toml`), and what became of it.

use std::sync::OnceLock;

use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;

use crate::db::comments::{self, Comment};
use crate::domain::comment::{Refusal, Subject};
use crate::domain::report::Language;
use crate::keys::token_hash;
use crate::pipeline::Desk;
use crate::pipeline::comment::{self, CommentError, Words, Written};
use crate::pipeline::review::Reviewer;

/// A person reads a comment so long after it came.
const READ_AFTER: Duration = Duration::hours(30);

/// What became of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody has decided yet.
    Waiting,
    /// Everybody may read it.
    Published,
    /// The provider's one answer stands under it, too.
    Answered,
    /// Its writer took it back.
    Withdrawn,
    /// It broke a rule.
    Refused(Refusal),
}

/// One comment.
#[derive(Debug)]
pub struct Voice {
    /// A slug of the guide; `None` for a provider.
    pub topic: Option<String>,
    /// When it came.
    pub written_at: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
    words: Words,
    language: Language,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    comment: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    about: String,
    days: i64,
    name: Option<String>,
    #[serde(default = "english")]
    language: Language,
    fate: String,
    text: String,
}

fn english() -> Language {
    Language::En
}

/// All of them, as of a moment.
pub fn voices(now: DateTime<Utc>) -> Vec<Voice> {
    static FILE: OnceLock<File> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        toml::from_str(include_str!("../../data/demo/comments.toml"))
            .expect("the comments are part of the program, and a test reads them")
    });
    file.comment.iter().map(|row| Voice::of(row, now)).collect()
}

impl Voice {
    fn of(row: &Row, now: DateTime<Utc>) -> Voice {
        let fate = match row.fate.as_str() {
            "waiting" => Fate::Waiting,
            "published" => Fate::Published,
            "answered" => Fate::Answered,
            "withdrawn" => Fate::Withdrawn,
            rule => Fate::Refused(rule.parse().expect("a fate of data/demo/comments.toml is a word or a rule")),
        };
        Voice {
            topic: (row.about != "provider").then(|| row.about.clone()),
            written_at: now - Duration::days(row.days),
            fate,
            words: Words { text: row.text.trim().to_string(), name: row.name.clone() },
            language: row.language,
        }
    }

    /// When a person decided on it; `None` while it waits.
    pub fn decided_at(&self) -> Option<DateTime<Utc>> {
        (self.fate != Fate::Waiting).then(|| self.written_at + READ_AFTER)
    }

    /// Somebody sends it; `number` tells it from the others.
    pub fn write(&self, desk: &Desk, number: usize, subject: Subject) -> Result<(), CommentError> {
        let (words, language) = (self.words.clone(), self.language);
        comment::send(desk, &Written { subject, words, language, form: form(number) }).map(drop)
    }

    /// Somebody decides on it.
    pub fn decide(&self, desk: &Desk, number: usize, reviewer: &Reviewer) -> Result<(), CommentError> {
        let Comment { id, version, .. } = stored(desk, number)?;
        match self.fate {
            Fate::Waiting => Ok(()),
            Fate::Refused(rule) => comment::refuse(desk, reviewer, &id, version, rule),
            Fate::Published => comment::publish(desk, reviewer, &id, version),
            Fate::Answered => {
                comment::publish(desk, reviewer, &id, version)?;
                comment::answer(desk, reviewer, &id, version + 1, true)
            }
            Fate::Withdrawn => comment::take_back(desk, &id),
        }
    }
}

fn form(number: usize) -> String {
    format!("demo comment {number}")
}

fn stored(desk: &Desk, number: usize) -> Result<Comment, CommentError> {
    let digest = token_hash(&form(number));
    desk.db.read(|conn| comments::by_form(conn, &digest))?.ok_or(CommentError::Stale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::guide::Guide;

    #[test]
    fn every_invented_comment_is_of_a_page_that_is_there_and_one_sounds_like_a_crisis() {
        let all = voices(DateTime::UNIX_EPOCH);
        for voice in &all {
            assert!(voice.topic.as_ref().is_none_or(|slug| Guide::get().entry(slug).is_some()), "{voice:?}");
        }
        assert!(all.iter().any(|v| v.fate == Fate::Waiting && comment::speaks_of_crisis(&v.words.text)));
    }
}
