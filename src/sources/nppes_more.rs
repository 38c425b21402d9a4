//! The NPPES files beside the registry itself: other names of organizations (`othername_pfile`) and further practice locations
//! (`pl_pfile`). Their rows say nothing alone; they are added to the record of their NPI, in whatever order they come.

use super::ReadError;
use super::header::Header;
use super::nppes::{HELD_BACK, npi_of, phone};
use super::record::{NppesRecord, OtherName, PracticeAddress};
use super::row::{Place, Row};

/// What `othername_pfile` has and no other file.
const NAME: &str = "Provider Other Organization Name";

/// What `pl_pfile` has and no other file. Its header has spaces in odd places, which reading makes single.
const LINE_1: &str = "Provider Secondary Practice Location Address- Address Line 1";

/// Where the columns of an `othername_pfile` stand.
#[derive(Debug)]
pub struct OtherNames {
    npi: Place,
    name: Place,
}

impl OtherNames {
    /// `None` where the header is that of another file; the registry itself has the column too, beside the legal name.
    pub(super) fn find(h: &mut Header) -> Option<Self> {
        let name = h.may(&[NAME]).filter(|_| h.may(&["Provider Organization Name (Legal Business Name)"]).is_none())?;
        Some(OtherNames { npi: h.need(&["NPI"]), name })
    }

    pub(super) fn record(&self, row: &Row<'_>) -> Result<Option<NppesRecord>, ReadError> {
        let (npi, name) = (npi_of(row, self.npi)?, row.text(self.name));
        if name.is_empty() || name == HELD_BACK {
            return Ok(None);
        }
        let other_names = vec![OtherName { last_or_organization: name, first_name: String::new() }];
        Ok(Some(NppesRecord { npi, other_names, ..NppesRecord::default() }))
    }
}

/// Where the columns of a `pl_pfile` stand.
#[derive(Debug)]
pub struct FurtherPlaces {
    npi: Place,
    line1: Place,
    line2: Option<Place>,
    city: Place,
    state: Place,
    postal_code: Place,
    phone: Option<Place>,
}

impl FurtherPlaces {
    /// `None` where the header is that of another file.
    pub(super) fn find(h: &mut Header) -> Option<Self> {
        const ADDRESS: &str = "Provider Secondary Practice Location Address";
        let line1 = h.may(&[LINE_1])?;
        Some(FurtherPlaces {
            npi: h.need(&["NPI"]),
            line1,
            line2: h.may(&[&format!("{ADDRESS}- Address Line 2")]),
            city: h.need(&[&format!("{ADDRESS} - City Name")]),
            state: h.need(&[&format!("{ADDRESS} - State Name")]),
            postal_code: h.need(&[&format!("{ADDRESS} - Postal Code")]),
            phone: h.may(&[&format!("{ADDRESS} - Telephone Number")]),
        })
    }

    pub(super) fn record(&self, row: &Row<'_>) -> Result<Option<NppesRecord>, ReadError> {
        let npi = npi_of(row, self.npi)?;
        let place = PracticeAddress {
            line1: row.text(self.line1),
            line2: row.text_at(self.line2),
            city: row.text(self.city),
            postal_code: row.zip(self.postal_code, &row.text(self.state).to_ascii_uppercase()),
            state: row.text(self.state).to_ascii_uppercase(),
            phone: phone(row, self.phone),
        };
        if place == PracticeAddress::default() {
            return Ok(None);
        }
        Ok(Some(NppesRecord { npi, practice_locations: vec![place], ..NppesRecord::default() }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::nppes::NppesFile;
    use super::*;

    const NAMES: &str = "\"NPI\",\"Provider Other Organization Name\",\"Provider Other Organization Name Type Code\",\"Created Date\"\n";
    const PLACES: &str = "\"NPI\",\"Provider Secondary Practice Location Address- Address Line 1\",\
        \"Provider Secondary Practice Location Address-  Address Line 2\",\"Provider Secondary Practice Location Address - City Name\",\
        \"Provider Secondary Practice Location Address - State Name\",\"Provider Secondary Practice Location Address - Postal Code\",\
        \"Provider Secondary Practice Location Address - Country Code (If outside U.S.)\",\
        \"Provider Secondary Practice Location Address - Telephone Number\",\
        \"Provider Secondary Practice Location Address - Telephone Extension\",\"Provider Practice Location Address - Fax Number\"\n";

    fn read(text: &str) -> Result<Vec<NppesRecord>, ReadError> {
        let file = NppesFile::new(text.as_bytes(), "more.csv")?;
        assert!(!file.is_registry());
        file.collect()
    }

    #[test]
    fn other_names_of_every_kind_are_read_and_those_held_back_are_not() {
        let rows: String =
            ["CALM HARBOR,3,", "FORMER HARBOR LLC,4,01/02/2026", "OTHER HARBOR,5,", "<UNAVAIL>,3,", ",3,"]
                .map(|r| format!("2000000010,{r}\n"))
                .concat();
        let found = read(&format!("{NAMES}{rows}")).expect("reads");
        let names: Vec<_> = found.iter().map(|r| r.other_names[0].last_or_organization.as_str()).collect();
        assert_eq!(names, ["CALM HARBOR", "FORMER HARBOR LLC", "OTHER HARBOR"]);
        assert!(found.iter().all(NppesRecord::is_addition));
        assert!(read(&NAMES.replace(",\"Created Date\"", "")).is_ok(), "the layout before 2026");
    }

    #[test]
    fn further_places_are_read_under_their_irregular_headers() {
        let found = read(&format!(
            "{PLACES}2000000010,9  Other Way,Suite 2,SALEM,or,973010000,US,(503) 555-0188,,\n2000000010,,,,,,,,,\n"
        ));
        let found = found.expect("reads");
        assert_eq!(found.len(), 1, "an empty row adds nothing");
        let place = &found[0].practice_locations[0];
        assert_eq!(
            (place.line1.as_str(), place.line2.as_str(), place.state.as_str()),
            ("9 Other Way", "Suite 2", "OR")
        );
        assert_eq!((place.city.as_str(), place.phone.as_str()), ("SALEM", "5035550188"));
        assert!(found[0].is_addition());
    }

    #[test]
    fn missing_columns_and_wrong_numbers_are_named() {
        let error = read("NPI,Provider Secondary Practice Location Address- Address Line 1\n")
            .expect_err("refused")
            .to_string();
        assert!(error.contains("`Provider Secondary Practice Location Address - State Name`"), "{error}");
        let error = read(&format!("{NAMES}12,X,3,\n")).expect_err("refused").to_string();
        assert!(error.contains("line 2, column `NPI`: `12` is not an NPI"), "{error}");
    }

    #[test]
    fn what_is_added_is_added_once() {
        let rows = read(&format!("{NAMES}2000000010,CALM HARBOR,3,\n2000000010,CALM HARBOR,5,\n")).expect("reads");
        let mut record = NppesRecord { npi: "2000000010".into(), entity_type: 2, ..NppesRecord::default() };
        assert!(!record.is_addition());
        rows.into_iter().for_each(|row| record.absorb(row));
        assert_eq!(record.other_names.len(), 1);
    }
}
