//! How dates, distances and money read on pages.

use chrono::{DateTime, NaiveDate, Utc};
use tera::{Error, Kwargs, State, TeraResult, Value};

use super::locale::Locale;

const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];

/// `3 Nov 2026`.
pub fn date_text(locale: Locale, date: NaiveDate) -> String {
    use chrono::Datelike;
    let months = match locale {
        Locale::En => MONTHS_EN,
        Locale::Es => MONTHS_ES,
    };
    format!("{} {} {}", date.day(), months[date.month0() as usize], date.year())
}

/// A distance in miles as people say it: one decimal below ten, whole above, "less than 0.1" at the door.
pub fn miles_text(miles: f64) -> String {
    match miles {
        m if m < 0.1 => "< 0.1".to_string(),
        m if m < 9.95 => format!("{m:.1}"),
        m => format!("{m:.0}"),
    }
}

/// Whole dollars with thousands set off: `$1,200`.
pub fn dollars_text(dollars: i64) -> String {
    let sign = if dollars < 0 { "-$" } else { "$" };
    format!("{sign}{}", grouped(dollars.unsigned_abs()))
}

/// A whole number with thousands set off: `1,200`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `3 Nov 2026, 14:05 UTC`.
pub fn moment_text(locale: Locale, at: DateTime<Utc>) -> String {
    format!("{}, {} UTC", date_text(locale, at.date_naive()), at.format("%H:%M"))
}

/// Registers `date`, `date_time`, `miles`, `dollars` and `grouped` for one language.
pub fn register(tera: &mut tera::Tera, locale: Locale) {
    tera.register_filter("date", move |value: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        Ok(date_text(locale, parse_date(value)?))
    });
    tera.register_filter("date_time", move |value: &str, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        let at = DateTime::parse_from_rfc3339(value).map_err(|e| Error::message(format!("date_time: {e}")))?.to_utc();
        Ok(moment_text(locale, at))
    });
    tera.register_filter("miles", |value: &Value, _: Kwargs, _: &State<'_>| -> TeraResult<String> {
        value.as_f64().map(miles_text).ok_or_else(|| Error::message("miles: not a number"))
    });
    tera.register_filter("dollars", |value: i64, _: Kwargs, _: &State<'_>| dollars_text(value));
    tera.register_filter("grouped", |value: u64, _: Kwargs, _: &State<'_>| grouped(value));
}

/// A date, or the date of an RFC 3339 time.
fn parse_date(value: &str) -> TeraResult<NaiveDate> {
    let day = value.get(..10).unwrap_or(value);
    day.parse().map_err(|_| Error::message("date: expected YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_say_them() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 3).expect("a date");
        assert_eq!(date_text(Locale::En, day), "3 Nov 2026");
        assert_eq!(date_text(Locale::Es, day), "3 nov 2026");
        assert_eq!([0.04, 3.06, 9.96, 120.4].map(miles_text), ["< 0.1", "3.1", "10", "120"]);
        assert_eq!([0, 999, 1200, 1_234_567].map(dollars_text), ["$0", "$999", "$1,200", "$1,234,567"]);
    }
}
