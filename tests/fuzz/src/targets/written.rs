//! Records written down in the layout of their publisher, in the plainest way.

use chrono::NaiveDate;
use vouchsafe::sources::record::OtherName;
use vouchsafe::sources::{ExclusionRecord, NppesRecord, TaxonomyCode};

fn csv(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
    for row in std::iter::once(header.to_vec()).chain(rows) {
        out.write_record(row).expect("as wide as the header");
    }
    out.into_inner().expect("in memory")
}

fn columns(names: &str) -> Vec<String> {
    names.split('|').map(String::from).collect()
}

fn day(date: Option<NaiveDate>, format: &str) -> String {
    date.map(|d| d.format(format).to_string()).unwrap_or_default()
}

pub fn nppes(records: &[NppesRecord]) -> Vec<u8> {
    const TAXONOMIES: usize = 15;
    let mut header = columns(
        "NPI|Entity Type Code|Replacement NPI|Provider Organization Name (Legal Business Name)|Provider Last Name (Legal Name)|\
         Provider First Name|Provider Middle Name|Provider Credential Text|Provider Other Organization Name|\
         Provider Other Last Name|Provider Other First Name|Provider First Line Business Practice Location Address|\
         Provider Second Line Business Practice Location Address|Provider Business Practice Location Address City Name|\
         Provider Business Practice Location Address State Name|Provider Business Practice Location Address Postal Code|\
         Provider Business Practice Location Address Telephone Number|Last Update Date|NPI Deactivation Date|NPI Reactivation Date",
    );
    for n in 1..=TAXONOMIES {
        header.extend([
            format!("Healthcare Provider Taxonomy Code_{n}"),
            format!("Provider License Number_{n}"),
            format!("Provider License Number State Code_{n}"),
            format!("Healthcare Provider Primary Taxonomy Switch_{n}"),
        ]);
    }
    let row = |r: &NppesRecord| {
        // With one other name it does not matter in which column it stands.
        let (other, organization) = match r.other_names.as_slice() {
            [] => (OtherName::default(), String::new()),
            [one] => (one.clone(), String::new()),
            [one, two, ..] => (one.clone(), two.last_or_organization.clone()),
        };
        let place = &r.practice;
        let entity_type = if r.entity_type == 0 { String::new() } else { r.entity_type.to_string() };
        let mut cells = vec![
            r.npi.clone(),
            entity_type,
            r.replacement_npi.clone().unwrap_or_default(),
            r.organization_name.clone(),
            r.last_name.clone(),
            r.first_name.clone(),
            r.middle_name.clone(),
            r.credential_text.clone(),
            organization,
            other.last_or_organization,
            other.first_name,
            place.line1.clone(),
            place.line2.clone(),
            place.city.clone(),
            place.state.clone(),
            place.postal_code.clone(),
            place.phone.clone(),
            day(r.last_updated, "%m/%d/%Y"),
            day(r.deactivated_on, "%m/%d/%Y"),
            day(r.reactivated_on, "%m/%d/%Y"),
        ];
        for n in 0..TAXONOMIES {
            let t = r.taxonomies.get(n).cloned().unwrap_or_default();
            cells.extend([t.code, t.license_number, t.license_state, if t.primary { "Y" } else { "N" }.to_string()]);
        }
        cells
    };
    csv(&header, records.iter().map(row))
}

pub fn leie(rows: &[ExclusionRecord]) -> Vec<u8> {
    let header = columns(
        "LASTNAME|FIRSTNAME|MIDNAME|BUSNAME|GENERAL|SPECIALTY|UPIN|NPI|DOB|ADDRESS|CITY|STATE|ZIP|EXCLTYPE|EXCLDATE|REINDATE|\
         WAIVERDATE|WVRSTATE",
    );
    let day = |date| day(date, "%Y%m%d");
    let row = |r: &ExclusionRecord| {
        vec![
            r.last_name.clone(),
            r.first_name.clone(),
            r.middle_name.clone(),
            r.business_name.clone(),
            r.specialty.clone(),
            String::new(),
            String::new(),
            r.npi.clone(),
            day(r.date_of_birth),
            r.address.clone(),
            r.city.clone(),
            r.state.clone(),
            r.postal_code.clone(),
            r.exclusion_type.clone(),
            day(r.excluded_on),
            day(r.reinstated_on),
            day(r.waived_on),
            r.waiver_state.clone(),
        ]
    };
    csv(&header, rows.iter().map(row))
}

pub fn sam(rows: &[ExclusionRecord]) -> Vec<u8> {
    let header = columns(
        "Classification|Name|First|Middle|Last|Address 1|City|State / Province|Country|Zip Code|Excluding Agency|Exclusion Type|\
         Active Date|Termination Date|NPI",
    );
    let row = |r: &ExclusionRecord| {
        let person = !r.last_name.is_empty() || !r.first_name.is_empty();
        vec![
            if person { "Individual" } else { "Firm" }.to_string(),
            r.business_name.clone(),
            r.first_name.clone(),
            r.middle_name.clone(),
            r.last_name.clone(),
            r.address.clone(),
            r.city.clone(),
            r.state.clone(),
            // No country of ours: the ZIP code has its zeros already, or is of another country.
            "-".to_string(),
            r.postal_code.clone(),
            r.agency.clone(),
            r.exclusion_type.clone(),
            day(r.excluded_on, "%m/%d/%Y"),
            day(r.reinstated_on, "%m/%d/%Y"),
            r.npi.clone(),
        ]
    };
    csv(&header, rows.iter().map(row))
}

pub fn state_list(rows: &[ExclusionRecord]) -> Vec<u8> {
    let header = columns(
        "state|last_name|first_name|middle_name|business_name|npi|date_of_birth|specialty|address|city|postal_code|excluded_on|\
         reinstated_on|program",
    );
    let day = |date| day(date, "%Y-%m-%d");
    let row = |r: &ExclusionRecord| {
        vec![
            r.agency.clone(),
            r.last_name.clone(),
            r.first_name.clone(),
            r.middle_name.clone(),
            r.business_name.clone(),
            r.npi.clone(),
            day(r.date_of_birth),
            r.specialty.clone(),
            r.address.clone(),
            r.city.clone(),
            r.postal_code.clone(),
            day(r.excluded_on),
            day(r.reinstated_on),
            r.exclusion_type.clone(),
        ]
    };
    csv(&header, rows.iter().map(row))
}

pub fn taxonomy(codes: &[TaxonomyCode]) -> Vec<u8> {
    let row = |c: &TaxonomyCode| vec![c.code.clone(), c.classification.clone(), c.specialization.clone()];
    csv(&columns("Code|Classification|Specialization"), codes.iter().map(row))
}
