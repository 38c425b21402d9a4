//! The columns of a roster: what they are called, what cannot be said in them, and how a cell reads that a spreadsheet rewrote.

use crate::domain::draft::WORK_EMAIL;
use crate::sources::{day, number};
use crate::verify::PROVIDER;

/// The columns of the contract ("Roster CSV"), and behind them those that only a listing needs.
pub const COLUMNS: [&str; 23] = [
    "npi",
    "first_name",
    "middle_name",
    "last_name",
    "former_last_names",
    "date_of_birth",
    "profession",
    "prescribes",
    "supervisor_npi",
    "license_number",
    "license_state",
    "license_expires_on",
    "dea_number",
    "dea_basis",
    "dea_expires_on",
    "line1",
    "city",
    "state",
    "postal_code",
    WORK_EMAIL,
    "malpractice_issuer",
    "malpractice_number",
    "malpractice_expires_on",
];

/// Without these a row says nothing that could be checked.
pub const NEEDED: [&str; 3] = ["npi", "last_name", "profession"];

/// Columns whose values are kept and never shown again.
pub const SECRET: [&str; 2] = ["date_of_birth", "dea_number"];

/// The columns of a place.
pub(super) const ADDRESS: [&str; 4] = ["line1", "city", "state", "postal_code"];

/// What no roster can say, as `credential.required` names it.
const UNSAYABLE: [&str; 10] = [
    "acls",
    "attestation",
    "board_certification",
    "collaboration_agreement",
    "organization_npi",
    PROVIDER,
    "settings",
    "state_cds",
    "telehealth_states",
    "treatments",
];

/// What a roster without this column cannot say.
const SAID_BY: [(&str, &[&str]); 11] = [
    ("first_name", &["first_name"]),
    ("date_of_birth", &["date_of_birth"]),
    ("supervisor_npi", &["supervisor_npi"]),
    ("license_number", &["state_license", "state_license.number"]),
    ("license_state", &["state_license", "state_license.state"]),
    ("license_expires_on", &["state_license.expires_on"]),
    ("dea_number", &["dea", "dea.number"]),
    ("dea_expires_on", &["dea.expires_on"]),
    ("malpractice_number", &["malpractice_insurance", "malpractice_insurance.number"]),
    ("malpractice_issuer", &["malpractice_insurance.issuer"]),
    ("malpractice_expires_on", &["malpractice_insurance.expires_on"]),
];

/// What a roster in which only these columns are there has no way to say.
pub(super) fn unasked(is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let absent = SAID_BY.iter().filter(|(column, _)| !is_there(column));
    UNSAYABLE.into_iter().chain(absent.flat_map(|(_, fields)| fields.iter().copied())).collect()
}

/// Where a column stands among [`COLUMNS`].
pub(super) fn position(column: &str) -> Option<usize> {
    COLUMNS.iter().position(|c| *c == column)
}

/// A cell as it was before a spreadsheet wrote it again; no problem shows it.
///
/// # Errors
/// The code and the sentence of what cannot be undone.
pub(super) fn undone(column: &str, cell: &str, state: &str) -> Result<String, (&'static str, String)> {
    match column {
        "npi" | "supervisor_npi" | "license_number" | "prescribes" => {
            let lost = |number::LostDigits| ("lost_digits", number::LOST_DIGITS.to_string());
            number::identifier(cell.to_string()).map_err(lost)
        }
        "date_of_birth" | "license_expires_on" | "dea_expires_on" | "malpractice_expires_on" => match day::read(cell) {
            Ok(date) => Ok(date.map(|d| d.to_string()).unwrap_or_default()),
            Err("") => Ok(cell.to_string()),
            Err(why) => Err(("bad_date", format!("Write the date as YYYY-MM-DD, such as 2027-06-30: {why}."))),
        },
        "postal_code" => Ok(number::zip(cell.to_string(), state)),
        _ => Ok(cell.to_string()),
    }
}
