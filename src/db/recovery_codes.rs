//! Recovery codes of staff: digests alone, each used once.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::ids::Id;

use super::schema::staff_recovery_codes as c;
use super::{Conn, DbError, stored};

/// Puts new codes in the place of all that this member of staff had.
pub fn replace(conn: &mut Conn, staff_id: &Id, digests: &[String]) -> Result<(), DbError> {
    forget(conn, staff_id)?;
    for digest in digests {
        let row = (c::digest.eq(digest), c::staff_id.eq(staff_id.as_str()));
        diesel::insert_into(c::table).values(row).execute(conn)?;
    }
    Ok(())
}

/// Uses a code up; `false` where it is used already, or not theirs.
pub fn spend(conn: &mut Conn, staff_id: &Id, digest: &str, now: DateTime<Utc>) -> Result<bool, DbError> {
    let unused = c::table.find(digest).filter(c::staff_id.eq(staff_id.as_str())).filter(c::used_at.is_null());
    Ok(diesel::update(unused).set(c::used_at.eq(stored(now))).execute(conn)? == 1)
}

/// How many are left; `None` where none were ever made.
pub fn left(conn: &mut Conn, staff_id: &Id) -> Result<Option<usize>, DbError> {
    let used: Vec<Option<NaiveDateTime>> =
        c::table.filter(c::staff_id.eq(staff_id.as_str())).select(c::used_at).load(conn)?;
    Ok((!used.is_empty()).then(|| used.iter().filter(|at| at.is_none()).count()))
}

/// Makes all of them worthless.
pub fn forget(conn: &mut Conn, staff_id: &Id) -> Result<(), DbError> {
    diesel::delete(c::table.filter(c::staff_id.eq(staff_id.as_str()))).execute(conn)?;
    Ok(())
}
