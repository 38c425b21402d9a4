//! The hidden `form_token` of public forms: signed with the key file, without a cookie. It says which form it was
//! issued for and when, so that a form is sent from a page of ours and not days later. Session forms carry the
//! session's own token instead.

use chrono::{DateTime, Duration, Utc};

use super::form::Form;
use crate::keys::{Keys, Purpose};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// The field's name.
pub const FIELD: &str = "form_token";

/// A long form may be filled in over a working day.
const GOOD_FOR_HOURS: i64 = 12;

/// A token for the form named `form`, such as `list` or `withdraw:VS-7Q2K`.
pub fn issue(state: &AppState, form: &str) -> String {
    issue_at(&state.keys, form, state.clock.now())
}

/// Refuses a posted form whose token is missing, forged, of another form or too old.
pub fn check(state: &AppState, form: &str, posted: &Form) -> Result<(), WebError> {
    let given = posted.raw(FIELD).unwrap_or_default();
    if holds(&state.keys, form, given, state.clock.now()) { Ok(()) } else { Err(WebError::new(Code::ForeignForm)) }
}

fn issue_at(keys: &Keys, form: &str, at: DateTime<Utc>) -> String {
    let at = at.timestamp();
    format!("{at}.{}", keys.sign(Purpose::FormToken, message(form, at).as_bytes()))
}

fn holds(keys: &Keys, form: &str, token: &str, now: DateTime<Utc>) -> bool {
    let Some((at, signature)) = token.split_once('.') else { return false };
    let Ok(at) = at.parse::<i64>() else { return false };
    let Some(issued) = DateTime::from_timestamp(at, 0) else { return false };
    let age = now.signed_duration_since(issued);
    // A little into the future passes: two processes' clocks may differ.
    let in_time = age <= Duration::hours(GOOD_FOR_HOURS) && age >= Duration::minutes(-5);
    in_time && keys.verify(Purpose::FormToken, message(form, at).as_bytes(), signature)
}

fn message(form: &str, at: i64) -> String {
    format!("{at}\n{form}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_token_is_good_for_its_form_and_its_day_only() {
        let keys = Keys::from_bytes([1; 32]);
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("a time");
        let token = issue_at(&keys, "list", now);
        assert!(holds(&keys, "list", &token, now + Duration::hours(11)));
        assert!(!holds(&keys, "list", &token, now + Duration::hours(13)));
        assert!(!holds(&keys, "list", &token, now - Duration::hours(1)));
        assert!(!holds(&keys, "withdraw", &token, now));
        assert!(!holds(&Keys::from_bytes([2; 32]), "list", &token, now));
        let later = token.replacen("1790000000", "1790000001", 1);
        for forged in ["", ".", "1790000000.", "x.y", "99999999999999999.a", &later] {
            assert!(!holds(&keys, "list", forged, now), "{forged}");
        }
    }
}
