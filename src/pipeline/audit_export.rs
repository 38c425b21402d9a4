//! Taking the audit log out as a file is an act that the log itself tells.

use serde_json::json;

use super::Desk;
use crate::db::DbError;
use crate::db::audit::{self, Actor, Entry};
use crate::domain::audit::AuditFilter;

/// Writes down who takes out which part of the log.
pub fn begin(desk: &Desk, staff_id: &str, filter: &AuditFilter) -> Result<(), DbError> {
    let actor = Actor::Staff(staff_id.to_string());
    let entry = Entry {
        actor: &actor,
        action: "audit.exported",
        subject: "audit".to_string(),
        payload: json!({
            "actor": filter.actor,
            "action": filter.action,
            "subject": filter.subject,
            "from": filter.from,
            "until": filter.until,
        }),
        evidence_digest: None,
    };
    desk.db.write(|conn| audit::append(conn, &entry, desk.clock.now()))?;
    Ok(())
}
