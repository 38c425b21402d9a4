//! A day as publishers write it, and as spreadsheets write it again.

use chrono::{Datelike, NaiveDate};

use super::number::identifier;

/// A birth date before this is none, and an exclusion even less.
const EARLIEST: i32 = 1800;

/// What a spreadsheet or a database puts behind a day.
const MIDNIGHTS: &[&str] =
    &["T00:00:00.000Z", "T00:00:00Z", "T00:00:00", " 00:00:00.000", " 00:00:00", " 00:00", " 0:00:00", " 0:00"];

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Why a text is no day, in words that show nothing of it; empty where there is nothing to add.
pub type NoDay = &'static str;

/// Reads a day: `2026-01-31`, `2026/1/31`, `20260131`, `1/31/2026` (in the order of the United States) or `31-Jan-2026`, alone or
/// at midnight. Empty and all zeros mean none.
///
/// # Errors
/// Anything that could be another day too (`31.1.2026`, `1-2-2026`, two digits for the year), or that is none.
pub fn read(text: &str) -> Result<Option<NaiveDate>, NoDay> {
    let text = MIDNIGHTS.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let is_none = |text: &str| text.bytes().all(|b| b == b'0');
    if is_none(text) {
        return Ok(None);
    }
    let text = identifier(text.to_string()).map_err(|_| "a spreadsheet has rounded it and digits are lost")?;
    match in_parts(&text) {
        _ if is_none(&text) => Ok(None),
        Some((year, month, day)) => {
            let date = NaiveDate::from_ymd_opt(year, month, day).filter(|d| d.year() >= EARLIEST);
            date.map(Some).ok_or("there is no such day")
        }
        None => Err(why_not(&text)),
    }
}

/// The parts of `2/3/61`, month first: for lists whose years have two digits, which [`read`] refuses.
pub(super) fn with_short_year(text: &str) -> Option<(u32, u32, u32)> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [month, day, year] if year.len() == 2 => Some((number(year, 2)?, number(month, 2)?, number(day, 2)?)),
        _ => None,
    }
}

/// Year, month and day, by their places.
fn in_parts(text: &str) -> Option<(i32, u32, u32)> {
    if text.len() == 8 && text.is_ascii() && !text.contains(['-', '/', '.', ' ']) {
        return Some((year(&text[..4])?, number(&text[4..6], 2)?, number(&text[6..], 2)?));
    }
    let separator = ['-', '/', ' '].into_iter().find(|c| text.contains(*c))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let [first, second, third] = parts.as_slice() else { return None };
    if first.len() == 4 && separator != ' ' {
        return Some((year(first)?, number(second, 2)?, number(third, 2)?));
    }
    match separator {
        '/' => Some((year(third)?, number(first, 2)?, number(second, 2)?)),
        _ => Some((year(third)?, month_called(second)?, number(first, 2)?)),
    }
}

fn year(digits: &str) -> Option<i32> {
    (digits.len() == 4).then(|| number(digits, 4))?.and_then(|year| i32::try_from(year).ok())
}

/// A number of at most so many digits, and of nothing else.
fn number(digits: &str, most: usize) -> Option<u32> {
    let fits = (1..=most).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| digits.parse().ok())?
}

fn month_called(name: &str) -> Option<u32> {
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| *month == name || (name.len() == 3 && month.starts_with(&name)))?;
    u32::try_from(at + 1).ok()
}

fn why_not(text: &str) -> NoDay {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    match parts.as_slice() {
        [count] if digits(count) && count.len() == 5 => "a spreadsheet has written the number of the day",
        [count, fraction] if digits(count) && digits(fraction) && count.len() == 5 => {
            "a spreadsheet has written the number of the day"
        }
        [a, b, c] if [a, b, c].iter().all(|part| digits(part)) && c.len() == 2 => "the year has two digits",
        [a, b, c] if [a, b, c].iter().all(|part| digits(part)) => "which part is the month cannot be told",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Result<Option<NaiveDate>, NoDay> {
        Ok(NaiveDate::from_ymd_opt(year, month, day))
    }

    #[test]
    fn five_ways_to_write_a_day_are_understood_alone_and_at_midnight() {
        for text in [
            "2026-01-31",
            "20260131",
            "01/31/2026",
            "1/31/2026",
            "2026/1/31",
            "31-Jan-2026",
            "31 January 2026",
            "2026-01-31T00:00:00",
            "2026-01-31 00:00:00",
            "1/31/2026 0:00",
            "20260131.0",
            "2.0260131E+07",
        ] {
            assert_eq!(read(text), day(2026, 1, 31), "{text}");
        }
        for none in ["", "0", "0.0", "00000000"] {
            assert_eq!(read(none), Ok(None), "{none}");
        }
    }

    #[test]
    fn what_could_be_another_day_is_refused_with_the_reason() {
        let cases = [
            ("31.01.2026", "which part is the month cannot be told"),
            ("01-02-2026", "which part is the month cannot be told"),
            ("1/31/26", "the year has two digits"),
            ("46053", "a spreadsheet has written the number of the day"),
            ("46053.5", "a spreadsheet has written the number of the day"),
            ("2.03E+07", "a spreadsheet has rounded it and digits are lost"),
            ("20260231", "there is no such day"),
            ("31/01/2026", "there is no such day"),
            ("0026-01-31", "there is no such day"),
        ];
        for (text, why) in cases {
            assert_eq!(read(text), Err(why), "{text}");
        }
        for nonsense in [
            "2026111",
            "-00010101",
            "+2026-1-1",
            "soon",
            "2026-01-31T10:00:00",
            "1/31/2026/1",
            "é/1/2026",
            "31-Juin-2026",
        ] {
            assert!(read(nonsense).is_err(), "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_no_reason_shows_a_digit(text in "[0-9/. T:é-]{0,14}|.{0,12}") {
            if let Err(why) = read(&text) {
                prop_assert!(!why.contains(|c: char| c.is_ascii_digit()));
            }
        }

        #[test]
        fn a_day_is_read_as_it_was_written(days in 0i64..150_000) {
            let date = NaiveDate::from_ymd_opt(1850, 1, 1).and_then(|d| d.checked_add_signed(chrono::Duration::days(days)));
            let date = date.expect("a day");
            for format in ["%Y-%m-%d", "%Y%m%d", "%m/%d/%Y", "%-m/%-d/%Y", "%Y/%m/%d", "%-d-%b-%Y", "%d %B %Y"] {
                prop_assert_eq!(read(&date.format(format).to_string()), Ok(Some(date)));
            }
        }
    }
}
