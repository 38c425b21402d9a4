//! The answer of the NPPES registry service, version 2.1, as a record.
//!
//! Fields as in CMS's map from columns to JSON (npiregistry.cms.hhs.gov/help-api/json-conversion). Whatever differs from it is
//! an error: a service that changed is not one that says "active".

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::Value;

use crate::sources::record::{NppesRecord, NppesTaxonomy, OtherName, PracticeAddress};
use crate::sources::text::tidy;

/// Reads the answer to a question about one NPI; `None` where the service has no such number.
///
/// # Errors
/// In words, what is not as it should be. Never the answer's own text.
pub(super) fn read(body: &[u8], npi: &str) -> Result<Option<NppesRecord>, String> {
    let reply: Reply =
        serde_json::from_slice(body).map_err(|e| format!("it is not the JSON expected ({})", kind(&e)))?;
    if reply.errors.is_some() {
        return Err("the service reports an error of its own".into());
    }
    match (reply.result_count, reply.results) {
        (Some(0), Some(results)) if results.is_empty() => Ok(None),
        (Some(1), Some(mut results)) if results.len() == 1 => results.remove(0).record(npi).map(Some),
        (Some(_), Some(_)) => Err("it does not hold one result".into()),
        _ => Err("it has no results".into()),
    }
}

fn kind(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Data => "a field has another type or is missing",
        serde_json::error::Category::Eof => "it ends too early",
        _ => "it is not JSON",
    }
}

#[derive(Deserialize)]
struct Reply {
    result_count: Option<u64>,
    results: Option<Vec<Entry>>,
    #[serde(rename = "Errors")]
    errors: Option<Value>,
}

#[derive(Deserialize)]
struct Entry {
    number: Number,
    enumeration_type: String,
    basic: Basic,
    #[serde(default)]
    addresses: Vec<Address>,
    #[serde(default, rename = "practiceLocations")]
    practice_locations: Vec<Address>,
    #[serde(default)]
    taxonomies: Vec<Taxonomy>,
    #[serde(default)]
    other_names: Vec<Other>,
}

/// Version 2.0 wrote a number where 2.1 writes text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Text(String),
    Digits(u64),
}

#[derive(Deserialize)]
struct Basic {
    status: String,
    #[serde(default)]
    organization_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    first_name: Option<String>,
    #[serde(default)]
    middle_name: Option<String>,
    #[serde(default)]
    credential: Option<String>,
    #[serde(default)]
    last_updated: Option<String>,
    #[serde(default)]
    deactivation_date: Option<String>,
    #[serde(default)]
    reactivation_date: Option<String>,
    #[serde(default)]
    replacement_npi: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    address_purpose: Option<String>,
    #[serde(default)]
    address_1: Option<String>,
    #[serde(default)]
    address_2: Option<String>,
    #[serde(default)]
    city: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    postal_code: Option<String>,
    #[serde(default)]
    telephone_number: Option<String>,
}

#[derive(Deserialize)]
struct Taxonomy {
    code: String,
    #[serde(default)]
    license: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    primary: bool,
}

#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    organization_name: Option<String>,
    #[serde(default)]
    last_name: Option<String>,
    #[serde(default)]
    first_name: Option<String>,
}

impl Entry {
    fn record(self, npi: &str) -> Result<NppesRecord, String> {
        let number = match self.number {
            Number::Text(text) => text,
            Number::Digits(digits) => digits.to_string(),
        };
        if number != npi {
            return Err("it is about another NPI".into());
        }
        let entity_type = match self.enumeration_type.as_str() {
            "NPI-1" => 1,
            "NPI-2" => 2,
            _ => return Err("its enumeration_type is neither NPI-1 nor NPI-2".into()),
        };
        let basic = self.basic;
        let record = NppesRecord {
            npi: number,
            entity_type,
            organization_name: text(basic.organization_name),
            last_name: text(basic.last_name),
            first_name: text(basic.first_name),
            middle_name: text(basic.middle_name),
            credential_text: text(basic.credential),
            other_names: self.other_names.into_iter().filter_map(Other::name).collect(),
            practice: practice(self.addresses),
            practice_locations: self.practice_locations.into_iter().map(Address::place).collect(),
            inactive: basic.status == "D",
            deactivated_on: date(basic.deactivation_date, "deactivation_date")?,
            reactivated_on: date(basic.reactivation_date, "reactivation_date")?,
            replacement_npi: Some(text(basic.replacement_npi)).filter(|npi| !npi.is_empty()),
            last_updated: date(basic.last_updated, "last_updated")?,
            taxonomies: taxonomies(self.taxonomies),
        };
        match basic.status.as_str() {
            "D" => Ok(record),
            "A" if record.is_deactivated() => Err("it calls the NPI active and deactivated at once".into()),
            "A" if record.last_name.is_empty() && record.organization_name.is_empty() => Err("it names nobody".into()),
            "A" => Ok(record),
            _ => Err("its status is neither A (active) nor D (deactivated)".into()),
        }
    }
}

impl Other {
    fn name(self) -> Option<OtherName> {
        let (last, organization) = (text(self.last_name), text(self.organization_name));
        let name = if last.is_empty() { organization } else { last };
        (!name.is_empty()).then(|| OtherName { last_or_organization: name, first_name: text(self.first_name) })
    }
}

impl Address {
    fn place(self) -> PracticeAddress {
        PracticeAddress {
            line1: text(self.address_1),
            line2: text(self.address_2),
            city: text(self.city),
            state: text(self.state).to_ascii_uppercase(),
            postal_code: text(self.postal_code),
            phone: text(self.telephone_number).chars().filter(char::is_ascii_digit).collect(),
        }
    }
}

/// The primary practice location; the mailing address is often another place.
fn practice(addresses: Vec<Address>) -> PracticeAddress {
    let location = addresses.into_iter().find(|a| a.address_purpose.as_deref() == Some("LOCATION"));
    location.map(Address::place).unwrap_or_default()
}

/// The primary first, otherwise in the answer's order.
fn taxonomies(given: Vec<Taxonomy>) -> Vec<NppesTaxonomy> {
    let mut all: Vec<NppesTaxonomy> = given
        .into_iter()
        .map(|t| NppesTaxonomy {
            code: tidy(&t.code),
            license_number: text(t.license),
            license_state: text(t.state).to_ascii_uppercase(),
            primary: t.primary,
        })
        .collect();
    all.sort_by_key(|t| !t.primary);
    all
}

fn text(value: Option<String>) -> String {
    value.map(|v| tidy(&v)).unwrap_or_default()
}

/// Both ways in which the service has written dates.
fn date(value: Option<String>, field: &str) -> Result<Option<NaiveDate>, String> {
    let written = text(value);
    if written.is_empty() {
        return Ok(None);
    }
    let read = ["%Y-%m-%d", "%m/%d/%Y"].iter().find_map(|f| NaiveDate::parse_from_str(&written, f).ok());
    read.map(Some).ok_or_else(|| format!("its {field} is no date"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NPI: &str = "2000000010";

    fn answer() -> Value {
        json!({ "result_count": 1, "results": [{
            "number": NPI, "enumeration_type": "NPI-1", "created_epoch": "1", "endpoints": [],
            "basic": { "first_name": "ANA", "last_name": "REYES", "middle_name": null, "credential": "M.D.", "status": "A",
                       "enumeration_date": "2009-01-02", "last_updated": "2024-05-06", "sex": "F" },
            "addresses": [
                { "address_purpose": "MAILING", "city": "ELSEWHERE", "state": "WA" },
                { "address_purpose": "LOCATION", "address_1": "12 Invented  Ave", "city": "PORTLAND", "state": "or",
                  "postal_code": "972020000", "telephone_number": "503-555-0142" }],
            "practiceLocations": [{ "address_1": "9 Other Way", "city": "SALEM", "state": "OR", "postal_code": "97301" }],
            "taxonomies": [
                { "code": "207L00000X", "license": "", "state": "", "primary": false, "desc": "x" },
                { "code": "2084P0800X", "license": "MD12345", "state": "OR", "primary": true, "taxonomy_group": "" }],
            "other_names": [{ "code": "1", "type": "Former Name", "last_name": "MORALES", "first_name": "ANA" },
                            { "code": "3", "type": "Doing Business As", "organization_name": "CALM HARBOR" }]
        }]})
    }

    fn read_value(value: &Value) -> Result<Option<NppesRecord>, String> {
        read(value.to_string().as_bytes(), NPI)
    }

    fn changed(pointer: &str, value: Value) -> Result<Option<NppesRecord>, String> {
        let mut answer = answer();
        *answer.pointer_mut(pointer).expect("is there") = value;
        read_value(&answer)
    }

    #[test]
    fn an_answer_becomes_the_record_that_the_file_would_give() {
        let found = read_value(&answer()).expect("reads").expect("found");
        assert_eq!((found.last_name.as_str(), found.entity_type, found.is_deactivated()), ("REYES", 1, false));
        assert_eq!((found.practice.line1.as_str(), found.practice.state.as_str()), ("12 Invented Ave", "OR"));
        assert_eq!((found.practice.phone.as_str(), found.practice_locations[0].city.as_str()), ("5035550142", "SALEM"));
        assert_eq!((found.taxonomies[0].code.as_str(), found.taxonomies[0].primary), ("2084P0800X", true));
        let others: Vec<_> = found.other_names.iter().map(|o| o.last_or_organization.as_str()).collect();
        assert_eq!(others, ["MORALES", "CALM HARBOR"]);
        assert_eq!(found.last_updated, NaiveDate::from_ymd_opt(2024, 5, 6));
    }

    #[test]
    fn nobody_found_is_told_by_a_count_of_zero_alone() {
        assert_eq!(read_value(&json!({ "result_count": 0, "results": [] })), Ok(None));
        for odd in [
            json!({ "results": [] }),
            json!({ "result_count": 0 }),
            json!({ "result_count": 1, "results": [] }),
            json!({ "result_count": 2, "results": [answer()["results"][0], answer()["results"][0]] }),
            json!({ "Errors": [{ "description": "NPI must be 10 digits", "field": "number", "number": "06" }] }),
            json!([]),
            json!({}),
        ] {
            assert!(read_value(&odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_deactivated_number_is_known_by_its_status_or_its_dates() {
        assert!(changed("/results/0/basic/status", json!("D")).expect("reads").expect("found").is_deactivated());
        let mut both = answer();
        both["results"][0]["basic"]["deactivation_date"] = json!("2020-01-01");
        assert!(read_value(&both).is_err(), "active and deactivated at once");
        both["results"][0]["basic"]["reactivation_date"] = json!("02/01/2020");
        assert!(!read_value(&both).expect("reads").expect("found").is_deactivated());
    }

    #[test]
    fn whatever_differs_from_the_published_form_is_an_error_and_no_answer() {
        for (pointer, value) in [
            ("/results/0/number", json!("2000000028")),
            ("/results/0/number", json!(["2000000010"])),
            ("/results/0/enumeration_type", json!("1")),
            ("/results/0/basic", json!(null)),
            ("/results/0/basic", json!({ "status": "A" })),
            ("/results/0/basic/status", json!("ACTIVE")),
            ("/results/0/basic/status", json!("")),
            ("/results/0/basic/status", json!(true)),
            ("/results/0/basic/last_updated", json!("yesterday")),
            ("/results/0/taxonomies", json!({})),
            ("/results/0/taxonomies/0/primary", json!("Y")),
            ("/results/0/addresses/0/city", json!(7)),
            ("/results", json!(null)),
            ("/result_count", json!("1")),
        ] {
            assert!(changed(pointer, value.clone()).is_err(), "{pointer} {value}");
        }
        let told = changed("/results/0/number", json!("2000000028")).expect_err("refused");
        assert_eq!(told, "it is about another NPI");
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_never_panic_and_name_nobody(bytes in proptest::collection::vec(any::<u8>(), 0..200), cut in 0usize..900) {
            prop_assert!(read(&bytes, NPI).is_err());
            let whole = answer().to_string();
            let cut = whole.as_bytes().get(..cut.min(whole.len() - 1)).unwrap_or_default();
            prop_assert!(read(cut, NPI).is_err());
        }
    }
}
