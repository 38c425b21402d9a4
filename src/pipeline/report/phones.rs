//! Which phones people have told us do not answer.

use std::collections::{BTreeMap, HashSet};

use crate::db::{Conn, DbError, reports};
use crate::domain::report::{DeadPhone, phone_in_question};
use crate::keys::Keys;

use super::Words;

/// The places of these organizations whose phone is in question. Made of the open reports each time, so that the
/// note cannot outlast them.
pub(in crate::pipeline) fn in_question(
    conn: &mut Conn,
    keys: &Keys,
    organization_ids: &[&str],
) -> Result<HashSet<String>, DbError> {
    let mut told: BTreeMap<String, Vec<DeadPhone>> = BTreeMap::new();
    for report in reports::dead_phones(conn, organization_ids)? {
        let email = Words::of(keys, &report).and_then(|words| words.email);
        if let Some(place) = report.place_id {
            told.entry(place).or_default().push(DeadPhone { at: report.received_at, email });
        }
    }
    Ok(told.into_iter().filter(|(_, open)| phone_in_question(open)).map(|(place, _)| place).collect())
}
