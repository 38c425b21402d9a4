//! NPPES files for tests, with all the columns of the real ones and invented rows.

use std::collections::BTreeMap;

/// The layout of the 2018 files, column by column; 2026's has `Certification Date` too and another word for sex.
pub fn columns(certified: bool) -> Vec<String> {
    let address = |kind: &str| {
        let full = format!("Provider Business {kind} Address");
        let mut names = vec![
            format!("Provider First Line Business {kind} Address"),
            format!("Provider Second Line Business {kind} Address"),
        ];
        for part in [
            "City Name",
            "State Name",
            "Postal Code",
            "Country Code (If outside U.S.)",
            "Telephone Number",
            "Fax Number",
        ] {
            names.push(format!("{full} {part}"));
        }
        names
    };
    let mut names: Vec<String> = "NPI|Entity Type Code|Replacement NPI|Employer Identification Number (EIN)|\
        Provider Organization Name (Legal Business Name)|Provider Last Name (Legal Name)|Provider First Name|\
        Provider Middle Name|Provider Name Prefix Text|Provider Name Suffix Text|Provider Credential Text|\
        Provider Other Organization Name|Provider Other Organization Name Type Code|Provider Other Last Name|\
        Provider Other First Name|Provider Other Middle Name|Provider Other Name Prefix Text|\
        Provider Other Name Suffix Text|Provider Other Credential Text|Provider Other Last Name Type Code"
        .split('|')
        .map(String::from)
        .collect();
    names.extend(address("Mailing"));
    names.extend(address("Practice Location"));
    let sex = if certified { "Provider Sex Code" } else { "Provider Gender Code" };
    names.extend(
        [
            "Provider Enumeration Date",
            "Last Update Date",
            "NPI Deactivation Reason Code",
            "NPI Deactivation Date",
            "NPI Reactivation Date",
            sex,
        ]
        .map(String::from),
    );
    names.extend(
        ["Last Name", "First Name", "Middle Name", "Title or Position", "Telephone Number"]
            .map(|n| format!("Authorized Official {n}")),
    );
    for n in 1..=15 {
        names.push(format!("Healthcare Provider Taxonomy Code_{n}"));
        names.push(format!("Provider License Number_{n}"));
        names.push(format!("Provider License Number State Code_{n}"));
        names.push(format!("Healthcare Provider Primary Taxonomy Switch_{n}"));
    }
    for n in 1..=50 {
        for part in ["", " Type Code", " State", " Issuer"] {
            names.push(format!("Other Provider Identifier{part}_{n}"));
        }
    }
    names.extend(
        ["Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN", "Parent Organization TIN"]
            .map(String::from),
    );
    names.extend(
        ["Name Prefix Text", "Name Suffix Text", "Credential Text"].map(|n| format!("Authorized Official {n}")),
    );
    names.extend((1..=15).map(|n| format!("Healthcare Provider Taxonomy Group_{n}")));
    if certified {
        names.push("Certification Date".into());
    }
    names
}

pub fn file(columns: &[String], rows: &[&[(&str, &str)]]) -> String {
    let quoted = |cells: Vec<&str>| format!("\"{}\"\r\n", cells.join("\",\""));
    let mut out = quoted(columns.iter().map(String::as_str).collect());
    for row in rows {
        let row: BTreeMap<&str, &str> = row.iter().copied().collect();
        for name in row.keys() {
            assert!(columns.iter().any(|c| c == name), "no column {name}");
        }
        out.push_str(&quoted(columns.iter().map(|c| row.get(c.as_str()).copied().unwrap_or("")).collect()));
    }
    out
}
