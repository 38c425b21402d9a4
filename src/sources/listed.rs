//! A row of an exclusion list as look-ups hand it out.

use std::ops::Deref;
use std::sync::Arc;

use super::ExclusionRecord;
use crate::domain::fold::name_words;

/// A row of an exclusion list, shared by all who are compared with it: its names are taken into words once.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed(Arc<Row>);

#[derive(Debug, PartialEq)]
struct Row {
    record: ExclusionRecord,
    first: String,
    middle: String,
    last: String,
    first_width: usize,
    last_width: usize,
}

impl From<ExclusionRecord> for Listed {
    fn from(record: ExclusionRecord) -> Self {
        let [first, middle, last] = [&record.first_name, &record.middle_name, &record.last_name].map(|n| name_words(n));
        let [first_width, last_width] = [&record.first_name, &record.last_name].map(|n| n.trim().chars().count());
        Listed(Arc::new(Row { record, first, middle, last, first_width, last_width }))
    }
}

impl Deref for Listed {
    type Target = ExclusionRecord;

    fn deref(&self) -> &ExclusionRecord {
        &self.0.record
    }
}

impl Listed {
    /// [`name_words`] of the given name.
    pub fn first_words(&self) -> &str {
        &self.0.first
    }

    /// [`name_words`] of the middle name.
    pub fn middle_words(&self) -> &str {
        &self.0.middle
    }

    /// [`name_words`] of the surname.
    pub fn last_words(&self) -> &str {
        &self.0.last
    }

    /// Letters of the given name as written: a name may fill its column.
    pub fn first_width(&self) -> usize {
        self.0.first_width
    }

    /// Letters of the surname as written.
    pub fn last_width(&self) -> usize {
        self.0.last_width
    }
}
