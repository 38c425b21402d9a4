//! What invented people ask of the demo's listings: one claims one, one wants one removed; both wait for staff.

use chrono::{DateTime, Duration, Utc};

use crate::db::submissions;
use crate::domain::listing_request::{Relation, RequestKind};
use crate::domain::report::Language;
use crate::pipeline::Desk;
use crate::pipeline::listing_request::{self, Ask, RequestError, Words};

/// One request.
#[derive(Debug)]
pub struct Plea {
    /// Hours ago that it came.
    hours_ago: i64,
    kind: RequestKind,
    relation: Option<Relation>,
    /// Name, what they do there, e-mail address.
    who: (Option<&'static str>, Option<&'static str>, &'static str),
    text: &'static str,
}

/// All of them.
pub const PLEAS: &[Plea] = &[
    Plea {
        hours_ago: 5,
        kind: RequestKind::Claim,
        relation: None,
        who: (Some("Kim Lee"), Some("Office manager"), "kim@example.org"),
        text: "The front desk knows me. Best before noon.",
    },
    Plea {
        hours_ago: 26,
        kind: RequestKind::Removal,
        relation: Some(Relation::Listed),
        who: (None, None, "retired@example.org"),
        text: "I close my practice at the end of the year.",
    },
];

impl Plea {
    /// When it came.
    pub fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - Duration::hours(self.hours_ago)
    }

    /// Sends it about the listing of a submission.
    ///
    /// # Errors
    /// [`RequestError`] where it was not taken.
    pub fn send(&self, desk: &Desk, submission_id: &str) -> Result<(), RequestError> {
        let organization_id = desk.db.read(|conn| submissions::get(conn, submission_id))?.organization_id;
        let (name, role, email) = self.who;
        let ask = Ask {
            organization_id,
            kind: self.kind,
            relation: self.relation,
            words: Words {
                name: name.map(String::from),
                role: role.map(String::from),
                email: Some(email.to_string()),
                phone: None,
                text: self.text.to_string(),
            },
            language: Language::En,
            form: format!("demo {} {}", self.kind, self.hours_ago),
        };
        listing_request::send(desk, &ask).map(drop)
    }
}
