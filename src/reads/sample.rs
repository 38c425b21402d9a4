//! What the months that were phoned say, and how many listings are still to be phoned.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::db::{Db, DbError, samples};
use crate::domain::sample::{Figure, Month};

/// A month whose figure is public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phoned {
    /// Which.
    pub month: Month,
    /// What it says.
    pub figure: Figure,
}

/// The months that are closed, the newest first; at most so many.
pub fn months(db: &Db, limit: i64) -> Result<Vec<Phoned>, DbError> {
    db.read(|conn| {
        let months: Vec<Month> = samples::closed(conn, limit)?.into_iter().map(|sample| sample.month).collect();
        let drawn = samples::drawn(conn, &months)?;
        let figure =
            |month: Month| Figure::of(drawn.iter().filter(|one| one.month == month).filter_map(|one| one.settled));
        Ok(months.into_iter().map(|month| Phoned { month, figure: figure(month) }).collect())
    })
}

/// How many of the running month's listings are still to be phoned.
pub fn to_phone(db: &Db, now: DateTime<Utc>) -> Result<i64, DbError> {
    db.read(|conn| samples::to_phone(conn, Month::of(now)))
}

/// Whether a listing was drawn under this id.
pub fn is_drawn(db: &Db, id: &str) -> Result<bool, DbError> {
    match db.read(|conn| samples::get(conn, id)) {
        Ok(_) => Ok(true),
        Err(DbError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// What others found of directories of their own (`data/accuracy/field.toml`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// When the sources were read.
    pub as_of: String,
    /// Search tools whose entries were phoned.
    pub locators: Locators,
    /// Lists of networks, held against claims.
    pub networks: Networks,
}

/// Search tools whose entries were phoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locators {
    /// Who found it.
    pub source: String,
    /// Where it can be read.
    pub url: String,
    /// Tools.
    pub tools: u32,
    /// Practices phoned.
    pub practices: u32,
    /// Everything right, mean of the tools.
    pub exact_percent: String,
    /// The same of the worst tool.
    pub lowest_percent: String,
    /// The same of the best.
    pub highest_percent: String,
}

/// Lists of networks, held against claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Networks {
    /// Who found it.
    pub source: String,
    /// Where it can be read.
    pub url: String,
    /// Listings of providers who saw no patients to speak of.
    pub phantom_percent: String,
}

/// The figures of others that stand beside ours.
pub fn field() -> &'static Field {
    static FIELD: OnceLock<Field> = OnceLock::new();
    FIELD.get_or_init(|| {
        toml::from_str(include_str!("../../data/accuracy/field.toml"))
            .expect("the file is part of the program, and a test reads it")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_found_has_a_source_that_can_be_opened() {
        let field = field();
        for (source, url) in
            [(&field.locators.source, &field.locators.url), (&field.networks.source, &field.networks.url)]
        {
            assert!(!source.is_empty() && url.starts_with("https://"), "{source} {url}");
        }
        let percent = |text: &str| text.parse::<f64>().expect("a number");
        let locators = &field.locators;
        assert!(percent(&locators.lowest_percent) < percent(&locators.exact_percent));
        assert!(percent(&locators.exact_percent) < percent(&locators.highest_percent));
        assert!(percent(&field.networks.phantom_percent) > 50.0);
    }
}
