//! What each clinician of a clinic said on their own page, as reviewers read it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::own_word::OwnWord;
use crate::pipeline::clinician::{Standing, Supervision};

/// One clinician.
#[derive(Debug, Serialize)]
pub(super) struct OwnWordView {
    name: String,
    said: &'static str,
    /// They answered everything that they were asked.
    pub(super) is_done: bool,
    supervises: Vec<SupervisionView>,
}

#[derive(Debug, Serialize)]
struct SupervisionView {
    words: &'static str,
    name: String,
    at: Option<DateTime<Utc>>,
}

impl OwnWordView {
    pub(super) fn of(standing: Standing) -> Self {
        OwnWordView {
            is_done: standing.is_done(),
            said: match standing.said {
                Some(OwnWord::Confirmed) => "says that they work there",
                Some(OwnWord::Denied) => "says that they do not work there, or not as it is written",
                None => "has not answered",
            },
            supervises: standing.supervises.into_iter().map(SupervisionView::of).collect(),
            name: standing.name,
        }
    }
}

impl SupervisionView {
    fn of(supervision: Supervision) -> Self {
        SupervisionView {
            words: match supervision.said {
                Some((OwnWord::Confirmed, _)) => "Says that they supervise",
                Some((OwnWord::Denied, _)) => "Says that they do not supervise",
                None => "Has not said whether they supervise",
            },
            at: supervision.said.map(|(_, at)| at),
            name: supervision.name,
        }
    }
}
