//! The date of a list, as its publisher wrote it into the file's name.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::ListName;

/// The date of a list and what a report calls it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListDate {
    /// The list's clock runs from here.
    pub date: NaiveDate,
    /// `2016-05` for a monthly list, a release for a code set, a day otherwise.
    pub version: String,
}

impl ListDate {
    /// A list dated by its day.
    pub fn day(date: NaiveDate) -> Self {
        ListDate { date, version: date.to_string() }
    }

    fn month(date: NaiveDate) -> Self {
        ListDate { date, version: date.format("%Y-%m").to_string() }
    }
}

/// Reads the date from a file's name (no folders); `None` where the name has none.
///
/// Each publisher has its own way; a day written `2026-11-30` anywhere in the name is understood for every list.
pub fn from_file_name(list: ListName, name: &str) -> Option<ListDate> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_ascii_lowercase();
    let theirs = match list {
        ListName::Nppes => nppes(&stem),
        ListName::Leie => leie(&stem),
        ListName::Sam => sam(&stem),
        ListName::Taxonomy => nucc(&stem),
        ListName::StateExclusions => None,
    };
    theirs.or_else(|| iso_day(&stem).map(ListDate::day))
}

/// `1605excl`, `1605rein`, and before 2016 `sanc1511`, `rein1511`: the supplement of a month counts as of its last day.
fn leie(stem: &str) -> Option<ListDate> {
    const KINDS: &[&str] = &["excl", "rein", "sanc"];
    let digits = KINDS.iter().find_map(|k| stem.strip_suffix(k).or_else(|| stem.strip_prefix(k)))?;
    if digits.len() != 4 {
        return None;
    }
    let first = NaiveDate::parse_from_str(&format!("20{digits}01"), "%Y%m%d").ok()?;
    let last = first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
    Some(ListDate::month(last))
}

/// `npidata_pfile_20260105-20260111` (its second day), `nppes_data_dissemination_november_2026`,
/// `nppes_data_dissemination_010526_011126_weekly`, `nppes deactivated npi report 20261112`.
fn nppes(stem: &str) -> Option<ListDate> {
    if stem.contains("dissemination") {
        let words: Vec<&str> = stem.split('_').collect();
        return words.windows(2).find_map(|pair| {
            let month = NaiveDate::parse_from_str(&format!("1 {} {}", pair[0], pair[1]), "%d %B %Y").ok();
            // A month's file appears in its second week: its first day claims no freshness that it may not have.
            month.map(ListDate::month).or_else(|| {
                let of_week = |w: &str| (w.len() == 6).then(|| NaiveDate::parse_from_str(w, "%m%d%y").ok()).flatten();
                of_week(pair[0])?;
                of_week(pair[1]).map(ListDate::day)
            })
        });
    }
    digit_runs(stem).filter(|d| d.len() == 8).last().and_then(compact_day).map(ListDate::day)
}

/// `sam_exclusions_public_extract_v2_26327`: two digits of the year and the day of the year.
fn sam(stem: &str) -> Option<ListDate> {
    let day = digit_runs(stem).filter(|d| d.len() == 5).last()?;
    NaiveDate::parse_from_str(&format!("20{day}"), "%Y%j").ok().map(ListDate::day)
}

/// `nucc_taxonomy_261`: release 26.1. `.0` takes effect on 1 April of the year and `.1` on 1 October (nucc.org, code set updates).
fn nucc(stem: &str) -> Option<ListDate> {
    let release = stem.strip_prefix("nucc_taxonomy_")?;
    let (year, half) = (release.get(..2)?.parse::<i32>().ok()?, release.get(2..)?);
    let month = match half {
        "0" => 4,
        "1" => 10,
        _ => return None,
    };
    Some(ListDate { date: NaiveDate::from_ymd_opt(2000 + year, month, 1)?, version: format!("{year:02}.{half}") })
}

fn iso_day(stem: &str) -> Option<NaiveDate> {
    stem.as_bytes()
        .windows(10)
        .filter_map(|w| std::str::from_utf8(w).ok())
        .filter(|w| w.bytes().enumerate().all(|(i, b)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() }))
        .find_map(|w| NaiveDate::parse_from_str(w, "%Y-%m-%d").ok())
        .filter(plausible)
}

fn compact_day(digits: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(digits, "%Y%m%d").ok().filter(plausible)
}

/// NPIs and other numbers in a name must not pass for dates.
fn plausible(date: &NaiveDate) -> bool {
    (2000..2100).contains(&date.year())
}

fn digit_runs(stem: &str) -> impl Iterator<Item = &str> {
    stem.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(list: ListName, name: &str) -> Option<(String, String)> {
        from_file_name(list, name).map(|l| (l.date.to_string(), l.version))
    }

    fn is(date: &str, version: &str) -> Option<(String, String)> {
        Some((date.into(), version.into()))
    }

    #[test]
    fn a_leie_supplement_counts_as_of_the_last_day_of_its_month() {
        for name in ["1602EXCL.csv", "1602excl.csv", "1602REIN.csv", "excl1602", "sanc1602.csv", "rein1602.csv"] {
            assert_eq!(found(ListName::Leie, name), is("2016-02-29", "2016-02"), "{name}");
        }
        for name in ["UPDATED.csv", "1613EXCL.csv", "160EXCL.csv", "16022EXCL.csv", "excl.csv", "é602excl.csv"] {
            assert_eq!(found(ListName::Leie, name), None, "{name}");
        }
    }

    #[test]
    fn nppes_names_give_the_last_day_covered() {
        let day = |name| found(ListName::Nppes, name);
        assert_eq!(day("npidata_pfile_20260105-20260111.csv"), is("2026-01-11", "2026-01-11"));
        assert_eq!(day("npidata_pfile_20050523-20261108.csv"), is("2026-11-08", "2026-11-08"));
        assert_eq!(day("NPPES_Data_Dissemination_010526_011126_Weekly_V2.csv"), is("2026-01-11", "2026-01-11"));
        assert_eq!(day("NPPES Deactivated NPI Report 20261112.csv"), is("2026-11-12", "2026-11-12"));
        assert_eq!(day("npidata_practitioners_329col.csv"), None);
    }

    #[test]
    fn a_month_without_a_day_counts_from_its_first() {
        for name in ["NPPES_Data_Dissemination_November_2026.csv", "NPPES_Data_Dissemination_November_2026_V2.csv"] {
            assert_eq!(found(ListName::Nppes, name), is("2026-11-01", "2026-11"));
        }
    }

    #[test]
    fn sam_names_carry_the_day_of_the_year_and_nucc_names_the_release() {
        assert_eq!(found(ListName::Sam, "SAM_Exclusions_Public_Extract_V2_26327.CSV"), is("2026-11-23", "2026-11-23"));
        assert_eq!(found(ListName::Sam, "SAM_Exclusions_Public_Extract_V2_26999.CSV"), None);
        assert_eq!(found(ListName::Taxonomy, "nucc_taxonomy_261.csv"), is("2026-10-01", "26.1"));
    }

    #[test]
    fn a_day_written_out_is_understood_in_any_name() {
        assert_eq!(found(ListName::StateExclusions, "ct-2026-11-01.csv"), is("2026-11-01", "2026-11-01"));
        assert_eq!(found(ListName::Leie, "leie 2026-11-01 full.csv"), is("2026-11-01", "2026-11-01"));
        assert_eq!(found(ListName::StateExclusions, "ct-2026-13-01.csv"), None);
    }

    proptest! {
        #[test]
        fn no_name_panics(name in ".{0,40}") {
            for list in [ListName::Nppes, ListName::Leie, ListName::Sam, ListName::StateExclusions, ListName::Taxonomy] {
                from_file_name(list, &name);
            }
        }
    }
}
