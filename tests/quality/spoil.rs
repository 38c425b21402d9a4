//! How things are written down wrongly.

use chrono::{Datelike, Duration, NaiveDate};

use super::random::Random;

/// One letter changed, dropped, doubled, or swapped with its neighbor.
pub fn typo(name: &str, chance: &mut Random) -> String {
    let letters: Vec<char> = name.chars().collect();
    loop {
        let (mut wrong, at) = (letters.clone(), chance.below(letters.len()));
        match chance.below(4) {
            0 => wrong[at] = char::from(b'A' + chance.below(26) as u8),
            1 if letters.len() > 3 => drop(wrong.remove(at)),
            2 => wrong.insert(at, letters[at]),
            _ if at + 1 < letters.len() => wrong.swap(at, at + 1),
            _ => {}
        }
        let wrong: String = wrong.into_iter().collect();
        if wrong.to_uppercase() != name.to_uppercase() && wrong.trim() == wrong {
            return wrong;
        }
    }
}

/// One digit of a number changed.
pub fn digit(number: &str, chance: &mut Random) -> String {
    let mut digits = number.as_bytes().to_vec();
    let at = chance.below(digits.len());
    digits[at] = b'0' + (digits[at] - b'0' + 1 + chance.below(9) as u8) % 10;
    String::from_utf8(digits).expect("digits")
}

/// Two different neighbors of a number swapped; `None` where all digits are the same.
pub fn swap(number: &str, chance: &mut Random) -> Option<String> {
    let digits = number.as_bytes();
    let places: Vec<usize> = (0..digits.len() - 1).filter(|i| digits[*i] != digits[i + 1]).collect();
    let at = *places.get(chance.below(places.len()))?;
    let mut wrong = digits.to_vec();
    wrong.swap(at, at + 1);
    String::from_utf8(wrong).ok()
}

/// A birth date with one digit changed that is still a date of somebody alive.
pub fn date_digit(born: NaiveDate, chance: &mut Random) -> NaiveDate {
    loop {
        let wrong = digit(&born.format("%Y%m%d").to_string(), chance);
        if let Ok(day) = NaiveDate::parse_from_str(&wrong, "%Y%m%d")
            && (1900..2010).contains(&day.year())
        {
            return day;
        }
    }
}

/// A birth date with two digits, or day and month, swapped; a neighboring day where neither makes a date.
pub fn date_swapped(born: NaiveDate, chance: &mut Random) -> NaiveDate {
    let turned = NaiveDate::from_ymd_opt(born.year(), born.day(), born.month()).filter(|d| *d != born);
    if let Some(day) = turned.filter(|_| chance.percent(50)) {
        return day;
    }
    let written = born.format("%Y%m%d").to_string();
    for _ in 0..50 {
        let wrong = swap(&written, chance).and_then(|w| NaiveDate::parse_from_str(&w, "%Y%m%d").ok());
        if let Some(day) = wrong.filter(|d| (1900..2010).contains(&d.year())) {
            return day;
        }
    }
    turned.unwrap_or(born + Duration::days(1))
}

/// As a column of so many letters holds it.
pub fn cut(name: &str, width: usize) -> String {
    name.chars().take(width).collect::<String>().trim_end().to_string()
}
