//! The audit log as staff read it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::db::audit::Logged;
use crate::db::{Db, DbError, audit, staff, submissions};

/// One entry in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Place in the chain.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an email address where it is one of ours.
    pub actor: String,
    /// What, such as `submission approved`.
    pub action: String,
    /// On what kind of thing, such as `submission`.
    pub subject: String,
    /// A page of ours about it.
    pub link: Option<String>,
    /// Details as `name: value`; empty once erased.
    pub details: Vec<String>,
    /// Whether the details were erased on request.
    pub is_erased: bool,
}

/// One page of the log, newest first; `before` is exclusive.
pub fn newest(db: &Db, before: Option<i64>, limit: i64) -> Result<Vec<Line>, DbError> {
    db.read(|conn| {
        let names = staff::emails(conn)?;
        Ok(audit::newest(conn, before, limit)?.into_iter().map(|entry| line(entry, &names)).collect())
    })
}

/// Everything on a submission and on the organization that sent it, newest first.
pub fn of_submission(db: &Db, submission_id: &str) -> Result<Vec<Line>, DbError> {
    db.read(|conn| {
        let names = staff::emails(conn)?;
        let organization_id = submissions::get(conn, submission_id)?.organization_id;
        let mut entries = audit::of_subject(conn, &format!("submission/{submission_id}"))?;
        entries.extend(audit::of_subject(conn, &format!("organization/{organization_id}"))?);
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
        Ok(entries.into_iter().map(|entry| line(entry, &names)).collect())
    })
}

fn line(entry: Logged, names: &HashMap<String, String>) -> Line {
    let named = |text: &str| match text.split_once('/') {
        Some(("staff", id)) => names.get(id).cloned().unwrap_or_else(|| "somebody unknown".to_string()),
        Some((kind, _)) if kind != "program" => kind.to_string(),
        _ => text.trim_start_matches("program/").to_string(),
    };
    let link = match entry.subject.split_once('/') {
        Some(("submission", id)) => Some(format!("/admin/submissions/{id}")),
        Some(("comment", id)) => Some(format!("/admin/comments/{id}")),
        Some(("listing_request", id)) => Some(format!("/admin/requests/{id}")),
        Some(("report", id)) => Some(format!("/admin/reports/{id}")),
        _ => None,
    };
    Line {
        seq: entry.seq,
        at: entry.at,
        actor: match entry.actor.split_once('/') {
            Some(("submission" | "confirmation", _)) => "the provider".to_string(),
            _ => named(&entry.actor),
        },
        action: entry.action.replace(['.', '_'], " "),
        subject: named(&entry.subject),
        link,
        is_erased: entry.payload.is_none(),
        details: entry.payload.as_ref().map(details).unwrap_or_default(),
    }
}

fn details(payload: &Value) -> Vec<String> {
    let fields = payload.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    fields
        .map(|(name, value)| {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_string);
            format!("{}: {value}", name.replace('_', " "))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_reads_as_who_did_what_to_what() {
        let names = HashMap::from([("7".to_string(), "pat@example.org".to_string())]);
        let entry = Logged {
            seq: 3,
            at: DateTime::UNIX_EPOCH,
            actor: "staff/7".into(),
            action: "submission.changes_requested".into(),
            subject: "submission/0199".into(),
            payload: Some(json!({ "reason_code": "other", "reason": "more", "empty": null })),
        };
        let said = line(entry.clone(), &names);
        assert_eq!((said.actor.as_str(), said.action.as_str()), ("pat@example.org", "submission changes requested"));
        assert_eq!(said.link.as_deref(), Some("/admin/submissions/0199"));
        assert_eq!(said.details, ["reason code: other", "reason: more"]);
        let erased = Logged { payload: None, actor: "program/verify".into(), ..entry };
        assert_eq!((line(erased.clone(), &names).actor.as_str(), line(erased, &names).is_erased), ("verify", true));
    }
}
