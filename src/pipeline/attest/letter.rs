//! The words of a request to confirm.

use chrono::{Datelike, Days, NaiveDate};
use fluent_bundle::{FluentArgs, FluentValue};

use crate::domain::confirmation::{LINK_DAYS, STEPS, suppressed_from, unconfirmed_from};
use crate::pipeline::mail_text::{self, Texts};

/// Why the provider is asked now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    /// The quarter ends soon: its last day.
    Before(NaiveDate),
    /// It has ended: its last day, and the first one on which searches leave the listing out.
    After(NaiveDate, NaiveDate),
    /// The same, by mail for the last time.
    Last(NaiveDate, NaiveDate),
    /// Nobody ever confirmed it: the first day on which searches leave it out.
    Never(NaiveDate),
    /// Staff confirmed what somebody reported.
    Reported,
    /// The link of an older mail had grown too old, and whoever held it asked for a new one.
    NewLink,
}

impl Occasion {
    /// Of a reminder for a listing that was confirmed, or only published, on a day.
    pub(super) fn of_step(step: i64, is_confirmed: bool, since: NaiveDate) -> Occasion {
        let (last_day, gone) = (unconfirmed_from(since) - Days::new(1), suppressed_from(since));
        match step {
            _ if !is_confirmed => Occasion::Never(gone),
            ..=0 => Occasion::Before(last_day),
            step if Some(&step) == STEPS.last() => Occasion::Last(last_day, gone),
            _ => Occasion::After(last_day, gone),
        }
    }

    /// As the audit log has it, and the last part of its text's key.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Occasion::Before(_) => "before",
            Occasion::After(..) => "after",
            Occasion::Last(..) => "last",
            Occasion::Never(_) => "never",
            Occasion::Reported => "reported",
            Occasion::NewLink => "new-link",
        }
    }

    const fn days(self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        match self {
            Occasion::Before(last_day) => (Some(last_day), None),
            Occasion::After(last_day, gone) | Occasion::Last(last_day, gone) => (Some(last_day), Some(gone)),
            Occasion::Never(gone) => (None, Some(gone)),
            Occasion::Reported | Occasion::NewLink => (None, None),
        }
    }
}

/// What a mail asks.
#[derive(Debug)]
pub(super) struct Request<'a> {
    /// The names of the listings; at least one.
    pub names: &'a [String],
    pub occasion: Occasion,
    pub link: &'a str,
    pub asked_on: NaiveDate,
}

impl Request<'_> {
    /// Subject line and text.
    pub(super) fn written(&self) -> (String, String) {
        let when = format!("confirm-when-{}", self.occasion.as_str());
        let say = |texts: &Texts, key: &str| mail_text::say(texts, key, &self.filled_in(texts));
        let body = mail_text::in_both_by(&["confirm-about", &when, "confirm-do", "confirm-link"], say);
        (say(&mail_text::ENGLISH, "confirm-subject"), body)
    }

    fn filled_in(&self, texts: &Texts) -> FluentArgs<'static> {
        let mut args = FluentArgs::new();
        let names = match self.names {
            [only] => only.clone(),
            many => many.iter().map(|name| format!("- {name}")).collect::<Vec<_>>().join("\n"),
        };
        args.set("names", names);
        args.set("count", FluentValue::from(self.names.len()));
        args.set("link", self.link.to_string());
        let (last_day, gone) = self.occasion.days();
        let closes = self.asked_on.checked_add_days(Days::new(LINK_DAYS.unsigned_abs()));
        for (name, day) in [("last_day", last_day), ("gone", gone), ("closes", closes)] {
            args.set(name, day.map(|day| said(texts, day)).unwrap_or_default());
        }
        args
    }
}

/// A day in words.
fn said(texts: &Texts, day: NaiveDate) -> String {
    let mut args = FluentArgs::new();
    args.set("day", day.day().to_string());
    args.set("month", FluentValue::from(f64::from(day.month())));
    args.set("year", day.year().to_string());
    mail_text::say(texts, "confirm-day", &args)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://example.org/portal/confirm/0199?key=k_-";

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn written(names: &[&str], occasion: Occasion) -> (String, String) {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        Request { names: &names, occasion, link: LINK, asked_on: day("2027-02-06") }.written()
    }

    #[test]
    fn every_occasion_is_said_in_both_languages_with_the_link_and_its_last_day() {
        let since = day("2026-11-23");
        for (step, is_confirmed) in
            [(-15, true), (-10, true), (-5, true), (1, true), (14, true), (28, true), (1, false)]
        {
            let (subject, text) = written(&["Quiet Harbor Psychiatry"], Occasion::of_step(step, is_confirmed, since));
            assert_eq!(subject, "Is this still right? Your listing for Quiet Harbor Psychiatry");
            let (english, spanish) = text.split_once("\n\n----\n\n").expect("two languages");
            for part in [english, spanish] {
                assert!(part.contains(LINK) && part.contains("Quiet Harbor Psychiatry"), "{part}");
            }
            assert!(english.contains("April 7, 2027") && spanish.contains("7 de abril de 2027"), "{text}");
            assert!(!text.contains("{ ") && !text.contains("  ") && !text.contains("\n\n\n"), "{text}");
        }
    }

    #[test]
    fn a_reminder_says_what_happens_and_when() {
        let since = day("2026-11-23");
        let (_, before) = written(&["A"], Occasion::of_step(-15, true, since));
        assert!(before.contains("February 21, 2027") && before.contains("21 de febrero de 2027"), "{before}");
        let (_, after) = written(&["A"], Occasion::of_step(14, true, since));
        assert!(after.contains("February 21, 2027") && after.contains("From April 4, 2027"), "{after}");
        assert!(!after.contains("last reminder"), "{after}");
        let (_, last) = written(&["A"], Occasion::of_step(28, true, since));
        assert!(last.contains("last reminder") && last.contains("último"), "{last}");
        let (_, never) = written(&["A"], Occasion::of_step(-15, false, since));
        assert!(never.contains("Nobody has confirmed") && !never.contains("February 21"), "{never}");
    }

    #[test]
    fn several_listings_are_named_in_one_mail_one_a_line() {
        let (subject, text) = written(&["Elm Clinic", "Oak Clinic"], Occasion::Reported);
        assert_eq!(subject, "Is this still right? Your 2 listings");
        assert_eq!(text.matches("- Elm Clinic\n- Oak Clinic").count(), 2, "{text}");
        let (_, text) = written(&["Elm Clinic"], Occasion::NewLink);
        assert!(text.contains("asked for a new link") && text.contains("un enlace nuevo"), "{text}");
    }
}
