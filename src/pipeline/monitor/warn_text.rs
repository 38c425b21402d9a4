//! The words of a warning.

use chrono::{Datelike, NaiveDate};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::domain::credential::CredentialKind;
use crate::pipeline::mail_text;

/// What a mail tells.
#[derive(Debug)]
pub(super) struct Warning<'a> {
    pub kind: CredentialKind,
    /// The state's name; empty where it belongs to none.
    pub state: &'a str,
    pub holder: &'a str,
    pub provider: &'a str,
    pub last_day: NaiveDate,
    pub days_left: i64,
}

/// The subject line.
pub(super) fn subject(warning: &Warning<'_>) -> String {
    mail_text::say(&mail_text::ENGLISH, "warn-subject", &filled_in(warning))
}

/// The text, English above Spanish.
pub(super) fn body(warning: &Warning<'_>) -> String {
    let advice = if warning.kind == CredentialKind::StateLicense { "warn-do-license" } else { "warn-do-other" };
    mail_text::in_both(&["warn-what", advice, "warn-otherwise"], &filled_in(warning))
}

fn filled_in<'a>(warning: &Warning<'a>) -> FluentArgs<'a> {
    let mut args = FluentArgs::new();
    args.set("kind", warning.kind.as_str());
    args.set("state", warning.state);
    args.set("in_state", if warning.state.is_empty() { "no" } else { "yes" });
    args.set("holder", warning.holder);
    args.set("provider", warning.provider);
    args.set("days", warning.days_left);
    for (name, day) in [("", warning.last_day), ("after_", warning.last_day.succ_opt().unwrap_or(warning.last_day))] {
        args.set(format!("{name}day"), day.day().to_string());
        args.set(format!("{name}month"), FluentValue::from(f64::from(day.month())));
        args.set(format!("{name}year"), day.year().to_string());
    }
    args
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warning(kind: CredentialKind, state: &'static str, days_left: i64) -> Warning<'static> {
        Warning {
            kind,
            state,
            holder: "Ana Reyes",
            provider: "Quiet Harbor Psychiatry",
            last_day: NaiveDate::from_ymd_opt(2027, 2, 28).expect("a day"),
            days_left,
        }
    }

    #[test]
    fn a_warning_says_what_ends_when_and_what_to_do_in_both_languages() {
        let license = warning(CredentialKind::StateLicense, "Oregon", 30);
        assert_eq!(subject(&license), "Ana Reyes: license in Oregon ends on February 28, 2027");
        let text = body(&license);
        for said in [
            "The license in Oregon of Ana Reyes, as we have it for Quiet Harbor Psychiatry, ends on February 28, 2027. That is in 30 days.",
            "board",
            "from March 1, 2027",
            "28 de febrero de 2027",
            "1 de marzo de 2027",
            "30 días",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }

    #[test]
    fn every_kind_of_credential_is_said_in_full_in_both_languages() {
        for kind in CredentialKind::ALL {
            for (days, state) in [(0, ""), (1, "Oregon"), (7, "")] {
                let text = body(&warning(*kind, state, days));
                assert!(!text.contains(kind.as_str()) || *kind == CredentialKind::Dea, "{text}");
                assert!(!text.contains("{ ") && !text.contains("  "), "{text}");
            }
        }
        assert!(body(&warning(CredentialKind::Dea, "", 1)).contains("That is tomorrow."));
    }

    #[test]
    fn every_month_has_its_name() {
        for month in 1..=12 {
            let mut ends = warning(CredentialKind::Acls, "", 60);
            ends.last_day = NaiveDate::from_ymd_opt(2027, month, 15).expect("a day");
            let english = ends.last_day.format("ends on %B 15, 2027").to_string();
            assert!(subject(&ends).contains(&english), "{english}");
        }
    }
}
