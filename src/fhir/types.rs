//! The data types of FHIR R4 that our resources are made of (https://hl7.org/fhir/R4/datatypes.html). FHIR knows no `null` and no
//! empty list: what is not there is left out.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use serde::{Serialize, Serializer};

/// Text that is borrowed where it can be.
pub type Text<'a> = Cow<'a, str>;

/// A moment as FHIR's `instant` and `dateTime` want it, to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

/// `Resource.meta`.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    pub last_updated: Instant,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub profile: &'static [&'static str],
}

/// A code of a system.
#[derive(Debug, Clone, Serialize)]
pub struct Coding<'a> {
    pub system: Text<'a>,
    pub code: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<Text<'a>>,
}

/// A concept: codes, or at least words.
#[derive(Debug, Clone, Serialize)]
pub struct Concept<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub coding: Vec<Coding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text<'a>>,
}

impl<'a> Concept<'a> {
    /// One code with its words.
    pub fn coded(system: impl Into<Text<'a>>, code: impl Into<Text<'a>>, display: impl Into<Text<'a>>) -> Self {
        let coding = Coding { system: system.into(), code: code.into(), display: Some(display.into()) };
        Concept { coding: vec![coding], text: None }
    }

    /// Words alone.
    pub fn said(text: impl Into<Text<'a>>) -> Self {
        Concept { coding: Vec::new(), text: Some(text.into()) }
    }
}

/// A number or name in somebody's register.
#[derive(Debug, Clone, Serialize)]
pub struct Identifier<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Concept<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<&'static str>,
    pub value: Text<'a>,
}

/// Another resource, or its name where it is none of ours.
#[derive(Debug, Clone, Serialize)]
pub struct Reference<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<Text<'a>>,
}

/// A phone number or a web address.
#[derive(Debug, Clone, Serialize)]
pub struct ContactPoint<'a> {
    pub system: &'static str,
    pub value: Text<'a>,
    #[serde(rename = "use")]
    pub used: &'static str,
}

/// A postal address.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Address<'a> {
    #[serde(rename = "use")]
    pub used: &'static str,
    #[serde(rename = "type")]
    pub kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub line: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<&'a str>,
    pub country: &'static str,
}

/// A time span, here with an end alone.
#[derive(Debug, Clone, Serialize)]
pub struct Period {
    pub end: NaiveDate,
}

/// A person's name.
#[derive(Debug, Clone, Serialize)]
pub struct HumanName<'a> {
    pub text: &'a str,
    pub family: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub given: Vec<&'a str>,
}

/// A length with its unit (UCUM).
#[derive(Debug, Clone, Serialize)]
pub struct Quantity {
    pub value: f64,
    pub unit: &'static str,
    pub system: &'static str,
    pub code: &'static str,
}

/// Something that a profile adds.
#[derive(Debug, Clone, Serialize)]
pub struct Extension<'a> {
    pub url: Text<'a>,
    #[serde(flatten)]
    pub value: Value<'a>,
}

/// What an extension holds.
#[derive(Debug, Clone, Serialize)]
pub enum Value<'a> {
    #[serde(rename = "valueCode")]
    Code(&'static str),
    #[serde(rename = "valueString")]
    Words(Text<'a>),
    #[serde(rename = "valueCodeableConcept")]
    Concept(Concept<'a>),
    #[serde(rename = "valueDistance")]
    Distance(Quantity),
    #[serde(rename = "extension")]
    Parts(Vec<Extension<'a>>),
}

impl<'a> Extension<'a> {
    /// One value under an address, or under a name inside another extension.
    pub fn of(url: impl Into<Text<'a>>, value: Value<'a>) -> Self {
        Extension { url: url.into(), value }
    }
}
