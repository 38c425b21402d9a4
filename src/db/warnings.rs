//! Warnings that were sent before a credential's last day.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::warnings;
use super::{Conn, DbError, on_backend, stored};

#[derive(Insertable)]
#[diesel(table_name = warnings)]
struct Row {
    id: String,
    organization_id: String,
    credential: String,
    last_day: NaiveDate,
    step: i64,
    written_at: NaiveDateTime,
}

/// Notes a warning. Answers `false` where it was sent before: then nothing must be sent.
pub fn note(
    conn: &mut Conn,
    organization_id: &str,
    credential: &str,
    last_day: NaiveDate,
    step: i64,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let row = Row {
        id: Id::new().to_string(),
        organization_id: organization_id.to_string(),
        credential: credential.to_string(),
        last_day,
        step,
        written_at: stored(now),
    };
    let written = on_backend!(conn, c => diesel::insert_into(warnings::table)
        .values(&row)
        .on_conflict((warnings::organization_id, warnings::credential, warnings::last_day, warnings::step))
        .do_nothing()
        .execute(c))?;
    Ok(written == 1)
}
