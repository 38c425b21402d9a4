//! What a question of the listing form is: how it is asked, where its answer goes, and when it is asked at all.

use crate::domain::credential::CredentialKind;
use crate::domain::schedule::Day;

/// One question. Its label and hint are texts: `field-{name}`, `field-{name}-hint`.
#[derive(Debug)]
pub struct Question {
    /// Of the form's field; its text keys end in it.
    pub name: &'static str,
    /// How it is asked.
    pub kind: Kind,
    /// Where its answer goes.
    pub to: To,
    /// When it is asked.
    pub when: When,
}

/// How a question is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// One line; the words are `type`, `autocomplete` and `inputmode` of the input.
    Line(&'static str, &'static str, &'static str),
    /// A short line.
    Short(&'static str, &'static str),
    /// A short line whose answer is never shown again.
    Secret,
    /// A day whose answer is never shown again.
    SecretDate,
    /// Several lines.
    Long,
    /// Month/day/year.
    Date,
    /// Whole dollars or a count.
    Whole,
    /// Several words, separated by commas.
    List,
    /// Yes, no, or not said.
    Maybe,
    /// A box to tick; not ticked is not said.
    Tick,
    /// One word of a list; the first is the text key before it.
    One(&'static str, &'static [&'static str]),
    /// Any words of a list.
    Any(&'static str, &'static [&'static str]),
    /// Any of the draft's places, by id.
    Places,
    /// Languages, by code.
    Languages,
    /// Opening hours of one day.
    Hours(Day),
}

impl Kind {
    /// An answer is kept and never shown again.
    pub const fn is_secret(self) -> bool {
        matches!(self, Kind::Secret | Kind::SecretDate)
    }
}

/// Where an answer goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum To {
    /// A value of the part that the page is about, as a path without a leading slash.
    Field(&'static str),
    /// A part of its first credential of this kind.
    Credential(CredentialKind, &'static str),
    /// Its opening hours.
    Hours,
}

/// When a question, or a whole page, is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// Of everybody.
    Always,
    /// Of clinics.
    Clinic,
    /// Of a practice of one person.
    Solo,
    /// Where there are several places to choose from.
    SeveralPlaces,
    /// Where some place sees patients by video or phone.
    Telehealth,
    /// Of professions that may prescribe.
    MayPrescribe,
    /// Of places that offer esketamine.
    Esketamine,
    /// Where the rule tables ask this of the part: a name as `verify::Wanted` has it.
    Asked(&'static str),
    /// The same, of a place where the person works.
    AskedHere(&'static str),
}

/// What a page of questions is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The provider.
    Provider,
    /// Each owner.
    Owner,
    /// Each person.
    Person,
    /// Each license of a person.
    License,
    /// Each place.
    Place,
}

/// One page: its questions are answered together.
#[derive(Debug)]
pub struct Sheet {
    /// In addresses; its heading is the text `sheet-{name}`, its lead `sheet-{name}-lead`.
    pub name: &'static str,
    /// About what.
    pub of: Of,
    /// When there is such a page.
    pub when: When,
    /// In order.
    pub questions: &'static [Question],
}

/// A question that is asked of everybody.
pub const fn ask(name: &'static str, kind: Kind, to: To) -> Question {
    Question { name, kind, to, when: When::Always }
}

/// A question that is asked at times.
pub const fn ask_when(when: When, name: &'static str, kind: Kind, to: To) -> Question {
    Question { name, kind, to, when }
}
