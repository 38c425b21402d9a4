//! What somebody asks of the audit log, as they wrote it, and what it means here.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};

use crate::db::{Conn, Db, DbError, audit, comments, listing_requests, managers, reports, staff, submissions};
use crate::domain::audit::AuditFilter;

/// A filter as it stands in the address; empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Who: an email address, or as it is logged.
    pub actor: String,
    /// What, as it is logged.
    pub action: String,
    /// On what: a reference, or as it is logged.
    pub subject: String,
    /// First day, `YYYY-MM-DD`, UTC.
    pub from: String,
    /// Last day, `YYYY-MM-DD`, UTC.
    pub to: String,
}

/// The names of the fields in an address, in the order of the form.
pub const FIELDS: [&str; 5] = ["actor", "action", "subject", "from", "to"];

impl Asked {
    /// From the pairs of an address.
    pub fn of<'a>(value: impl Fn(&str) -> Option<&'a str>) -> Asked {
        let text = |name: &str| value(name).map(str::trim).unwrap_or_default().to_string();
        let [actor, action, subject, from, to] = FIELDS.map(text);
        Asked { actor, action, subject, from, to }
    }

    /// Fields and their values, those that ask for something.
    pub fn pairs(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let values = [&self.actor, &self.action, &self.subject, &self.from, &self.to];
        FIELDS
            .into_iter()
            .zip(values)
            .map(|(name, value)| (name, value.as_str()))
            .filter(|(_, value)| !value.is_empty())
    }
}

/// A field of [`FIELDS`] and how to mend it.
pub type Problem = (&'static str, String);

/// What is asked for; what cannot be found or read is named by field.
pub fn read(db: &Db, asked: &Asked) -> Result<Result<AuditFilter, Vec<Problem>>, DbError> {
    let mut problems: Vec<Problem> = Vec::new();
    let (actor, action, subject) = db.read(|conn| {
        Ok::<_, DbError>((actor(conn, &asked.actor)?, action(conn, &asked.action)?, subject(conn, &asked.subject)?))
    })?;
    let mut kept = |name, found: Result<Option<String>, &str>| {
        found.unwrap_or_else(|said| {
            problems.push((name, said.to_string()));
            None
        })
    };
    let (actor, action, subject) = (kept("actor", actor), kept("action", action), kept("subject", subject));
    let mut day = |name, text| {
        day(text).unwrap_or_else(|said| {
            problems.push((name, said.to_string()));
            None
        })
    };
    let (first, last) = (day("from", &asked.from), day("to", &asked.to));
    if let (Some(first), Some(last)) = (first, last)
        && last < first
    {
        problems.push(("to", "The last day is before the first day. Change one of them.".to_string()));
    }
    let from = first.map(midnight);
    let until = last.and_then(|day| day.checked_add_days(Days::new(1))).map(midnight);
    Ok(if problems.is_empty() { Ok(AuditFilter { actor, action, subject, from, until }) } else { Err(problems) })
}

type Found = Result<Option<String>, &'static str>;

/// The kinds of actors, as [`audit::Actor`] writes them.
const ACTORS: [&str; 7] = ["staff", "submission", "confirmation", "manager", "clinician", "visitor", "program"];

fn actor(conn: &mut Conn, text: &str) -> Result<Found, DbError> {
    if text.is_empty() {
        return Ok(Ok(None));
    }
    if text.contains('@') {
        let email = text.to_lowercase();
        if let Some(account) = staff::by_email(conn, &email)? {
            return Ok(Ok(Some(audit::Actor::Staff(account.id.to_string()).to_string())));
        }
        let manager = managers::by_email(conn, &email)?.map(|m| audit::Actor::Manager(m.id).to_string());
        return Ok(manager.map(Some).ok_or("Nobody signs in here with this email address. Check its spelling."));
    }
    let is_actor = text.split_once('/').is_some_and(|(kind, id)| ACTORS.contains(&kind) && !id.is_empty());
    let said = "Write the email address of somebody who signs in here. For all others, follow a name in the log.";
    Ok(if is_actor { Ok(Some(text.to_string())) } else { Err(said) })
}

fn action(conn: &mut Conn, text: &str) -> Result<Found, DbError> {
    let is_known = text.is_empty() || audit::actions(conn)?.iter().any(|action| action == text);
    let found = (!text.is_empty()).then(|| text.to_string());
    Ok(if is_known { Ok(found) } else { Err("This was never done here. Choose one of the list.") })
}

fn subject(conn: &mut Conn, text: &str) -> Result<Found, DbError> {
    if text.is_empty() {
        return Ok(Ok(None));
    }
    let code = |kind: &str, id: String| Ok(Ok(Some(format!("{kind}/{id}"))));
    let reference = text.to_uppercase();
    if reference.starts_with("VS-") {
        if let Some(found) = submissions::by_reference(conn, &reference)? {
            return code("submission", found.id);
        }
        if let Some(found) = reports::by_reference(conn, &reference)? {
            return code("report", found.id);
        }
        if let Some(found) = comments::by_reference(conn, &reference)? {
            return code("comment", found.id);
        }
        if let Some(found) = listing_requests::by_reference(conn, &reference)? {
            return code("listing_request", found.id);
        }
        return Ok(Err("Nothing here has this reference. Check it against the mail or the page that names it."));
    }
    let is_code = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_'));
    let said = "Write a reference such as VS-7F3K-92QX. For all else, follow a link in the log.";
    Ok(if is_code { Ok(Some(text.to_string())) } else { Err(said) })
}

fn day(text: &str) -> Result<Option<NaiveDate>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| (2000..=2999).contains(&day.year()));
    day.map(Some).ok_or("Write the day as year, month and day, such as 2026-11-27.")
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
