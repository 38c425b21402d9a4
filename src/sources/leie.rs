//! LEIE (HHS OIG): the full file `UPDATED.csv` and the monthly supplements of exclusions and reinstatements, all in one
//! layout of 18 columns (OIG, "LEIE record layout").

use std::io::Read;

use chrono::{Datelike, NaiveDate};

use super::ReadError;
use super::day;
use super::header::Header;
use super::record::ExclusionRecord;
use super::records::Records;
use super::row::{Place, Row};

/// Nobody is excluded as a child: a birth date with two digits for the year lies at least so many years before the exclusion.
const YOUNGEST: i32 = 15;

/// The records of a LEIE file.
pub type LeieFile<R> = Records<R, Layout, ExclusionRecord>;

impl<R: Read> LeieFile<R> {
    /// Reads the header; `file` is what errors call it.
    ///
    /// # Errors
    /// Not CSV, or columns missing.
    pub fn new(input: R, file: &str) -> Result<Self, ReadError> {
        Records::open(input, file, "a LEIE file of the OIG (18 columns)", Layout::find, Layout::record)
    }
}

/// Where the columns stand.
#[derive(Debug)]
pub struct Layout {
    last: Place,
    first: Place,
    middle: Place,
    business: Place,
    general: Place,
    specialty: Place,
    npi: Place,
    birth: Place,
    address: Place,
    city: Place,
    state: Place,
    zip: Place,
    kind: Place,
    excluded: Place,
    reinstated: Place,
    waived: Place,
    waiver_state: Place,
}

impl Layout {
    fn find(h: &mut Header) -> Self {
        Layout {
            last: h.need(&["LASTNAME"]),
            first: h.need(&["FIRSTNAME"]),
            middle: h.need(&["MIDNAME"]),
            business: h.need(&["BUSNAME"]),
            general: h.need(&["GENERAL"]),
            specialty: h.need(&["SPECIALTY"]),
            npi: h.need(&["NPI"]),
            birth: h.need(&["DOB"]),
            address: h.need(&["ADDRESS"]),
            city: h.need(&["CITY"]),
            state: h.need(&["STATE"]),
            zip: h.need(&["ZIP"]),
            kind: h.need(&["EXCLTYPE"]),
            excluded: h.need(&["EXCLDATE"]),
            reinstated: h.need(&["REINDATE"]),
            waived: h.need(&["WAIVERDATE"]),
            // The layout document and the files disagree about this name.
            waiver_state: h.need(&["WVRSTATE", "WAIVERSTATE"]),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<Option<ExclusionRecord>, ReadError> {
        let excluded_on = date(row, self.excluded)?;
        let state = row.text(self.state).to_ascii_uppercase();
        let words = [row.text(self.general), row.text(self.specialty)];
        Ok(Some(ExclusionRecord {
            row_hash: row.hash(),
            last_name: row.text(self.last),
            first_name: row.text(self.first),
            middle_name: row.text(self.middle),
            business_name: row.text(self.business),
            specialty: words.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" / "),
            npi: super::record::npi_or_none(row.identifier(self.npi)?),
            date_of_birth: birth_date(&row.text(self.birth), excluded_on),
            address: row.text(self.address),
            city: row.text(self.city),
            postal_code: row.zip(self.zip, &state),
            state,
            exclusion_type: row.text(self.kind),
            excluded_on,
            reinstated_on: date(row, self.reinstated)?,
            waiver_state: row.text(self.waiver_state).to_ascii_uppercase(),
            waived_on: date(row, self.waived)?,
            agency: "OIG".into(),
        }))
    }
}

fn date(row: &Row<'_>, place: Place) -> Result<Option<NaiveDate>, ReadError> {
    row.date(place, "YYYYMMDD, or 00000000 for none")
}

/// As every date, or `MM/DD/YY` as in the supplements until March 2016; the century of the latter follows from the exclusion.
///
/// What cannot be read is unknown: a hit on the name then goes to a person, which errs on the careful side. It would not be
/// careful to refuse a whole list for it.
fn birth_date(text: &str, excluded_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let Some((year, month, of_month)) = day::with_short_year(text) else { return day::read(text).ok().flatten() };
    let latest = excluded_on?.year() - YOUNGEST;
    let century = latest.div_euclid(100) * 100;
    let year = i32::try_from(year).ok()?;
    let full = if century + year > latest { century - 100 + year } else { century + year };
    NaiveDate::from_ymd_opt(full, month, of_month)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HEADER: &str = "\"LASTNAME\",\"FIRSTNAME\",\"MIDNAME\",\"BUSNAME\",\"GENERAL\",\"SPECIALTY\",\"UPIN\",\"NPI\",\"DOB\",\
        \"ADDRESS\",\"CITY\",\"STATE\",\"ZIP\",\"EXCLTYPE\",\"EXCLDATE\",\"REINDATE\",\"WAIVERDATE\",\"WVRSTATE\"\r\n";

    fn records(rows: &str) -> Vec<ExclusionRecord> {
        let text = format!("{HEADER}{rows}");
        LeieFile::new(text.as_bytes(), "UPDATED.csv").expect("the header suits").map(|r| r.expect("reads")).collect()
    }

    fn day(y: i32, m: u32, d: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(y, m, d)
    }

    #[test]
    fn a_person_and_a_company_are_read_with_the_nulls_left_out() {
        let found = records(
            "\"QUILLFEATHER\",\"ORSON\",\" \",,\"MD/DO PRACTICE\",\"PSYCHIATRY\",,\"0000000000\",\"19610229\",\"1 A ST\",\"TROY\",\"ny\",\"12180\",\"1128b4\",\"20200120\",\"00000000\",\"20210203\",\"NY\"\n\
             ,,\" \",\"INVENTED SLEEP INC\",\"OTHER BUSINESS\",,,\"2000000010\",,,,,,\"1128b7\",\"20200120\",\"00000000\",\"00000000\",\n",
        );
        assert_eq!((found[0].middle_name.as_str(), found[0].npi.as_str()), ("", ""));
        assert_eq!(found[0].specialty, "MD/DO PRACTICE / PSYCHIATRY");
        assert_eq!((found[0].excluded_on, found[0].reinstated_on), (day(2020, 1, 20), None));
        assert_eq!((found[0].waived_on, found[0].waiver_state.as_str()), (day(2021, 2, 3), "NY"));
        assert_eq!(found[0].date_of_birth, None, "29 February 1961 never was");
        assert_eq!((found[1].business_name.as_str(), found[1].npi.as_str()), ("INVENTED SLEEP INC", "2000000010"));
        assert_eq!((found[1].specialty.as_str(), found[1].last_name.as_str()), ("OTHER BUSINESS", ""));
    }

    #[test]
    fn a_birth_year_of_two_digits_gets_the_century_that_the_exclusion_allows() {
        let excluded = day(2016, 3, 20);
        assert_eq!(birth_date("10/29/83", excluded), day(1983, 10, 29));
        assert_eq!(birth_date("05/01/41", excluded), day(1941, 5, 1));
        assert_eq!(birth_date("01/01/01", excluded), day(2001, 1, 1));
        assert_eq!(birth_date("01/01/02", excluded), day(1902, 1, 1));
        assert_eq!(birth_date("01/01/70", None), None);
        assert_eq!(birth_date("19831029", None), day(1983, 10, 29));
        for nothing in ["", "00000000", "10/29/1983x", "unknown", "00010101"] {
            assert_eq!(birth_date(nothing, excluded), None, "{nothing}");
        }
    }

    #[test]
    fn either_name_of_the_waiver_column_will_do() {
        let text = HEADER.replace("WVRSTATE", "WAIVERSTATE");
        assert!(LeieFile::new(text.as_bytes(), "x.csv").is_ok());
        let text = HEADER.replace("WVRSTATE", "W").replace("DOB", "D");
        let error = LeieFile::new(text.as_bytes(), "x.csv").expect_err("refused").to_string();
        assert!(error.contains("`DOB`, `WVRSTATE` or `WAIVERSTATE`"), "{error}");
    }

    #[test]
    fn a_wrong_exclusion_date_is_refused_with_its_place() {
        let text = format!("{HEADER}A,B,,,,,,0000000000,,,,,,1128b4,20.01.2020,00000000,00000000,\r\n");
        let error = LeieFile::new(text.as_bytes(), "x.csv").expect("the header suits").next().and_then(Result::err);
        assert_eq!(
            error.map(|e| e.to_string()).as_deref(),
            Some(
                "x.csv, line 2, column `EXCLDATE`: `20.01.2020` is not a date: which part is the month cannot be told; \
                 expected YYYYMMDD, or 00000000 for none"
            )
        );
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            for text in [bytes.clone(), [HEADER.as_bytes(), &bytes].concat()] {
                if let Ok(rows) = LeieFile::new(text.as_slice(), "x.csv") {
                    rows.for_each(drop);
                }
            }
        }

        #[test]
        fn no_birth_date_panics(text in "[0-9/]{0,10}", year in -9999i32..9999) {
            birth_date(&text, NaiveDate::from_ymd_opt(year, 1, 1));
        }
    }
}
