//! Which phones people have told us do not answer, and neither did they when we called.

use std::collections::{BTreeMap, HashSet};

use crate::db::{Conn, DbError, report_calls, reports};
use crate::domain::report::{DeadPhone, phone_in_question};
use crate::keys::Keys;

use super::call;

/// The places of these organizations whose phone is in question: two independent reports are open, and staff called in vain about
/// one of them and let the note stand. Made of the open reports each time, so that the note cannot outlast them.
pub(in crate::pipeline) fn in_question(
    conn: &mut Conn,
    keys: &Keys,
    organization_ids: &[&str],
) -> Result<HashSet<String>, DbError> {
    let open = reports::dead_phones(conn, organization_ids)?;
    let ids: Vec<&str> = open.iter().map(|report| report.id.as_str()).collect();
    let noted: HashSet<String> = report_calls::noted(conn, &ids)?.into_iter().collect();
    let mut told: BTreeMap<String, (Vec<DeadPhone>, bool)> = BTreeMap::new();
    for report in open {
        let one = call::told(keys, &report);
        if let Some(place) = report.place_id {
            let (said, is_noted) = told.entry(place).or_default();
            said.push(one);
            *is_noted |= noted.contains(&report.id);
        }
    }
    let stands = |(said, is_noted): &(Vec<DeadPhone>, bool)| *is_noted && phone_in_question(said);
    Ok(told.into_iter().filter(|(_, about)| stands(about)).map(|(place, _)| place).collect())
}
