//! Mail that waits too long or could not be delivered, as staff are told of it above the tasks.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::mail::MailFailure;
use crate::pipeline::post::Trouble;

use super::words;

/// What the page says; empty where all is well.
#[derive(Debug, Serialize)]
pub struct Notice {
    late: Option<Late>,
    failed: Vec<Failed>,
    failed_in_all: i64,
}

#[derive(Debug, Serialize)]
struct Late {
    count: i64,
    since: String,
    error: Option<String>,
}

/// The subject leads to the case; the address is not shown: a reporter's is sealed.
#[derive(Debug, Serialize)]
struct Failed {
    subject: String,
    why: &'static str,
    at: String,
    ago: String,
    error: String,
}

/// Why, for staff.
const fn said(failure: MailFailure) -> &'static str {
    match failure {
        MailFailure::AddressRefused => "the address takes no mail",
        MailFailure::ContentRefused => "the receiving server refused the text",
        MailFailure::TriesUsedUp => "put off again and again, for days",
    }
}

impl Notice {
    /// In the demo all mail waits, and should.
    pub fn of(trouble: Trouble, is_demo: bool, now: DateTime<Utc>) -> Self {
        let late = trouble.late.filter(|_| !is_demo);
        let failed = trouble.failed.into_iter().map(|mail| Failed {
            subject: mail.subject,
            why: said(mail.failure),
            at: mail.at.to_rfc3339(),
            ago: words::ago(mail.at, now),
            error: mail.error,
        });
        Notice {
            late: late.map(|l| Late { count: l.count, since: words::ago(l.since, now), error: l.error }),
            failed: failed.collect(),
            failed_in_all: trouble.failed_in_all,
        }
    }
}
