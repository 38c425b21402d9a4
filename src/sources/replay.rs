//! What is left of an exclusion list once its reinstatements have been replayed over it.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::ExclusionRecord;

/// A row with the date of the list it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// The date of the file, which may differ from that of its load.
    pub list_date: NaiveDate,
    /// The row.
    pub record: ExclusionRecord,
}

/// The rows in force on `day`: each once, oldest list first, without what a reinstatement of the same or a later list
/// date has ended. A row that carries its own end counts until that day.
pub fn in_force(mut rows: Vec<Dated>, day: NaiveDate) -> Vec<ExclusionRecord> {
    rows.sort_by_key(|r| r.list_date);
    let has_ended = |r: &Dated| r.record.reinstated_on.is_some_and(|end| end <= day);
    let (ends, exclusions): (Vec<Dated>, Vec<Dated>) = rows.into_iter().partition(has_ended);
    let mut seen = HashSet::new();
    exclusions
        .into_iter()
        .filter(|e| !ends.iter().any(|end| end.list_date >= e.list_date && ends_this(&end.record, &e.record)))
        .map(|e| e.record)
        .filter(|r| seen.insert(r.row_hash.clone()))
        .collect()
}

/// The reinstatement is of this very exclusion.
///
/// Names, exclusion date and ground must be equal and birth dates too; NPIs and middle names may be missing on one side, and
/// addresses may differ, since profiles are corrected between the two lists. Where that is not enough to be sure, the
/// exclusion stays and a person looks.
fn ends_this(end: &ExclusionRecord, exclusion: &ExclusionRecord) -> bool {
    let compatible = |a: &str, b: &str| a.is_empty() || b.is_empty() || a == b;
    end.last_name == exclusion.last_name
        && end.first_name == exclusion.first_name
        && end.business_name == exclusion.business_name
        && end.excluded_on == exclusion.excluded_on
        && end.exclusion_type == exclusion.exclusion_type
        && end.agency == exclusion.agency
        && end.date_of_birth == exclusion.date_of_birth
        && compatible(&end.npi, &exclusion.npi)
        && compatible(&end.middle_name, &exclusion.middle_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn exclusion(list: &str) -> Dated {
        let record = ExclusionRecord {
            row_hash: "e".into(),
            last_name: "QUILLFEATHER".into(),
            first_name: "ORSON".into(),
            npi: "2000000002".into(),
            exclusion_type: "1128b4".into(),
            excluded_on: Some(day("2016-01-20")),
            ..ExclusionRecord::default()
        };
        Dated { list_date: day(list), record }
    }

    fn reinstatement(list: &str) -> Dated {
        let mut row = exclusion(list);
        row.record.row_hash = "r".into();
        row.record.reinstated_on = Some(day("2016-02-18"));
        row
    }

    fn left(rows: Vec<Dated>) -> usize {
        in_force(rows, day("2026-01-01")).len()
    }

    #[test]
    fn a_later_reinstatement_takes_its_exclusion_away_whatever_the_order_of_loading() {
        assert_eq!(left(vec![exclusion("2016-01-31")]), 1);
        assert_eq!(left(vec![exclusion("2016-01-31"), reinstatement("2016-03-31")]), 0);
        assert_eq!(left(vec![reinstatement("2016-03-31"), exclusion("2016-01-31")]), 0);
        assert_eq!(left(vec![exclusion("2016-01-31"), reinstatement("2016-01-31")]), 0);
    }

    #[test]
    fn a_list_that_is_later_than_the_reinstatement_has_the_last_word() {
        assert_eq!(left(vec![reinstatement("2016-03-31"), exclusion("2016-04-30")]), 1);
    }

    #[test]
    fn an_address_or_a_missing_npi_may_differ_but_not_who_or_what_it_is_about() {
        let with = |change: fn(&mut ExclusionRecord)| {
            let mut end = reinstatement("2016-03-31");
            change(&mut end.record);
            left(vec![exclusion("2016-01-31"), end])
        };
        assert_eq!(with(|r| r.city = "TROY".into()), 0);
        assert_eq!(with(|r| r.npi = String::new()), 0);
        assert_eq!(with(|r| r.middle_name = "LOU".into()), 0);
        assert_eq!(with(|r| r.npi = "2000000010".into()), 1);
        assert_eq!(with(|r| r.first_name = "OTIS".into()), 1);
        assert_eq!(with(|r| r.excluded_on = None), 1);
        assert_eq!(with(|r| r.date_of_birth = Some(day("1960-01-01"))), 1);
    }

    #[test]
    fn an_exclusion_with_an_end_to_come_counts_until_that_day() {
        let ending = || {
            let mut row = exclusion("2016-01-31");
            row.record.reinstated_on = Some(day("2026-06-01"));
            vec![row]
        };
        assert_eq!(in_force(ending(), day("2026-05-31")).len(), 1);
        assert_eq!(in_force(ending(), day("2026-06-01")).len(), 0);
    }

    #[test]
    fn a_row_that_stands_in_two_lists_counts_once() {
        assert_eq!(left(vec![exclusion("2016-01-31"), exclusion("2016-02-29")]), 1);
    }
}
