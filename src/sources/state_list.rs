//! State Medicaid exclusion lists, in one layout of ours: each state publishes another, so the operator brings them into this
//! one (`docs/data-sources.md`).

use std::io::Read;

use super::ReadError;
use super::header::Header;
use super::record::{ExclusionRecord, npi_or_none};
use super::records::Records;
use super::row::{Place, Row};

/// The records of a state list; `agency` is the state whose list it is.
pub type StateListFile<R> = Records<R, Layout, ExclusionRecord>;

impl<R: Read> StateListFile<R> {
    /// Reads the header; `file` is what errors call it. Needed are `state` and `last_name` or `business_name`.
    ///
    /// # Errors
    /// Not CSV, or columns missing.
    pub fn new(input: R, file: &str) -> Result<Self, ReadError> {
        Records::open(input, file, "a state exclusion list (see docs/data-sources.md)", Layout::find, Layout::record)
    }
}

/// Where the columns stand.
#[derive(Debug)]
pub struct Layout {
    state: Place,
    last: Option<Place>,
    first: Option<Place>,
    middle: Option<Place>,
    business: Option<Place>,
    npi: Option<Place>,
    birth: Option<Place>,
    specialty: Option<Place>,
    address: Option<Place>,
    city: Option<Place>,
    postal_code: Option<Place>,
    excluded: Option<Place>,
    reinstated: Option<Place>,
    program: Option<Place>,
}

impl Layout {
    fn find(h: &mut Header) -> Self {
        let state = h.need(&["state"]);
        h.need(&["last_name", "business_name"]);
        Layout {
            state,
            last: h.may(&["last_name"]),
            first: h.may(&["first_name"]),
            middle: h.may(&["middle_name"]),
            business: h.may(&["business_name"]),
            npi: h.may(&["npi"]),
            birth: h.may(&["date_of_birth"]),
            specialty: h.may(&["specialty"]),
            address: h.may(&["address"]),
            city: h.may(&["city"]),
            postal_code: h.may(&["postal_code"]),
            excluded: h.may(&["excluded_on"]),
            reinstated: h.may(&["reinstated_on"]),
            program: h.may(&["program"]),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<Option<ExclusionRecord>, ReadError> {
        let state = self.state(row)?;
        let record = ExclusionRecord {
            row_hash: row.hash(),
            last_name: row.text_at(self.last),
            first_name: row.text_at(self.first),
            middle_name: row.text_at(self.middle),
            business_name: row.text_at(self.business),
            specialty: row.text_at(self.specialty),
            npi: npi_or_none(row.identifier_at(self.npi)?),
            date_of_birth: self.birth.map_or(Ok(None), |p| row.birth_date(p, "YYYY-MM-DD"))?,
            address: row.text_at(self.address),
            city: row.text_at(self.city),
            state: state.clone(),
            postal_code: self.postal_code.map(|p| row.zip(p, &state)).unwrap_or_default(),
            exclusion_type: row.text_at(self.program),
            excluded_on: date(row, self.excluded)?,
            reinstated_on: date(row, self.reinstated)?,
            waiver_state: String::new(),
            waived_on: None,
            agency: state,
        };
        if record.last_name.is_empty() && record.business_name.is_empty() {
            let place = self.last.or(self.business).unwrap_or(self.state);
            return Err(row.fault(place, "the row has neither a last_name nor a business_name".into()));
        }
        Ok(Some(record))
    }

    fn state(&self, row: &Row<'_>) -> Result<String, ReadError> {
        let state = row.text(self.state).to_ascii_uppercase();
        if state.len() == 2 && state.bytes().all(|b| b.is_ascii_uppercase()) {
            return Ok(state);
        }
        let problem = format!("`{}` is no state; expected two letters, such as CT", super::text::shorten(&state));
        Err(row.fault(self.state, problem))
    }
}

fn date(row: &Row<'_>, place: Option<Place>) -> Result<Option<chrono::NaiveDate>, ReadError> {
    place.map_or(Ok(None), |p| row.date(p, "YYYY-MM-DD"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Vec<ExclusionRecord>, ReadError> {
        StateListFile::new(text.as_bytes(), "ct.csv")?.collect()
    }

    #[test]
    fn a_row_belongs_to_the_list_of_its_state() {
        let found = read(
            "state,last_name,first_name,date_of_birth,excluded_on,program,board\nct,Quillfeather,Orson,1961-02-03,2020-01-20,HUSKY,x\n",
        );
        let found = found.expect("reads").remove(0);
        assert_eq!((found.agency.as_str(), found.last_name.as_str()), ("CT", "Quillfeather"));
        assert_eq!(found.excluded_on.map(|d| d.to_string()).as_deref(), Some("2020-01-20"));
        assert_eq!(found.exclusion_type, "HUSKY");
    }

    #[test]
    fn a_list_of_businesses_alone_needs_no_surnames() {
        assert_eq!(read("state,business_name\nCT,Invented Care\n").expect("reads")[0].business_name, "Invented Care");
        let error = read("first_name\nOrson\n").expect_err("refused").to_string();
        assert!(error.contains("`state`, `last_name` or `business_name`"), "{error}");
    }

    #[test]
    fn a_row_without_a_state_or_a_name_is_refused() {
        let error = read("state,last_name\nConnecticut,Q\n").expect_err("refused").to_string();
        assert!(error.starts_with("ct.csv, line 2, column `state`: `CONNECTICUT` is no state"), "{error}");
        let error = read("state,last_name\nCT, \n").expect_err("refused").to_string();
        assert!(error.contains("neither a last_name nor a business_name"), "{error}");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let header = b"state,last_name,npi,date_of_birth,excluded_on,reinstated_on\n";
            for text in [bytes.clone(), [header.as_slice(), &bytes].concat()] {
                if let Ok(rows) = StateListFile::new(text.as_slice(), "x.csv") {
                    rows.for_each(drop);
                }
            }
        }
    }
}
