//! The audit log as staff read it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;

use crate::db::audit::Logged;
use crate::db::{Conn, Db, DbError, audit, organizations, staff, submissions};
use crate::domain::audit::{AuditFilter, act_in_words};

/// One entry in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Place in the chain.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who: an email address where it is one of ours.
    pub actor: String,
    /// The same as it is logged: what a filter takes.
    pub actor_code: String,
    /// What, such as `approved a submission`.
    pub action: String,
    /// The same as it is logged.
    pub action_code: String,
    /// On what: a provider's name, a submission's reference, or the kind of thing.
    pub subject: String,
    /// The same as it is logged.
    pub subject_code: String,
    /// A page of ours about it.
    pub link: Option<String>,
    /// Details by their names, as they were logged; empty once erased. Pages say them in words of their own.
    #[serde(skip)]
    pub details: Vec<(String, Value)>,
    /// Whether the details were erased on request.
    pub is_erased: bool,
    /// The entry's hash, in which all entries before it have a part.
    pub hash: String,
}

impl Line {
    /// Details as `name: value`, nothing shortened.
    pub fn details_as_logged(&self) -> Vec<String> {
        let said = self.details.iter().map(|(name, value)| (name, spelled_out(value)));
        said.filter(|(_, said)| !said.is_empty())
            .map(|(name, said)| format!("{}: {said}", name.replace('_', " ")))
            .collect()
    }
}

/// One page of what `filter` asks for, newest first; `before` is the number of an entry, exclusive.
///
/// # Errors
/// [`DbError::NotFound`] where there is no entry `before`.
pub fn matching(db: &Db, filter: &AuditFilter, before: Option<i64>, limit: i64) -> Result<Vec<Line>, DbError> {
    db.read(|conn| {
        let entries = audit::matching(conn, filter, before, limit)?;
        let names = Names::of(conn, &entries)?;
        Ok(entries.into_iter().map(|entry| line(entry, &names)).collect())
    })
}

/// Every act that was ever logged: its code and its words, in the words' order.
pub fn acts(db: &Db) -> Result<Vec<(String, String)>, DbError> {
    let codes = db.read(audit::actions)?;
    let mut acts: Vec<(String, String)> = codes.into_iter().map(|code| (in_words(&code), code)).collect();
    acts.sort();
    Ok(acts.into_iter().map(|(words, code)| (code, words)).collect())
}

/// Everything on a submission and on the organization that sent it, newest first.
pub fn of_submission(db: &Db, submission_id: &str) -> Result<Vec<Line>, DbError> {
    db.read(|conn| {
        let organization_id = submissions::get(conn, submission_id)?.organization_id;
        let mut entries = audit::of_subject(conn, &format!("submission/{submission_id}"))?;
        entries.extend(audit::of_subject(conn, &format!("organization/{organization_id}"))?);
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.seq));
        let names = Names::of(conn, &entries)?;
        Ok(entries.into_iter().map(|entry| line(entry, &names)).collect())
    })
}

/// What those are called whom a page of entries is about.
#[derive(Debug, Default)]
struct Names {
    /// Email by staff id.
    staff: HashMap<String, String>,
    /// Name and slug by organization id.
    organizations: HashMap<String, (String, String)>,
    /// Reference by submission id.
    submissions: HashMap<String, String>,
}

impl Names {
    fn of(conn: &mut Conn, entries: &[Logged]) -> Result<Names, DbError> {
        let mut names = Names { staff: staff::emails(conn)?, ..Names::default() };
        for entry in entries {
            match entry.subject.split_once('/') {
                Some(("organization", id)) if !names.organizations.contains_key(id) => {
                    if let Some(found) = there(organizations::get(conn, id))? {
                        names.organizations.insert(id.to_string(), (found.name, found.slug));
                    }
                }
                Some(("submission", id)) if !names.submissions.contains_key(id) => {
                    if let Some(found) = there(submissions::get(conn, id))? {
                        names.submissions.insert(id.to_string(), found.reference);
                    }
                }
                _ => {}
            }
        }
        Ok(names)
    }

    fn staff_email(&self, id: &str) -> String {
        self.staff.get(id).cloned().unwrap_or_else(|| "somebody unknown".to_string())
    }
}

/// The log outlives what it is about.
fn there<T>(found: Result<T, DbError>) -> Result<Option<T>, DbError> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(DbError::NotFound) => Ok(None),
        Err(e) => Err(e),
    }
}

fn in_words(action: &str) -> String {
    act_in_words(action).map_or_else(|| action.replace(['.', '_'], " "), str::to_string)
}

fn line(entry: Logged, names: &Names) -> Line {
    let (subject, link) = subject(&entry.subject, names);
    Line {
        seq: entry.seq,
        at: entry.at,
        actor: actor(&entry.actor, names),
        actor_code: entry.actor,
        action: in_words(&entry.action),
        action_code: entry.action,
        subject,
        subject_code: entry.subject,
        link,
        is_erased: entry.payload.is_none(),
        details: entry.payload.as_ref().map(details).unwrap_or_default(),
        hash: entry.hash,
    }
}

fn actor(code: &str, names: &Names) -> String {
    match code.split_once('/') {
        Some(("staff", id)) => names.staff_email(id),
        Some(("submission" | "confirmation", _)) => "the provider".to_string(),
        Some(("manager", _)) => "a manager of listings".to_string(),
        Some(("clinician", _)) => "a clinician".to_string(),
        Some(("visitor", _)) => "a visitor".to_string(),
        Some(("program", name)) => format!("the program ({name})"),
        _ => code.to_string(),
    }
}

/// What it is called, and its page.
fn subject(code: &str, names: &Names) -> (String, Option<String>) {
    match code.split_once('/') {
        Some(("staff", id)) => (names.staff_email(id), None),
        Some(("submission", id)) => {
            let reference = names.submissions.get(id).cloned();
            (reference.unwrap_or_else(|| "submission".to_string()), Some(format!("/admin/submissions/{id}")))
        }
        Some(("organization", id)) => match names.organizations.get(id) {
            Some((name, slug)) => (name.clone(), Some(format!("/providers/{slug}"))),
            None => ("provider".to_string(), None),
        },
        Some(("comment", id)) => ("comment".to_string(), Some(format!("/admin/comments/{id}"))),
        Some(("listing_request", id)) => ("claim or removal".to_string(), Some(format!("/admin/requests/{id}"))),
        Some(("report", id)) => ("report".to_string(), Some(format!("/admin/reports/{id}"))),
        Some(("audit", seq)) => (format!("entry {seq}"), None),
        Some((kind, _)) => (kind.replace('_', " "), None),
        None => (code.replace('_', " "), None),
    }
}

fn details(payload: &Value) -> Vec<(String, Value)> {
    payload.as_object().into_iter().flatten().map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// A value as people read it; nothing where it says nothing.
fn spelled_out(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(spelled_out).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_reads_as_who_did_what_to_what() {
        let names = Names {
            staff: HashMap::from([("7".to_string(), "pat@example.org".to_string())]),
            organizations: HashMap::from([("8".to_string(), ("Quiet Harbor".to_string(), "quiet-harbor".to_string()))]),
            submissions: HashMap::from([("0199".to_string(), "VS-7F3K-92QX".to_string())]),
        };
        let entry = Logged {
            seq: 3,
            at: DateTime::UNIX_EPOCH,
            actor: "staff/7".into(),
            action: "submission.changes_requested".into(),
            subject: "submission/0199".into(),
            payload: Some(
                json!({ "reason_code": "other", "reason": "more", "empty": null, "blank": "", "control": ["nppes", "called"] }),
            ),
            hash: String::new(),
        };
        let said = line(entry.clone(), &names);
        assert_eq!(
            (said.actor.as_str(), said.action.as_str()),
            ("pat@example.org", "asked for changes of a submission")
        );
        assert_eq!((said.subject.as_str(), said.link.as_deref()), ("VS-7F3K-92QX", Some("/admin/submissions/0199")));
        assert_eq!(said.details_as_logged(), ["reason code: other", "reason: more", "control: nppes, called"]);
        let erased =
            Logged { payload: None, actor: "program/verify".into(), subject: "organization/8".into(), ..entry };
        let said = line(erased, &names);
        assert_eq!((said.actor.as_str(), said.is_erased), ("the program (verify)", true));
        assert_eq!((said.subject.as_str(), said.link.as_deref()), ("Quiet Harbor", Some("/providers/quiet-harbor")));
    }
}
