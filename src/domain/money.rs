//! Prices as a place states them. Whole US dollars; unknown is never zero.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What treatment costs at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// First visit, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intake: Option<u32>,
    /// One session, US dollars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_session: Option<u32>,
    /// Sessions in a usual course.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usual_sessions: Option<u32>,
    /// What the price includes, in the provider's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub includes: Option<String>,
    /// Day the price was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
}
