//! The stored form of an NPPES record: its fields as text, each closed by U+001F (unit separator).
//!
//! `1`, entity type, organization, surname, given name, middle name, credential, `Y` where the registry calls it inactive,
//! deactivated on, reactivated on, replacement NPI, last updated, street, second line, city, state, ZIP, phone, the number of
//! further practice locations, six such fields for each of them, the number of other names, two fields for each of them
//! (surname or organization, given name), then four for each taxonomy (code, license, its state, `Y` where it is primary).
//! The first field is the form's version. Days are `YYYY-MM-DD`; empty is none. It is a third of the JSON and read faster.

use std::fmt::Write;

use chrono::NaiveDate;

use crate::db::DbError;
use crate::sources::NppesRecord;
use crate::sources::record::{NppesTaxonomy, OtherName, PracticeAddress};

const VERSION: &str = "1";
const END: char = '\u{1F}';

/// Appends the record's stored form. The NPI has a column of its own.
pub(super) fn write(out: &mut String, record: &NppesRecord) {
    push(out, VERSION);
    push_shown(out, record.entity_type);
    for field in
        [&record.organization_name, &record.last_name, &record.first_name, &record.middle_name, &record.credential_text]
    {
        push(out, field);
    }
    push(out, yes(record.inactive));
    push_day(out, record.deactivated_on);
    push_day(out, record.reactivated_on);
    push(out, record.replacement_npi.as_deref().unwrap_or_default());
    push_day(out, record.last_updated);
    push_place(out, &record.practice);
    push_shown(out, record.practice_locations.len());
    record.practice_locations.iter().for_each(|place| push_place(out, place));
    push_shown(out, record.other_names.len());
    for name in &record.other_names {
        push(out, &name.last_or_organization);
        push(out, &name.first_name);
    }
    for taxonomy in &record.taxonomies {
        push(out, &taxonomy.code);
        push(out, &taxonomy.license_number);
        push(out, &taxonomy.license_state);
        push(out, yes(taxonomy.primary));
    }
}

/// Reads [`write`].
///
/// # Errors
/// [`DbError::Damaged`] for anything that `write` does not write.
pub(super) fn read(npi: i64, text: &str) -> Result<NppesRecord, DbError> {
    let damaged = || DbError::Damaged(format!("the stored NPPES record of {npi} does not parse"));
    Fields(text).record(npi).ok_or_else(damaged)
}

/// A separator inside a field would shift all that follow. Readers leave no control characters in; a caller might.
fn push(out: &mut String, field: &str) {
    if field.contains(END) {
        out.extend(field.chars().map(|c| if c == END { ' ' } else { c }));
    } else {
        out.push_str(field);
    }
    out.push(END);
}

fn push_place(out: &mut String, place: &PracticeAddress) {
    for field in [&place.line1, &place.line2, &place.city, &place.state, &place.postal_code, &place.phone] {
        push(out, field);
    }
}

fn yes(is: bool) -> &'static str {
    if is { "Y" } else { "" }
}

fn push_shown(out: &mut String, value: impl std::fmt::Display) {
    // Writing to a string cannot fail.
    let _ = write!(out, "{value}{END}");
}

fn push_day(out: &mut String, day: Option<NaiveDate>) {
    match day {
        Some(day) => push_shown(out, day),
        None => out.push(END),
    }
}

/// What is left to read.
struct Fields<'a>(&'a str);

impl<'a> Fields<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let (field, rest) = self.0.split_once(END)?;
        self.0 = rest;
        Some(field)
    }

    fn text(&mut self) -> Option<String> {
        self.next().map(str::to_string)
    }

    fn day(&mut self) -> Option<Option<NaiveDate>> {
        match self.next()? {
            "" => Some(None),
            day => day.parse().ok().map(Some),
        }
    }

    fn record(mut self, npi: i64) -> Option<NppesRecord> {
        if self.next()? != VERSION {
            return None;
        }
        Some(NppesRecord {
            npi: format!("{npi:010}"),
            entity_type: self.next()?.parse().ok()?,
            organization_name: self.text()?,
            last_name: self.text()?,
            first_name: self.text()?,
            middle_name: self.text()?,
            credential_text: self.text()?,
            inactive: self.next()? == "Y",
            deactivated_on: self.day()?,
            reactivated_on: self.day()?,
            replacement_npi: self.text().map(|npi| Some(npi).filter(|npi| !npi.is_empty()))?,
            last_updated: self.day()?,
            practice: self.place()?,
            practice_locations: self.several(Self::place)?,
            other_names: self.several(Self::other_name)?,
            taxonomies: self.taxonomies()?,
        })
    }

    /// A number, and so many of these.
    fn several<T>(&mut self, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count: usize = self.next()?.parse().ok()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn other_name(&mut self) -> Option<OtherName> {
        Some(OtherName { last_or_organization: self.text()?, first_name: self.text()? })
    }

    fn place(&mut self) -> Option<PracticeAddress> {
        Some(PracticeAddress {
            line1: self.text()?,
            line2: self.text()?,
            city: self.text()?,
            state: self.text()?,
            postal_code: self.text()?,
            phone: self.text()?,
        })
    }

    fn taxonomies(&mut self) -> Option<Vec<NppesTaxonomy>> {
        let mut found = Vec::new();
        while !self.0.is_empty() {
            found.push(NppesTaxonomy {
                code: self.text()?,
                license_number: self.text()?,
                license_state: self.text()?,
                primary: self.next()? == "Y",
            });
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day() -> impl Strategy<Value = Option<NaiveDate>> {
        proptest::option::of((1..3_000_000i32).prop_map(|n| NaiveDate::from_num_days_from_ce_opt(n).expect("a day")))
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[^\u{0}-\u{1F}]{0,12}").expect("a pattern")
    }

    fn place() -> impl Strategy<Value = PracticeAddress> {
        proptest::array::uniform6(text()).prop_map(|[line1, line2, city, state, postal_code, phone]| PracticeAddress {
            line1,
            line2,
            city,
            state,
            postal_code,
            phone,
        })
    }

    fn record() -> impl Strategy<Value = NppesRecord> {
        let taxonomy =
            (text(), text(), text(), any::<bool>()).prop_map(|(code, license_number, license_state, primary)| {
                NppesTaxonomy { code, license_number, license_state, primary }
            });
        let other = (text(), text())
            .prop_map(|(last_or_organization, first_name)| OtherName { last_or_organization, first_name });
        let lists = (
            proptest::collection::vec(other, 0..3),
            proptest::collection::vec(place(), 0..3),
            proptest::collection::vec(taxonomy, 0..16),
        );
        let names = proptest::array::uniform5(text());
        let state = (0u8..3, any::<bool>(), day(), day(), day(), proptest::option::of("[0-9]{10}"));
        (names, state, place(), lists).prop_map(|(names, state, practice, lists)| {
            let [organization_name, last_name, first_name, middle_name, credential_text] = names;
            let (entity_type, inactive, deactivated_on, reactivated_on, last_updated, replacement_npi) = state;
            NppesRecord {
                npi: "2000000002".into(),
                entity_type,
                organization_name,
                last_name,
                first_name,
                middle_name,
                credential_text,
                other_names: lists.0,
                practice,
                practice_locations: lists.1,
                inactive,
                deactivated_on,
                reactivated_on,
                replacement_npi,
                last_updated,
                taxonomies: lists.2,
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(record in record()) {
            let mut text = String::new();
            write(&mut text, &record);
            prop_assert_eq!(read(2_000_000_002, &text).expect("reads"), record);
        }

        #[test]
        fn a_text_cut_short_is_an_error_or_lacks_taxonomies(record in record(), cut in 0usize..200) {
            let mut text = String::new();
            write(&mut text, &record);
            let end = (0..=cut.min(text.len().saturating_sub(1))).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            if let Ok(found) = read(2_000_000_002, &text[..end]) {
                prop_assert!(found.taxonomies.len() < record.taxonomies.len());
            }
        }
    }

    #[test]
    fn another_version_is_refused_and_a_separator_inside_a_field_shifts_nothing() {
        assert!(matches!(read(2_000_000_002, "2\u{1F}"), Err(DbError::Damaged(_))));
        let record = NppesRecord { npi: "2000000002".into(), last_name: "A\u{1F}B".into(), ..NppesRecord::default() };
        let mut text = String::new();
        write(&mut text, &record);
        assert_eq!(read(2_000_000_002, &text).expect("reads").last_name, "A B");
    }
}
