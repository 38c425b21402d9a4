//! NPPES (CMS): the monthly and weekly `npidata_pfile`, the files beside it (`nppes_more`), and the list of deactivated NPIs.
//!
//! The 329-column layout and the 330-column one of 2026 differ in names that no check reads (`Provider Gender Code`
//! or `Provider Sex Code`, `Certification Date`), so one mapping by name reads both. Only the practice location is read:
//! the mailing address is often another place.

use std::io::Read;

use super::ReadError;
use super::header::Header;
use super::nppes_more::{FurtherPlaces, OtherNames};
use super::record::{NppesRecord, NppesTaxonomy, OtherName, PracticeAddress};
use super::records::Records;
use super::row::{Place, Row};

/// How many taxonomies a row has room for.
const TAXONOMIES: usize = 15;

/// CMS writes this in place of numbers it holds back (NPPES data dissemination readme).
pub(super) const HELD_BACK: &str = "<UNAVAIL>";

/// The records of an NPPES file.
pub type NppesFile<R> = Records<R, Layout, NppesRecord>;

impl<R: Read> NppesFile<R> {
    /// Reads the header of a `npidata_pfile`, an `othername_pfile`, a `pl_pfile` or a list of deactivated NPIs; `file` is what
    /// errors call it.
    ///
    /// # Errors
    /// Not CSV, or columns missing.
    pub fn new(input: R, file: &str) -> Result<Self, ReadError> {
        Records::open(input, file, "an NPPES npidata file or list of deactivated NPIs", Layout::find, Layout::record)
    }

    /// The registry itself. The other files say nothing of whoever is not in them.
    pub fn is_registry(&self) -> bool {
        matches!(self.layout(), Layout::Full(_))
    }
}

/// Where the columns stand.
#[derive(Debug)]
pub enum Layout {
    /// A `npidata_pfile`.
    Full(Box<Full>),
    /// The list of deactivated NPIs, saved as CSV.
    Deactivated {
        /// `NPI`.
        npi: Place,
        /// `NPPES Deactivation Date`.
        on: Place,
    },
    /// An `othername_pfile`.
    OtherNames(OtherNames),
    /// A `pl_pfile`.
    FurtherPlaces(FurtherPlaces),
}

/// The columns of a `npidata_pfile` that the checks compare.
#[derive(Debug)]
pub struct Full {
    npi: Place,
    entity_type: Place,
    replacement: Option<Place>,
    organization: Place,
    last: Place,
    first: Place,
    middle: Option<Place>,
    credential: Option<Place>,
    other_organization: Place,
    other_last: Place,
    other_first: Option<Place>,
    line1: Place,
    line2: Option<Place>,
    city: Place,
    state: Place,
    postal_code: Place,
    phone: Option<Place>,
    last_updated: Place,
    deactivated: Place,
    reactivated: Place,
    taxonomies: Vec<TaxonomyPlaces>,
}

#[derive(Debug)]
struct TaxonomyPlaces {
    code: Place,
    license: Place,
    state: Place,
    primary: Place,
}

impl Layout {
    fn find(header: &mut Header) -> Self {
        if let Some(on) = header.may(&["NPPES Deactivation Date"]) {
            return Layout::Deactivated { npi: header.need(&["NPI"]), on };
        }
        if let Some(places) = FurtherPlaces::find(header) {
            return Layout::FurtherPlaces(places);
        }
        match OtherNames::find(header) {
            Some(names) => Layout::OtherNames(names),
            None => Layout::Full(Box::new(Full::find(header))),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<Option<NppesRecord>, ReadError> {
        match self {
            Layout::Full(full) => full.record(row).map(Some),
            Layout::OtherNames(names) => names.record(row),
            Layout::FurtherPlaces(places) => places.record(row),
            Layout::Deactivated { npi, on } => Ok(Some(NppesRecord {
                npi: npi_of(row, *npi)?,
                deactivated_on: date(row, *on)?,
                ..NppesRecord::default()
            })),
        }
    }
}

impl Full {
    fn find(h: &mut Header) -> Self {
        Full {
            npi: h.need(&["NPI"]),
            entity_type: h.need(&["Entity Type Code"]),
            replacement: h.may(&["Replacement NPI"]),
            organization: h.need(&["Provider Organization Name (Legal Business Name)"]),
            last: h.need(&["Provider Last Name (Legal Name)"]),
            first: h.need(&["Provider First Name"]),
            middle: h.may(&["Provider Middle Name"]),
            credential: h.may(&["Provider Credential Text"]),
            other_organization: h.need(&["Provider Other Organization Name"]),
            other_last: h.need(&["Provider Other Last Name"]),
            other_first: h.may(&["Provider Other First Name"]),
            line1: h.need(&["Provider First Line Business Practice Location Address"]),
            line2: h.may(&["Provider Second Line Business Practice Location Address"]),
            city: h.need(&["Provider Business Practice Location Address City Name"]),
            state: h.need(&["Provider Business Practice Location Address State Name"]),
            postal_code: h.need(&["Provider Business Practice Location Address Postal Code"]),
            phone: h.may(&["Provider Business Practice Location Address Telephone Number"]),
            last_updated: h.need(&["Last Update Date"]),
            deactivated: h.need(&["NPI Deactivation Date"]),
            reactivated: h.need(&["NPI Reactivation Date"]),
            taxonomies: TaxonomyPlaces::find(h),
        }
    }

    fn record(&self, row: &Row<'_>) -> Result<NppesRecord, ReadError> {
        Ok(NppesRecord {
            npi: npi_of(row, self.npi)?,
            entity_type: entity_type(row, self.entity_type)?,
            organization_name: row.text(self.organization),
            last_name: row.text(self.last),
            first_name: row.text(self.first),
            middle_name: row.text_at(self.middle),
            credential_text: row.text_at(self.credential),
            other_names: self.other_names(row),
            practice: PracticeAddress {
                line1: row.text(self.line1),
                line2: row.text_at(self.line2),
                city: row.text(self.city),
                postal_code: row.zip(self.postal_code, &upper(row, self.state)),
                state: upper(row, self.state),
                phone: phone(row, self.phone),
            },
            practice_locations: Vec::new(),
            inactive: false,
            deactivated_on: date(row, self.deactivated)?,
            reactivated_on: date(row, self.reactivated)?,
            replacement_npi: Some(row.identifier_at(self.replacement)?).filter(|npi| !npi.is_empty()),
            last_updated: date(row, self.last_updated)?,
            taxonomies: self.taxonomies(row),
        })
    }

    fn other_names(&self, row: &Row<'_>) -> Vec<OtherName> {
        [(self.other_last, self.other_first), (self.other_organization, None)]
            .into_iter()
            .filter(|(name, _)| !matches!(&*row.cell(*name), "" | HELD_BACK))
            .map(|(name, first)| OtherName { last_or_organization: row.text(name), first_name: row.text_at(first) })
            .collect()
    }

    /// The taxonomies that are filled, the primary first, otherwise in the row's order.
    fn taxonomies(&self, row: &Row<'_>) -> Vec<NppesTaxonomy> {
        let mut filled: Vec<NppesTaxonomy> = self
            .taxonomies
            .iter()
            .filter(|at| !row.cell(at.code).is_empty() || !row.cell(at.license).is_empty())
            .map(|at| NppesTaxonomy {
                code: row.text(at.code),
                license_number: license_number(row, at.license),
                license_state: upper(row, at.state),
                primary: row.cell(at.primary).eq_ignore_ascii_case("Y"),
            })
            .collect();
        filled.sort_by_key(|t| !t.primary);
        filled
    }
}

impl TaxonomyPlaces {
    /// The first taxonomy must have its columns; an extract may leave out those of the others.
    fn find(h: &mut Header) -> Vec<Self> {
        (1..=TAXONOMIES)
            .map_while(|n| {
                let code = format!("Healthcare Provider Taxonomy Code_{n}");
                if n > 1 {
                    h.may(&[&code])?;
                }
                Some(TaxonomyPlaces {
                    code: h.need(&[&code]),
                    license: h.need(&[&format!("Provider License Number_{n}")]),
                    state: h.need(&[&format!("Provider License Number State Code_{n}")]),
                    primary: h.need(&[&format!("Healthcare Provider Primary Taxonomy Switch_{n}")]),
                })
            })
            .collect()
    }
}

pub(super) fn npi_of(row: &Row<'_>, place: Place) -> Result<String, ReadError> {
    let is_npi = |text: &str| text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit());
    let npi = row.text(place);
    if is_npi(&npi) {
        return Ok(npi);
    }
    match row.identifier(place)? {
        npi if is_npi(&npi) => Ok(npi),
        npi => Err(row.fault(place, format!("`{}` is not an NPI; expected ten digits", super::text::shorten(&npi)))),
    }
}

fn entity_type(row: &Row<'_>, place: Place) -> Result<u8, ReadError> {
    match &*row.cell(place) {
        "" => Ok(0),
        "1" | "1.0" => Ok(1),
        "2" | "2.0" => Ok(2),
        other => Err(row.fault(
            place,
            format!("`{}` is no entity type; expected 1 (person) or 2 (organization)", super::text::shorten(other)),
        )),
    }
}

fn upper(row: &Row<'_>, place: Place) -> String {
    let mut text = row.text(place);
    text.make_ascii_uppercase();
    text
}

pub(super) fn phone(row: &Row<'_>, place: Option<Place>) -> String {
    let Some(place) = place else { return String::new() };
    let text = row.cell(place);
    text.strip_suffix(".0").unwrap_or(&text).chars().filter(char::is_ascii_digit).collect()
}

/// Of the registry's own word nothing is refused: providers write it themselves.
fn license_number(row: &Row<'_>, place: Place) -> String {
    row.identifier(place).unwrap_or_else(|_| row.text(place))
}

fn date(row: &Row<'_>, place: Place) -> Result<Option<chrono::NaiveDate>, ReadError> {
    match well_written(&row.cell(place)) {
        Some(day) => Ok(Some(day)),
        // Also none, and what is wrong.
        None => row.date(place, "MM/DD/YYYY"),
    }
}

/// A day as the publisher writes it, in ten characters; many times faster than by format.
fn well_written(text: &str) -> Option<chrono::NaiveDate> {
    let number = |at: std::ops::Range<usize>| {
        let digits = text.as_bytes().get(at)?;
        digits.iter().try_fold(0, |n, d| d.is_ascii_digit().then(|| n * 10 + u32::from(d - b'0')))
    };
    let signs = text.as_bytes();
    if signs.len() != 10 || signs[2] != b'/' || signs[5] != b'/' {
        return None;
    }
    chrono::NaiveDate::from_ymd_opt(i32::try_from(number(6..10)?).ok()?, number(0..2)?, number(3..5)?)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::super::nppes_sample::{columns, file};
    use super::*;

    fn records(text: &str) -> Vec<NppesRecord> {
        NppesFile::new(text.as_bytes(), "npidata.csv").expect("the header suits").map(|r| r.expect("reads")).collect()
    }

    const PERSON: &[(&str, &str)] = &[
        ("NPI", "2000000002"),
        ("Entity Type Code", "1"),
        ("Provider Last Name (Legal Name)", "Vantassel"),
        ("Provider First Name", "Ophelia"),
        ("Provider Credential Text", "M.D."),
        ("Provider Other Last Name", "Quillfeather"),
        ("Provider Business Mailing Address City Name", "ELSEWHERE"),
        ("Provider First Line Business Practice Location Address", "9  INVENTED   WAY"),
        ("Provider Business Practice Location Address City Name", "HARTFORD"),
        ("Provider Business Practice Location Address State Name", "ct"),
        ("Provider Business Practice Location Address Postal Code", "061030000"),
        ("Provider Business Practice Location Address Telephone Number", "(860) 555-0123"),
        ("Last Update Date", "07/08/2019"),
        ("Healthcare Provider Taxonomy Code_1", "207L00000X"),
        ("Provider License Number_1", "11"),
        ("Provider License Number State Code_1", "CT"),
        ("Healthcare Provider Primary Taxonomy Switch_1", "N"),
        ("Healthcare Provider Taxonomy Code_15", "2084P0800X"),
        ("Provider License Number_15", "22"),
        ("Provider License Number State Code_15", "MA"),
        ("Healthcare Provider Primary Taxonomy Switch_15", "Y"),
    ];

    #[test]
    fn both_layouts_give_the_same_record() {
        assert_eq!(columns(false).len(), 329);
        assert_eq!(columns(true).len(), 330);
        let old = records(&file(&columns(false), &[PERSON]));
        assert_eq!(old, records(&file(&columns(true), &[PERSON])));
        let found = &old[0];
        assert_eq!((found.npi.as_str(), found.entity_type, found.last_name.as_str()), ("2000000002", 1, "Vantassel"));
        assert_eq!(
            found.other_names,
            [OtherName { last_or_organization: "Quillfeather".into(), first_name: String::new() }]
        );
        assert_eq!(found.last_updated, NaiveDate::from_ymd_opt(2019, 7, 8));
        assert!(!found.is_deactivated());
    }

    #[test]
    fn the_address_is_the_practice_location_and_never_the_mailing_address() {
        let practice = records(&file(&columns(true), &[PERSON])).remove(0).practice;
        assert_eq!((practice.line1.as_str(), practice.city.as_str()), ("9 INVENTED WAY", "HARTFORD"));
        assert_eq!((practice.state.as_str(), practice.phone.as_str()), ("CT", "8605550123"));
    }

    #[test]
    fn all_fifteen_taxonomies_are_read_and_the_primary_comes_first() {
        let taxonomies = records(&file(&columns(true), &[PERSON])).remove(0).taxonomies;
        let seen: Vec<_> = taxonomies.iter().map(|t| (t.code.as_str(), t.license_number.as_str(), t.primary)).collect();
        assert_eq!(seen, [("2084P0800X", "22", true), ("207L00000X", "11", false)]);
    }

    #[test]
    fn an_organization_keeps_its_trading_name() {
        let row: &[(&str, &str)] = &[
            ("NPI", "2000000010"),
            ("Entity Type Code", "2"),
            ("Employer Identification Number (EIN)", "<UNAVAIL>"),
            ("Provider Organization Name (Legal Business Name)", "INVENTED CARE LLC"),
            ("Provider Other Organization Name", "CALM HARBOR"),
        ];
        let found = records(&file(&columns(false), &[row])).remove(0);
        assert_eq!((found.entity_type, found.organization_name.as_str()), (2, "INVENTED CARE LLC"));
        assert_eq!(found.other_names[0].last_or_organization, "CALM HARBOR");
    }

    #[test]
    fn a_deactivated_row_is_almost_empty_and_still_read() {
        let gone: &[(&str, &str)] = &[("NPI", "2000000028"), ("NPI Deactivation Date", "03/04/2024")];
        let back: &[(&str, &str)] = &[
            ("NPI", "2000000036"),
            ("NPI Deactivation Date", "03/04/2024"),
            ("NPI Reactivation Date", "05/04/2024"),
            ("Replacement NPI", "2000000044"),
        ];
        let found = records(&file(&columns(true), &[gone, back]));
        assert!(found[0].is_deactivated() && found[0].entity_type == 0);
        assert!(!found[1].is_deactivated());
        assert_eq!(found[1].replacement_npi.as_deref(), Some("2000000044"));
    }

    #[test]
    fn the_list_of_deactivated_npis_is_read_too() {
        let text = "NPI,NPPES Deactivation Date\n2000000028,03/04/2024\n";
        let mut file = NppesFile::new(text.as_bytes(), "deactivated.csv").expect("the header suits");
        assert!(!file.is_registry());
        assert!(file.next().expect("one row").expect("reads").is_deactivated());
    }

    #[test]
    fn missing_columns_are_named_together() {
        let text = "NPI,Entity Type Code,Provider First Name\n";
        let error = NppesFile::new(text.as_bytes(), "x.csv").expect_err("refused").to_string();
        for column in
            ["`Provider Last Name (Legal Name)`", "`NPI Deactivation Date`", "`Healthcare Provider Taxonomy Code_1`"]
        {
            assert!(error.contains(column), "{error}");
        }
        assert!(!error.contains("Code_2"), "{error}");
    }

    #[test]
    fn a_wrong_cell_ends_the_reading_with_its_place() {
        let text = file(&columns(true), &[&[("NPI", "2000000028")], &[("NPI", "20000000")], &[("NPI", "2000000028")]]);
        let mut rows = NppesFile::new(text.as_bytes(), "x.csv").expect("the header suits");
        assert!(rows.next().is_some_and(|r| r.is_ok()));
        assert_eq!(
            rows.next().and_then(Result::err).map(|e| e.to_string()).as_deref(),
            Some("x.csv, line 3, column `NPI`: `20000000` is not an NPI; expected ten digits")
        );
        assert!(rows.next().is_none());
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let header = file(&columns(true), &[]);
            for text in [bytes.clone(), [header.as_bytes(), &bytes].concat()] {
                if let Ok(rows) = NppesFile::new(text.as_slice(), "x.csv") {
                    rows.for_each(drop);
                }
            }
        }
    }
}
