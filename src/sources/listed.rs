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
}

impl From<ExclusionRecord> for Listed {
    fn from(record: ExclusionRecord) -> Self {
        let [first, middle, last] = [&record.first_name, &record.middle_name, &record.last_name].map(|n| name_words(n));
        Listed(Arc::new(Row { record, first, middle, last }))
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
}
