//! A report that a program sends for somebody, and may send again, because it did not hear the answer.

use serde::{Deserialize, Serialize};

use crate::pipeline::Desk;
use crate::pipeline::once::{self, Once};

use super::{ReportError, Told, path, store};
use crate::keys::token_hash;

/// A report that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// To be quoted when asking about it. It opens nothing by itself.
    pub reference: String,
    /// Path and key of its page.
    pub path: String,
}

/// Takes a report. Under one [`Once`] it is one report, however often it comes within a day; whoever may be sending it again asks
/// [`received_before`] first.
pub fn receive(desk: &Desk, told: &Told, once: Option<&Once>) -> Result<Received, ReportError> {
    let taken = desk.db.write(|conn| -> Result<Received, ReportError> {
        let report = store(conn, desk, told, &token_hash(&told.form))?;
        let received = Received { path: path(&desk.keys, &report.reference), reference: report.reference };
        if let Some(once) = once {
            once::keep(conn, desk, once, &received, true)?;
        }
        Ok(received)
    });
    match taken {
        Err(ReportError::Once(error)) if error.is_duplicate() => {
            once.map(|once| received_before(desk, once)).transpose()?.flatten().ok_or(ReportError::Once(error))
        }
        taken => taken,
    }
}

/// What was received under the same key before; `None` where it is the first time.
pub fn received_before(desk: &Desk, once: &Once) -> Result<Option<Received>, ReportError> {
    Ok(once::first(desk, once)?.map(|first| first.made))
}
