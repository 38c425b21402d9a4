//! Whether a resource has what a filter asks for.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::domain::check::VerificationStatus;
use crate::domain::clinical::SafetyPractice;
use crate::domain::fold::fold;

use super::codes::{self, OwnCode, professional};
use super::item::{About, Item, Kind, What};
use super::parameters::Field;
use super::resources::{Making, verification_status};

/// A filter: one parameter, its values an OR.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter {
    /// The field of this resource; of a chain, the reference that leads on.
    pub field: Field,
    /// What it must be.
    pub test: Test,
}

/// What a field must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// One of these texts, folded but for [`TextMode::Exact`].
    Text(TextMode, Vec<String>),
    /// One of these codes.
    Token(Vec<Token>),
    /// One of these resources.
    Reference(Vec<(Option<Kind>, String)>),
    /// In one of these spans.
    Date(Vec<Span>),
    /// What the reference leads to passes this.
    Chain(Kind, Box<Filter>),
    /// Looked up in the index; every candidate passes.
    Near,
}

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextMode {
    /// The text or one of its words begins so, without regard to case and accents.
    Begins,
    /// It is exactly so.
    Exact,
    /// It is somewhere in it, without regard to case and accents.
    Contains,
}

/// `system|code`; what is `None` may be anything, a system that is empty is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub system: Option<String>,
    pub code: Option<String>,
}

/// Moments from one to just before another, and whether they are those or all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub is_outside: bool,
}

/// What a resource has in a field.
enum Values<'a> {
    Texts(Vec<Cow<'a, str>>),
    /// System and code.
    Codes(Vec<(Cow<'a, str>, Cow<'a, str>)>),
    Links(Vec<Item<'a>>),
    Moment(DateTime<Utc>),
}

impl Filter {
    /// Whether an item passes.
    pub fn passes(&self, item: &Item<'_>, making: &Making<'_>) -> bool {
        match (&self.test, values(item, self.field, making)) {
            (Test::Near, _) => true,
            (Test::Text(mode, asked), Values::Texts(texts)) => texts.iter().any(|text| {
                let text = mode.read(text);
                asked.iter().any(|asked| mode.agrees(&text, asked))
            }),
            (Test::Token(asked), Values::Codes(codes)) => {
                codes.iter().any(|(system, code)| asked.iter().any(|token| token.agrees(system, code)))
            }
            (Test::Reference(asked), Values::Links(links)) => links.iter().any(|link| {
                asked.iter().any(|(kind, id)| link.id() == id && kind.is_none_or(|kind| link.kind() == kind))
            }),
            (Test::Chain(kind, inner), Values::Links(links)) => {
                links.iter().any(|link| link.kind() == *kind && inner.passes(link, making))
            }
            (Test::Date(spans), Values::Moment(at)) => spans.iter().any(|span| span.holds(at)),
            // The parser gives every field a test of its type.
            _ => false,
        }
    }
}

impl TextMode {
    /// A text as it is compared, made once for all that it is compared with.
    fn read(self, text: &str) -> Cow<'_, str> {
        if self == TextMode::Exact { text.into() } else { fold(text).into() }
    }

    /// `text`: as [`TextMode::read`] it.
    fn agrees(self, text: &str, asked: &str) -> bool {
        match self {
            TextMode::Exact => text == asked,
            TextMode::Contains => text.contains(asked),
            TextMode::Begins => text.match_indices(asked).any(|(at, _)| is_word_start(text, at)),
        }
    }
}

fn is_word_start(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
}

impl Token {
    fn agrees(&self, system: &str, code: &str) -> bool {
        self.system.as_deref().is_none_or(|asked| asked == system)
            && self.code.as_deref().is_none_or(|asked| asked == code)
    }
}

impl Span {
    fn holds(&self, at: DateTime<Utc>) -> bool {
        (self.from <= at && at < self.until) != self.is_outside
    }
}

/// What an item links to, by the field of a reference parameter.
pub(super) fn links<'a>(item: &Item<'a>, field: Field) -> Vec<Item<'a>> {
    let to = |what: What<'a>| Item { what, ..*item };
    match (field, item.what) {
        (Field::Organization, _) => vec![item.organization()],
        (Field::Practitioner, What::Role(person)) => vec![to(What::Practitioner(person))],
        (Field::Location, _) => item.places().into_iter().map(|site| to(What::Location(site))).collect(),
        (Field::Service, _) => item.places().into_iter().map(|site| to(What::Service(site))).collect(),
        (Field::Target, What::Verification(about)) => vec![to(match about {
            About::Organization => What::Organization,
            About::Location(site, _) => What::Location(site),
            About::Practitioner(person, _) => What::Practitioner(person),
        })],
        _ => Vec::new(),
    }
}

fn values<'a>(item: &Item<'a>, field: Field, making: &Making<'_>) -> Values<'a> {
    match field {
        Field::Id => Values::Codes(vec![("".into(), item.id().into())]),
        Field::LastUpdated => Values::Moment(item.last_updated(making.now)),
        Field::Near => Values::Texts(Vec::new()),
        Field::Name | Field::Family | Field::Given => Values::Texts(names(item, field)),
        Field::Address | Field::City | Field::State | Field::PostalCode => Values::Texts(addresses(item, field)),
        Field::Organization | Field::Practitioner | Field::Location | Field::Service | Field::Target => {
            Values::Links(links(item, field))
        }
        _ => Values::Codes(coded(item, field, making)),
    }
}

fn names<'a>(item: &Item<'a>, field: Field) -> Vec<Cow<'a, str>> {
    match (item.what, field) {
        (What::Practitioner(person) | What::Role(person), Field::Family) => vec![person.family.as_str().into()],
        (What::Practitioner(person) | What::Role(person), Field::Given) => {
            let given = person.name.strip_suffix(person.family.as_str()).unwrap_or_default();
            given.split_whitespace().map(Cow::from).collect()
        }
        (What::Practitioner(person) | What::Role(person), _) => vec![person.name.as_str().into()],
        (What::Location(site) | What::Service(site), _) => {
            vec![site.offer.name.as_deref().unwrap_or(&item.provider.profile.name).into()]
        }
        _ => vec![item.provider.profile.name.as_str().into()],
    }
}

fn addresses<'a>(item: &Item<'a>, field: Field) -> Vec<Cow<'a, str>> {
    let mut all = Vec::new();
    for site in item.places() {
        let a = &site.address;
        let parts: &[&'a Option<String>] = match field {
            Field::City => &[&a.city],
            Field::State => &[&a.state],
            Field::PostalCode => &[&a.postal_code],
            _ => &[&a.line1, &a.line2, &a.city, &a.state, &a.postal_code],
        };
        all.extend(parts.iter().filter_map(|part| part.as_deref()).map(Cow::from));
    }
    all
}

fn coded<'a>(item: &Item<'a>, field: Field, making: &Making<'_>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    let one = |system: &'static str, code: &'a str| vec![(system.into(), code.into())];
    match (field, item.what) {
        (Field::Active, _) => one("", "true"),
        (Field::Identifier, What::Organization) => npi(item.provider.profile.organization_npi.as_deref()),
        (Field::Identifier, What::Practitioner(person)) => npi(person.npi.as_deref()),
        (Field::Status, What::Location(_)) => one("http://hl7.org/fhir/location-status", "active"),
        (Field::Status, What::Verification(_)) => {
            let status: VerificationStatus = item.provider.standing(making.now).badge.status;
            one("http://hl7.org/fhir/CodeSystem/verificationresult-status", verification_status(status))
        }
        (Field::Type, What::Organization) => one(codes::ORGANIZATION_TYPES, "prvgrp"),
        (Field::Type, What::Location(_)) => one(codes::PLACES, "OF"),
        (Field::Type, What::Service(site)) => own(&site.offer.treatments, making),
        (Field::Category, What::Service(_)) => one(codes::CATEGORIES, "behav"),
        (Field::Characteristic, What::Service(site)) => {
            let said: Vec<SafetyPractice> =
                SafetyPractice::ALL.iter().copied().filter(|p| site.offer.safety.said(*p) == Some(true)).collect();
            [own(&site.offer.conditions, making), own(&site.offer.payments, making), own(&said, making)].concat()
        }
        (Field::Role, What::Role(person)) => one(codes::ROLES, professional(person.profession).role.0),
        (Field::Specialty, What::Role(person)) => {
            professional(person.profession).taxonomy.map(|(code, _)| one(codes::TAXONOMY, code)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn npi<'a>(npi: Option<&'a str>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    npi.into_iter().map(|npi| (codes::NPI.into(), npi.into())).collect()
}

fn own<'a, T: OwnCode>(words: &[T], making: &Making<'_>) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    words.iter().map(|word| (making.system::<T>().into(), word.code().into())).collect()
}
