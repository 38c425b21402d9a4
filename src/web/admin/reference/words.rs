//! Ages, numbers and outcomes of reference data in words.

use chrono::NaiveDate;

use crate::domain::reference_act::{ActKind, ActState};
use crate::reads::reference_page::{Act, Counts};
use crate::web::pages::documents::size;

/// `3 days old`.
pub(super) fn age(of: NaiveDate, today: NaiveDate) -> String {
    match (today - of).num_days() {
        ..=0 => "of today".into(),
        1 => "1 day old".into(),
        days => format!("{days} days old"),
    }
}

/// `1,234,567`.
pub(super) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `1,234 rows`.
pub(super) fn rows(number: i64) -> String {
    counted(number, "row", "rows")
}

fn counted(number: i64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// What a load did to listings, a line each. `finds`: what the list finds against somebody, one and many. `is_addition`: it adds to a
/// list, so that whoever is gone was reinstated by it.
pub(super) fn effects(counts: Counts, finds: (&str, &str), is_addition: bool, is_checking: bool) -> Vec<String> {
    let of = |number: usize, one: &str, many: &str| counted(i64::try_from(number).unwrap_or(i64::MAX), one, many);
    let mut said = Vec::new();
    if counts.found > 0 {
        said.push(of(counts.found, &format!("new {}", finds.0), &format!("new {}", finds.1)));
    }
    if counts.gone > 0 && is_addition {
        said.push(of(counts.gone, "reinstated", "reinstated"));
    } else if counts.gone > 0 {
        said.push(of(counts.gone, &format!("{} gone", finds.0), &format!("{} gone", finds.1)));
    }
    if counts.hidden > 0 {
        let hidden = of(counts.hidden, "listing hidden", "listings hidden");
        let again =
            if counts.shown_again > 0 { format!(", {} shown again", counts.shown_again) } else { String::new() };
        said.push(format!("{hidden}{again}"));
    }
    match said.last_mut() {
        None if is_checking => said.push("No listing changed so far".into()),
        None => said.push("No listing changed".into()),
        Some(last) if is_checking => last.push_str(" so far"),
        Some(_) => {}
    }
    said
}

/// How an act stands, in a word or two.
pub(super) const fn state(kind: ActKind, state: ActState) -> &'static str {
    match (kind, state) {
        (_, ActState::Running) => "Loading",
        (ActKind::Load, ActState::InForce) => "Loaded",
        (ActKind::Back, ActState::InForce) => "Went back",
        (_, ActState::Unchanged) => "Nothing new",
        (_, ActState::Refused) => "Refused",
        (_, ActState::BrokenOff) => "Broke off",
    }
}

/// How far an act is, or how it ended.
pub(super) fn said(act: &Act, state: ActState) -> String {
    let told = &act.told;
    match state {
        ActState::Running if told.of_bytes == 0 => format!("{} received. Reading begins.", size(act.file_bytes)),
        ActState::Running if told.read_bytes >= told.of_bytes => {
            format!("All read, {}. They are put in force.", rows(told.rows))
        }
        ActState::Running => {
            format!("{} of {} read, {}.", size(told.read_bytes), size(told.of_bytes), rows(told.rows))
        }
        ActState::InForce => {
            let extent = if act.complete { "" } else { ", added to what was in force" };
            format!("{}: {}{extent}.", told.version, rows(told.rows))
        }
        ActState::BrokenOff if told.said.is_empty() => {
            "It fell silent in the middle. Nothing of it counts; what was in force before still is.".into()
        }
        _ => told.said.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_says_what_happened_and_no_more() {
        let (none, hits) = (Counts::default(), ("possible hit", "possible hits"));
        assert_eq!(effects(none, hits, false, false), ["No listing changed"]);
        assert_eq!(effects(none, hits, false, true), ["No listing changed so far"]);
        let some = Counts { found: 1, gone: 2, hidden: 1200, shown_again: 3 };
        assert_eq!(
            effects(some, hits, false, false),
            ["1 new possible hit", "2 possible hits gone", "1,200 listings hidden, 3 shown again"]
        );
        assert_eq!(effects(Counts { gone: 1, ..none }, hits, true, true), ["1 reinstated so far"]);
    }

    #[test]
    fn ages_and_numbers_read_as_people_say_them() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(age(day("2026-11-23"), day("2026-11-23")), "of today");
        assert_eq!(age(day("2026-11-22"), day("2026-11-23")), "1 day old");
        assert_eq!(age(day("2026-10-23"), day("2026-11-23")), "31 days old");
        assert_eq!(
            [0, 1, 999, 1000, 8_123_456].map(rows),
            ["0 rows", "1 row", "999 rows", "1,000 rows", "8,123,456 rows"]
        );
    }
}
