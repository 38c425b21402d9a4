//! Attest: the provider says that the details are still right.

use serde_json::json;

use crate::db::audit::{self, Actor, Entry};
use crate::db::{DbError, listings};

use super::Desk;

/// Records that the provider confirmed the listing's details now.
pub fn confirm(desk: &Desk, organization_id: &str, actor: &Actor) -> Result<(), DbError> {
    let now = desk.clock.now();
    desk.db.write(|conn| {
        listings::confirm(conn, organization_id, now)?;
        let entry = Entry {
            actor,
            action: "listing.confirmed",
            subject: format!("organization/{organization_id}"),
            payload: json!({}),
            evidence_digest: None,
        };
        audit::append(conn, &entry, now)?;
        Ok(())
    })
}
