//! Where the public lists are downloaded from: the table `data/sources/addresses.toml`.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{Datelike, Days, Months, NaiveDate};
use serde::Deserialize;

use super::{BadBase, Base};
use crate::sources::ListName;

/// The table, compiled in.
const TABLE: &str = include_str!("../../../data/sources/addresses.toml");

/// The files that are published for everybody, in the order in which they are to be loaded.
pub fn files() -> &'static [PublicFile] {
    static FILES: LazyLock<Vec<PublicFile>> = LazyLock::new(|| {
        let table: Table = toml::from_str(TABLE).expect("the table is compiled in and tested");
        table.file
    });
    &FILES
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[expect(dead_code, reason = "for whoever reads the table")]
    as_of: NaiveDate,
    #[expect(dead_code, reason = "for whoever reads the table")]
    source: String,
    file: Vec<PublicFile>,
}

/// One kind of file of one list.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicFile {
    list: String,
    name: String,
    base: String,
    series: Series,
    #[serde(default)]
    months_back: u32,
    /// It is the whole list.
    pub complete: bool,
    /// Where its date is found.
    pub dated_by: DatedBy,
    /// The hosts that a redirect may lead to.
    pub hosts: Vec<String>,
    at_most_mb: u64,
    within_minutes: u64,
}

/// How the names follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Series {
    Fixed,
    Monthly,
    HalfYearly,
    MonthlyAfterComplete,
}

/// Where the date of the list is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DatedBy {
    /// In the file's name (`sources::list_date`), or that of a file inside.
    Name,
    /// In the answer's `Last-Modified`.
    LastModified,
}

impl PublicFile {
    /// Which list.
    pub fn list(&self) -> ListName {
        ListName::parse(&self.list).expect("the table is compiled in and tested")
    }

    /// The longest that it may be, bytes.
    pub fn at_most(&self) -> u64 {
        self.at_most_mb << 20
    }

    /// How long its download may take.
    pub fn within(&self) -> Duration {
        Duration::from_secs(self.within_minutes * 60)
    }

    /// The publisher's folder, or the operator's mirror of it.
    ///
    /// # Errors
    /// A mirror that may not be used.
    pub fn base(&self, mirror: Option<&str>) -> Result<Base, BadBase> {
        Base::mirror(mirror.unwrap_or(&self.base))
    }

    /// Names below the base to try, the newest first: whichever is there is the one. `complete_since` is the date of the complete
    /// list in force; of the files that follow it, all are wanted.
    pub fn names(&self, today: NaiveDate, complete_since: Option<NaiveDate>) -> Vec<String> {
        let month = first_of_month(today);
        let back = |n: u32| month.checked_sub_months(Months::new(n)).unwrap_or(month);
        match self.series {
            Series::Fixed => vec![self.name.clone()],
            Series::Monthly => (0..=self.months_back).map(|n| self.name_of(back(n))).collect(),
            Series::HalfYearly => {
                let months = (0..=self.months_back).map(back);
                months.filter(|m| matches!(m.month(), 4 | 10)).map(|m| self.name_of(m)).collect()
            }
            Series::MonthlyAfterComplete => {
                let Some(since) = complete_since.map(first_of_month) else { return Vec::new() };
                // A month's file appears when the month is over.
                let months = (1..=24).map(back).take_while(|m| *m >= since);
                months.map(|m| self.name_of(m)).collect()
            }
        }
    }

    /// Every name is wanted, not the first that is there.
    pub fn wants_all(&self) -> bool {
        self.series == Series::MonthlyAfterComplete
    }

    fn name_of(&self, month: NaiveDate) -> String {
        let half = if month.month() >= 10 { "1" } else { "0" };
        month.format(&self.name.replace("{half}", half)).to_string()
    }
}

fn first_of_month(day: NaiveDate) -> NaiveDate {
    day - Days::new(u64::from(day.day0()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::list_date;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn names(list: &str, complete: bool, today: &str, since: Option<&str>) -> Vec<String> {
        let of = files().iter().filter(|f| f.list == list && f.complete == complete);
        of.flat_map(|f| f.names(day(today), since.map(day))).collect()
    }

    #[test]
    fn every_row_of_the_table_can_be_used() {
        for file in files() {
            let base = file.base(None).expect("usable");
            assert!(base.join("").starts_with("https://"), "{file:?}");
            let host = base.join("");
            assert!(file.hosts.iter().any(|h| host.starts_with(&format!("https://{h}/"))), "{file:?}");
            assert!(file.at_most() > 0 && file.within() > Duration::ZERO && file.list().as_str() == file.list);
        }
    }

    #[test]
    fn the_newest_month_is_tried_first() {
        let found = names("nppes", true, "2026-11-25", None);
        assert_eq!(
            found,
            ["November", "October", "September"].map(|m| format!("NPPES_Data_Dissemination_{m}_2026_V2.zip"))
        );
    }

    #[test]
    fn a_release_is_wanted_once_it_is_in_effect_and_its_name_gives_its_date() {
        let found = names("taxonomy", true, "2026-11-25", None);
        assert_eq!(found, ["nucc_taxonomy_261.csv", "nucc_taxonomy_260.csv", "nucc_taxonomy_251.csv"]);
        assert_eq!(names("taxonomy", true, "2026-09-30", None)[0], "nucc_taxonomy_260.csv");
        let dated = list_date::from_file_name(ListName::Taxonomy, &found[0]).expect("dated");
        assert_eq!(dated.date, day("2026-10-01"));
    }

    #[test]
    fn supplements_are_those_of_whole_months_since_the_complete_list() {
        assert_eq!(names("leie", true, "2026-11-25", None), ["UPDATED.csv"]);
        assert_eq!(names("leie", false, "2026-11-25", Some("2026-11-10")), Vec::<String>::new());
        let found = names("leie", false, "2027-01-05", Some("2026-11-10"));
        assert_eq!(found, ["2026/2612excl.csv", "2026/2611excl.csv", "2026/2612rein.csv", "2026/2611rein.csv"]);
        assert_eq!(names("leie", false, "2026-11-25", None), Vec::<String>::new());
    }
}
