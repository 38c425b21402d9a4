//! How people write answers, and how a dossier wants them.

use serde_json::{Value, json};

use super::fields::Kind;
use crate::domain::schedule::Day;

/// One answer as the dossier takes it; `None` where nothing was answered. What cannot be read goes through as it was
/// written: the dossier's own table then says what is wrong with it.
pub fn value(kind: Kind, answers: &[&str]) -> Option<Value> {
    let first = answers.iter().map(|a| a.trim()).find(|a| !a.is_empty());
    match kind {
        Kind::Any(..) | Kind::Languages | Kind::Places => {
            let words: Vec<&str> = answers.iter().map(|a| a.trim()).filter(|a| !a.is_empty()).collect();
            (!words.is_empty()).then(|| json!(words))
        }
        Kind::List => {
            let words: Vec<&str> = first?.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
            (!words.is_empty()).then(|| json!(words))
        }
        Kind::Maybe => match first? {
            "true" => Some(json!(true)),
            "false" => Some(json!(false)),
            other => Some(json!(other)),
        },
        Kind::Tick => first.map(|_| json!(true)),
        Kind::Date | Kind::SecretDate => first.map(|text| json!(date(text))),
        Kind::Whole => first.map(whole),
        Kind::Hours(day) => first.map(|text| hours(day, text)),
        Kind::Line("url", ..) => first.map(|text| json!(address(text))),
        Kind::Line(..) | Kind::Short(..) | Kind::Secret | Kind::Long | Kind::One(..) => first.map(|text| json!(text)),
    }
}

/// `6/30/2027` or `2027-06-30` as the latter.
fn date(text: &str) -> String {
    let parts: Vec<&str> = text.split(['/', '.']).map(str::trim).collect();
    match parts.as_slice() {
        [month, day, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_string(),
    }
}

/// `$1,200` as a number.
fn whole(text: &str) -> Value {
    let digits: String = text.chars().filter(|c| !matches!(c, '$' | ',' | ' ')).collect();
    let number = digits.strip_suffix(".00").unwrap_or(&digits).parse::<u64>();
    number.map_or_else(|_| json!(text), |n| json!(n))
}

/// A web address with its scheme.
fn address(text: &str) -> String {
    if text.contains("://") { text.to_string() } else { format!("https://{text}") }
}

/// `9:00-17:00`, `9am to 5pm`, `9-5`.
fn hours(day: Day, text: &str) -> Value {
    let plain = text.to_lowercase().replace("to", "-").replace(['\u{2013}', '\u{2014}'], "-");
    let mut times = plain.splitn(2, '-').map(clock);
    match (times.next().flatten(), times.next().flatten()) {
        (Some(opens), Some(closes)) if closes <= opens => {
            json!({ "day": day.as_str(), "opens": opens, "closes": in_the_afternoon(&closes) })
        }
        (Some(opens), Some(closes)) => json!({ "day": day.as_str(), "opens": opens, "closes": closes }),
        _ => json!({ "day": day.as_str(), "opens": text, "closes": text }),
    }
}

/// A closing time before the opening one was meant twelve hours later, where the day has that hour.
fn in_the_afternoon(time: &str) -> String {
    let later = time.split_once(':').and_then(|(hour, minute)| Some((hour.parse::<u32>().ok()? + 12, minute)));
    match later {
        Some((hour, minute)) if hour < 24 => format!("{hour}:{minute}"),
        _ => time.to_string(),
    }
}

/// `9`, `9:30`, `9 am`, `5pm` as `HH:MM`.
fn clock(text: &str) -> Option<String> {
    let text = text.trim();
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(rest), _) => (rest.trim(), Some(0)),
        (_, Some(rest)) => (rest.trim(), Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = text.split_once(':').unwrap_or((text, "00"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(add) => hour % 12 + add,
        None => hour,
    };
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_write_them() {
        assert_eq!(value(Kind::Date, &[" 6/30/2027 "]), Some(json!("2027-06-30")));
        assert_eq!(value(Kind::Date, &["2027-06-30"]), Some(json!("2027-06-30")));
        assert_eq!(value(Kind::Whole, &["$1,200"]), Some(json!(1200)));
        assert_eq!(value(Kind::List, &["OR, WA,"]), Some(json!(["OR", "WA"])));
        assert_eq!(value(Kind::Line("url", "url", "url"), &["example.com"]), Some(json!("https://example.com")));
        let day = |opens, closes| Some(json!({ "day": "mon", "opens": opens, "closes": closes }));
        assert_eq!(value(Kind::Hours(Day::Mon), &["9am to 5:30 pm"]), day("09:00", "17:30"));
        assert_eq!(value(Kind::Hours(Day::Mon), &["8:00-12:00"]), day("08:00", "12:00"));
        assert_eq!(value(Kind::Hours(Day::Mon), &["9-5:30"]), day("09:00", "17:30"));
        assert_eq!(value(Kind::Maybe, &[""]), None);
    }

    #[test]
    fn what_cannot_be_read_is_passed_on_for_the_dossiers_table_to_judge() {
        assert_eq!(value(Kind::Date, &["next June"]), Some(json!("next June")));
        assert_eq!(value(Kind::Whole, &["a lot"]), Some(json!("a lot")));
        let closed = json!({ "day": "mon", "opens": "closed", "closes": "closed" });
        assert_eq!(value(Kind::Hours(Day::Mon), &["closed"]), Some(closed));
    }
}
