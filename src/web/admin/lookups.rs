//! Recording what a person looked up: a license at its board, or who controls a contact of the official record.

use actix_web::HttpResponse;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::domain::lookup::{LookupKind, LookupResult, RecordedLookup};
use crate::pipeline::review;
use crate::web::error::WebError;
use crate::web::extract::form::Form;

use super::failure;
use super::posted::Posted;
use super::submissions::LONGEST_TEXT;

/// What may be seen at a board, and what a contact may answer.
const fn results_of(kind: LookupKind) -> &'static [LookupResult] {
    use LookupResult as R;
    match kind {
        LookupKind::BoardStatus => {
            &[R::Active, R::RenewalPending, R::Restricted, R::Suspended, R::Revoked, R::Expired, R::NotFound]
        }
        LookupKind::IdentityControl => &[R::Confirmed, R::Denied],
    }
}

/// Takes the form.
pub async fn record(posted: Posted) -> Result<HttpResponse, WebError> {
    let Posted { state, staff, id, form, .. } = &posted;
    let lookup = match read(form, &staff.visitor.email, state.clock.now()) {
        Ok(lookup) => lookup,
        Err((field, text)) => {
            let form_id = form_id(form.raw("credential").or(form.raw("subject")).unwrap_or_default());
            return posted.returned(form_id, field, text).await;
        }
    };
    let (reviewer, to, id) = (staff.reviewer(), posted.back(&lookup.subject), id.clone());
    state.blocking(move |s| review::record_lookup(&s.desk(), &reviewer, id.as_str(), &lookup).map_err(failure)).await?;
    Ok(to)
}

/// The id of the form for a license or for the provider, as the template writes it.
fn form_id(at: &str) -> String {
    format!("look-up{}{}", if at.starts_with('/') { "" } else { "-" }, at.replace('/', "-"))
}

type Fault = (&'static str, String);

fn read(form: &Form, looked_by: &str, now: DateTime<Utc>) -> Result<RecordedLookup, Fault> {
    let kind: LookupKind = form.raw("kind").unwrap_or_default().parse().map_err(|e| ("kind", format!("{e}")))?;
    let result: LookupResult = form
        .raw("result")
        .and_then(|r| r.parse().ok())
        .filter(|r| results_of(kind).contains(r))
        .ok_or_else(|| ("result", "Choose what you saw.".to_string()))?;
    let place = form.text("place").filter(|p| p.chars().count() <= LONGEST_TEXT).ok_or_else(|| {
        let what = match kind {
            LookupKind::BoardStatus => "Write where you looked: the board and its site",
            LookupKind::IdentityControl => "Write which contact answered, and which official record it is from",
        };
        ("place", format!("{what}, in at most {LONGEST_TEXT} characters."))
    })?;
    let seen_on = date(form, "seen_on")?.unwrap_or(now.date_naive());
    if seen_on > now.date_naive() {
        return Err(("seen_on", "The day that you looked cannot be in the future.".to_string()));
    }
    Ok(RecordedLookup {
        kind,
        subject: form.raw("subject").unwrap_or_default().to_string(),
        credential: form.text("credential").map(str::to_string),
        result,
        place: place.to_string(),
        expires_on: date(form, "expires_on")?,
        looked_by: looked_by.to_string(),
        looked_at: if seen_on == now.date_naive() { now } else { seen_on.and_time(NOON).and_utc() },
    })
}

/// The time that a look-up on an earlier day is given.
const NOON: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("noon is a time");

fn date(form: &Form, name: &'static str) -> Result<Option<NaiveDate>, Fault> {
    let wrong = |_| (name, "Write the date like 2026-11-30.".to_string());
    form.text(name).map(|d| d.parse::<NaiveDate>()).transpose().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(change: &[(&str, &str)]) -> Result<RecordedLookup, Fault> {
        let mut fields = vec![
            ("kind", "board_status"),
            ("subject", "clinicians/0"),
            ("credential", "/clinicians/0/credentials/0"),
            ("result", "active"),
            ("place", "Oregon Medical Board, license look-up"),
            ("seen_on", "2026-11-20"),
            ("expires_on", ""),
        ];
        for (name, value) in change {
            fields.retain(|(n, _)| n != name);
            fields.push((name, value));
        }
        let fields = fields.into_iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
        read(&Form::of(fields), "pat@example.org", "2026-11-23T15:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn a_look_up_says_what_was_seen_where_and_when() {
        let lookup = sent(&[("expires_on", "2027-12-31")]).expect("taken");
        assert_eq!(lookup.looked_at.to_rfc3339(), "2026-11-20T12:00:00+00:00");
        assert_eq!(lookup.expires_on, NaiveDate::from_ymd_opt(2027, 12, 31));
        let today = sent(&[("seen_on", "2026-11-23")]).expect("taken");
        assert_eq!(today.looked_at.to_rfc3339(), "2026-11-23T15:00:00+00:00", "never in the future");
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (field, value) in [
            ("result", "confirmed"),
            ("result", ""),
            ("place", " "),
            ("seen_on", "2026-11-24"),
            ("seen_on", "yesterday"),
            ("expires_on", "12/31/2027"),
            ("kind", "other"),
        ] {
            assert_eq!(sent(&[(field, value)]).expect_err("refused").0, field, "{value}");
        }
    }

    #[test]
    fn a_form_has_the_id_that_its_template_writes() {
        assert_eq!(form_id("/clinicians/0/credentials/1"), "look-up-clinicians-0-credentials-1");
        assert_eq!(form_id("provider"), "look-up-provider");
    }
}
