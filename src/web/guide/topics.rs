//! The table of the guide's pages (`data/guide/topics.toml`).

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

/// All of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// When somebody last read all texts against their sources; a page may have a later day of its own.
    #[serde(deserialize_with = "day")]
    pub reviewed_on: NaiveDate,
    /// Headings of the list of pages.
    #[serde(rename = "group")]
    pub groups: Vec<Group>,
    /// What changes its words on a day.
    #[serde(rename = "notice")]
    pub notices: Vec<Notice>,
}

/// Pages under one heading.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The heading is the text `guide-group-{key}`.
    pub key: String,
    /// In order.
    pub topics: Vec<Topic>,
}

/// One page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its address is `/guide/{slug}`.
    pub slug: String,
    /// A search that the page counts and leads to.
    pub search: Option<String>,
    /// When somebody last read this page alone.
    #[serde(default, deserialize_with = "some_day")]
    pub reviewed_on: Option<NaiveDate>,
    /// What the search finds, where the page's title does not say it: the last part of the text key `guide-meant-{meant}`.
    pub meant: Option<String>,
    /// The page tells what the listings of this search ask for a session.
    #[serde(default)]
    pub prices: bool,
}

/// A dated fact. Its words change when the day comes, and it never just goes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Of its two texts.
    pub key: String,
    /// The first day of the second.
    #[serde(deserialize_with = "day")]
    pub turns_on: NaiveDate,
    /// Pages on which it stands.
    pub topics: Vec<String>,
    /// Where the day comes from.
    pub source: String,
}

impl Topics {
    /// Every page, in order.
    pub fn all(&self) -> impl Iterator<Item = &Topic> {
        self.groups.iter().flat_map(|group| &group.topics)
    }

    /// When somebody last read a page against its sources.
    pub fn reviewed_on(&self, topic: &Topic) -> NaiveDate {
        topic.reviewed_on.map_or(self.reviewed_on, |day| day.max(self.reviewed_on))
    }

    /// A notice by its key.
    pub fn notice(&self, key: &str) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.key == key)
    }

    /// The notices of a page.
    pub fn notices_of(&self, slug: &str) -> impl Iterator<Item = &Notice> {
        self.notices.iter().filter(move |notice| notice.topics.iter().any(|of| of == slug))
    }
}

impl Notice {
    /// The text that holds on a day.
    pub fn text_key(&self, today: NaiveDate) -> String {
        let when = if today < self.turns_on { "before" } else { "after" };
        format!("notice-{}-{when}", self.key)
    }
}

fn some_day<'de, D: Deserializer<'de>>(text: D) -> Result<Option<NaiveDate>, D::Error> {
    day(text).map(Some)
}

fn day<'de, D: Deserializer<'de>>(text: D) -> Result<NaiveDate, D::Error> {
    String::deserialize(text)?.parse().map_err(serde::de::Error::custom)
}
