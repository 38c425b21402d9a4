//! The patients' guide: pages of text in `data/guide/`, in two languages, every statement of fact with its source.
//!
//! [`topics`] is the table of pages, [`text`] makes HTML of their Markdown. All of it is read once, at start.

pub mod due;
pub mod text;
pub mod topics;

use std::sync::OnceLock;

use rust_embed::RustEmbed;

use super::views::Locale;

pub use text::Text;
pub use topics::{Notice, Topic, Topics};

#[derive(RustEmbed)]
#[folder = "data/guide/"]
struct Files;

/// A file of the guide that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum GuideError {
    /// It is not there, or not UTF-8.
    #[error("data/guide/{0} cannot be read")]
    File(String),
    /// The table of pages.
    #[error("data/guide/topics.toml: {0}")]
    Topics(#[from] toml::de::Error),
    /// What stands in a text.
    #[error("data/guide/{file}: {what}")]
    Text {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
    },
}

/// One page in both languages.
#[derive(Debug)]
pub struct Entry {
    /// What the table says of it.
    pub topic: Topic,
    english: Text,
    spanish: Text,
}

/// All pages.
#[derive(Debug)]
pub struct Guide {
    topics: Topics,
    /// In the order of the table.
    entries: Vec<Entry>,
}

impl Entry {
    /// Its text in a language.
    pub fn text(&self, locale: Locale) -> &Text {
        match locale {
            Locale::En => &self.english,
            Locale::Es => &self.spanish,
        }
    }
}

impl Guide {
    /// The guide of this program. The first call reads it (some milliseconds).
    pub fn get() -> &'static Guide {
        static GUIDE: OnceLock<Guide> = OnceLock::new();
        GUIDE.get_or_init(|| Self::read().expect("the files are part of the program, and a test reads them"))
    }

    fn read() -> Result<Guide, GuideError> {
        let topics: Topics = toml::from_str(&file("topics.toml")?)?;
        let entries = topics.all().map(|topic| {
            let text = |locale: Locale| text_of(&format!("{}/{}.md", locale.code(), topic.slug));
            Ok(Entry { topic: topic.clone(), english: text(Locale::En)?, spanish: text(Locale::Es)? })
        });
        let entries = entries.collect::<Result<_, GuideError>>()?;
        Ok(Guide { topics, entries })
    }

    /// The table of pages.
    pub fn topics(&self) -> &Topics {
        &self.topics
    }

    /// Every page, in the order of the table.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// A page by its slug.
    pub fn entry(&self, slug: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.topic.slug == slug)
    }
}

fn file(name: &str) -> Result<String, GuideError> {
    let file = Files::get(name).ok_or_else(|| GuideError::File(name.into()))?;
    String::from_utf8(file.data.into_owned()).map_err(|_| GuideError::File(name.into()))
}

fn text_of(name: &str) -> Result<Text, GuideError> {
    Text::read(&file(name)?).map_err(|what| GuideError::Text { file: name.into(), what })
}

#[cfg(test)]
mod tests;
