//! SAM (GSA): the exclusions public extract, version 2, of 31 columns. About half of its rows repeat the LEIE (agency HHS).

use std::io::Read;

use chrono::NaiveDate;

use super::ReadError;
use super::header::Header;
use super::record::{ExclusionRecord, npi_or_none};
use super::records::Records;
use super::row::{Place, Row};

/// The records of a SAM extract that were in force on its list date.
pub type SamFile<R> = Records<R, Layout, ExclusionRecord>;

impl<R: Read> SamFile<R> {
    /// Reads the header; `file` is what errors call it. Exclusions that had ended by `list_date` are passed over;
    /// one with an end still to come carries it in `reinstated_on`.
    ///
    /// # Errors
    /// Not CSV, or columns missing.
    pub fn new(input: R, file: &str, list_date: NaiveDate) -> Result<Self, ReadError> {
        let find = |h: &mut Header| Layout::find(h, list_date);
        Records::open(input, file, "a SAM exclusions public extract, version 2", find, Layout::record)
    }
}

/// Where the columns stand.
#[derive(Debug)]
pub struct Layout {
    list_date: NaiveDate,
    classification: Place,
    name: Place,
    first: Place,
    middle: Place,
    last: Place,
    address: Place,
    city: Place,
    state: Place,
    zip: Place,
    country: Option<Place>,
    agency: Place,
    kind: Place,
    active: Place,
    terminated: Place,
    status: Option<Place>,
    npi: Place,
}

impl Layout {
    fn find(h: &mut Header, list_date: NaiveDate) -> Self {
        Layout {
            list_date,
            classification: h.need(&["Classification"]),
            name: h.need(&["Name"]),
            first: h.need(&["First"]),
            middle: h.need(&["Middle"]),
            last: h.need(&["Last"]),
            address: h.need(&["Address 1"]),
            city: h.need(&["City"]),
            state: h.need(&["State / Province"]),
            zip: h.need(&["Zip Code"]),
            country: h.may(&["Country"]),
            agency: h.need(&["Excluding Agency"]),
            kind: h.need(&["Exclusion Type"]),
            active: h.need(&["Active Date"]),
            terminated: h.need(&["Termination Date"]),
            status: h.may(&["Record Status"]),
            npi: h.need(&["NPI"]),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<Option<ExclusionRecord>, ReadError> {
        let ends_on = self.ends_on(row)?;
        if ends_on.is_some_and(|end| end <= self.list_date) || self.is_inactive(row) {
            return Ok(None);
        }
        let (last_name, first_name, business_name) = self.names(row);
        let state = row.text(self.state).to_ascii_uppercase();
        Ok(Some(ExclusionRecord {
            row_hash: row.hash(),
            last_name,
            first_name,
            middle_name: row.text(self.middle),
            business_name,
            npi: npi_or_none(row.identifier(self.npi)?),
            address: row.text(self.address),
            city: row.text(self.city),
            postal_code: if self.is_abroad(row) { row.text(self.zip) } else { row.zip(self.zip, &state) },
            state,
            exclusion_type: row.text(self.kind),
            excluded_on: row.date(self.active, "MM/DD/YYYY")?,
            reinstated_on: ends_on,
            agency: row.text(self.agency),
            ..ExclusionRecord::default()
        }))
    }

    /// A blank status is in force: the extract of 2023 left the column empty.
    fn is_inactive(&self, row: &Row<'_>) -> bool {
        row.text_at(self.status).eq_ignore_ascii_case("inactive")
    }

    /// Other countries have states and postal codes of their own.
    fn is_abroad(&self, row: &Row<'_>) -> bool {
        !matches!(row.text_at(self.country).as_str(), "" | "USA" | "US")
    }

    fn ends_on(&self, row: &Row<'_>) -> Result<Option<NaiveDate>, ReadError> {
        if row.text(self.terminated).eq_ignore_ascii_case("indefinite") {
            return Ok(None);
        }
        row.date(self.terminated, "MM/DD/YYYY or `Indefinite`")
    }

    /// Surname, given name and entity name. A person whose names stand in `Name` alone is taken apart at the comma.
    fn names(&self, row: &Row<'_>) -> (String, String, String) {
        let name = row.text(self.name);
        if !row.text(self.classification).eq_ignore_ascii_case("individual") {
            return (String::new(), String::new(), name);
        }
        let last = row.text(self.last);
        if !last.is_empty() {
            return (last, row.text(self.first), String::new());
        }
        match name.split_once(',') {
            Some((last, first)) => (last.trim().into(), first.trim().into(), String::new()),
            None => (name, row.text(self.first), String::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "\"Classification\",\"Name\",\"Prefix\",\"First\",\"Middle\",\"Last\",\"Suffix\",\"Address 1\",\"Address 2\",\
        \"Address 3\",\"Address 4\",\"City\",\"State / Province\",\"Country\",\"Zip Code\",\"Open Data Flag\",\"Blank (Deprecated)\",\
        \"Unique Entity ID\",\"Exclusion Program\",\"Excluding Agency\",\"CT Code\",\"Exclusion Type\",\"Additional Comments\",\
        \"Active Date\",\"Termination Date\",\"Record Status\",\"Cross-Reference\",\"SAM Number\",\"CAGE\",\"NPI\",\"Creation_Date\"\n";

    fn row(class: &str, name: &str, first: &str, last: &str, ends: &str, status: &str, npi: &str) -> String {
        format!(
            "\"{class}\",\"{name}\",,\"{first}\",,\"{last}\",,1 A St,,,,TROY,NY,USA,12180,,,,Reciprocal,HHS,Z1,\
             Prohibition/Restriction,\"Words, with a comma\",05/20/2003,{ends},{status},,S4INVENTED,,{npi},2003-05-20\n"
        )
    }

    fn read(rows: &[String]) -> Result<Vec<ExclusionRecord>, ReadError> {
        let text = format!("{HEADER}{}", rows.concat());
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day");
        SamFile::new(text.as_bytes(), "sam.csv", today)?.collect()
    }

    #[test]
    fn only_rows_in_force_on_the_list_date_count() {
        let found = read(&[
            row("Individual", "", "ANN", "INDEFINITE", "Indefinite", "", ""),
            row("Individual", "", "ANN", "ENDED", "11/23/2026", "Active", ""),
            row("Individual", "", "ANN", "ENDING", "2026-11-24", "Active", ""),
            row("Individual", "", "ANN", "INACTIVE", "Indefinite", "Inactive", ""),
        ])
        .expect("reads");
        let seen: Vec<_> =
            found.iter().map(|r| (r.last_name.as_str(), r.reinstated_on.map(|d| d.to_string()))).collect();
        assert_eq!(seen, [("INDEFINITE", None), ("ENDING", Some("2026-11-24".into()))]);
        assert_eq!((found[0].agency.as_str(), found[0].excluded_on), ("HHS", NaiveDate::from_ymd_opt(2003, 5, 20)));
    }

    #[test]
    fn people_and_firms_go_by_their_own_names() {
        let found = read(&[
            row("Firm", "INVENTED CARE, INC.", "", "", "Indefinite", "", "2000000010"),
            row("Individual", "QUILLFEATHER, ORSON", "", "", "Indefinite", "", "null"),
        ])
        .expect("reads");
        assert_eq!((found[0].business_name.as_str(), found[0].last_name.as_str()), ("INVENTED CARE, INC.", ""));
        assert_eq!(found[0].npi, "2000000010");
        assert_eq!((found[1].last_name.as_str(), found[1].first_name.as_str()), ("QUILLFEATHER", "ORSON"));
        assert_eq!((found[1].business_name.as_str(), found[1].npi.as_str()), ("", ""));
    }

    #[test]
    fn an_end_that_is_neither_a_date_nor_indefinite_is_refused() {
        let error = read(&[row("Firm", "X", "", "", "soon", "", "")]).expect_err("refused").to_string();
        assert_eq!(
            error,
            "sam.csv, line 2, column `Termination Date`: `soon` is not a date; expected MM/DD/YYYY or `Indefinite`"
        );
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for text in [bytes.clone(), [HEADER.as_bytes(), &bytes].concat()] {
                if let Ok(rows) = SamFile::new(text.as_slice(), "x.csv", NaiveDate::MIN) {
                    rows.for_each(drop);
                }
            }
        }
    }
}
