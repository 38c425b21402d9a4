//! What spreadsheets and broken exports do to files, reader by reader: what is understood, and what is refused with its row, its
//! column and what was expected (docs/data-sources.md, "Files that were saved again"). No refusal shows a birth date or a DEA number.

use chrono::NaiveDate;
use serde_json::{Value, json};
use vouchsafe::domain::problem::Place;
use vouchsafe::pipeline::roster::Roster;
use vouchsafe::rules::Rules;
use vouchsafe::sources::leie::LeieFile;
use vouchsafe::sources::nppes::NppesFile;
use vouchsafe::sources::sam::SamFile;
use vouchsafe::sources::state_list::StateListFile;
use vouchsafe::sources::taxonomy::TaxonomyFile;
use vouchsafe::sources::{ExclusionRecord, NppesRecord, ReadError};

/// What a file comes to: of the row that is looked at the words and days, joined by bars, or the refusal.
type Read = fn(&[u8]) -> Result<String, String>;

/// A reader with a whole file of its own: header, the row that is damaged, and the row below it.
struct Reader {
    name: &'static str,
    header: &'static str,
    row: &'static str,
    read: Read,
}

const READERS: [Reader; 8] = [
    Reader {
        name: "nppes",
        header: "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
            Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
            Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
            Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
            Provider Business Practice Location Address Telephone Number,Last Update Date,NPI Deactivation Date,\
            NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,Provider License Number_1,\
            Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1",
        row: "2000000010,1,,HALE,ANN,,,9 A WAY,HARTFORD,CT,06103,8605550123,01/31/2020,,,2084P0800X,61051208,CT,Y",
        read: |bytes| first(NppesFile::new(bytes, "f.csv"), registered),
    },
    Reader {
        name: "othername",
        header: "NPI,Provider Other Organization Name,Provider Other Organization Name Type Code",
        row: "2000000010,HALE,3",
        read: |bytes| first(NppesFile::new(bytes, "f.csv"), registered),
    },
    Reader {
        name: "pl",
        header: "NPI,Provider Secondary Practice Location Address- Address Line 1,\
            Provider Secondary Practice Location Address - City Name,Provider Secondary Practice Location Address - State Name,\
            Provider Secondary Practice Location Address - Postal Code,Provider Secondary Practice Location Address - Telephone Number",
        row: "2000000010,HALE,HARTFORD,CT,06103,8605550123",
        read: |bytes| first(NppesFile::new(bytes, "f.csv"), registered),
    },
    Reader {
        name: "leie",
        header: "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,\
            REINDATE,WAIVERDATE,WVRSTATE",
        row: "HALE,ANN,,,MD,,,2000000010,19610203,1 A ST,HARTFORD,CT,06103,1128b4,20200131,00000000,00000000,",
        read: |bytes| first(LeieFile::new(bytes, "f.csv"), excluded),
    },
    Reader {
        name: "sam",
        header: "Classification,Name,First,Middle,Last,Address 1,City,State / Province,Country,Zip Code,Excluding Agency,\
            Exclusion Type,Active Date,Termination Date,NPI",
        row: "Individual,,ANN,,HALE,1 A St,HARTFORD,CT,USA,06103,HHS,Prohibition,01/31/2020,Indefinite,2000000010",
        read: |bytes| first(SamFile::new(bytes, "f.csv", NaiveDate::MIN), excluded),
    },
    Reader {
        name: "state list",
        header: "state,last_name,first_name,npi,date_of_birth,postal_code,excluded_on,reinstated_on",
        row: "CT,HALE,Ann,2000000010,1961-02-03,06103,2020-01-31,",
        read: |bytes| first(StateListFile::new(bytes, "f.csv"), excluded),
    },
    Reader {
        name: "taxonomy",
        header: "Code,Classification,Specialization",
        row: "2084P0800X,HALE,",
        read: |bytes| {
            first(TaxonomyFile::new(bytes, "f.csv"), |code| json!({ "code": code.code, "name": code.classification }))
        },
    },
    Reader {
        name: "roster",
        header: "npi,first_name,last_name,date_of_birth,profession,prescribes,license_number,license_state,license_expires_on,\
            dea_number,dea_basis,city,state,postal_code",
        row: "2000000010,Ann,HALE,1961-02-03,md,yes,61051208,CT,2020-01-31,FH1234563,own,Hartford,CT,06103",
        read: roster,
    },
];

fn first<T, F: Iterator<Item = Result<T, ReadError>>>(
    opened: Result<F, ReadError>,
    told: fn(T) -> Value,
) -> Result<String, String> {
    let record = opened.map_err(|e| e.to_string())?.next().expect("a row").map_err(|e| e.to_string())?;
    Ok(told(record).to_string())
}

fn registered(r: NppesRecord) -> Value {
    let place = if r.practice_locations.is_empty() { r.practice } else { r.practice_locations[0].clone() };
    let license = r.taxonomies.first().map(|t| t.license_number.clone());
    let name = r.other_names.first().map_or(r.last_name, |o| o.last_or_organization.clone());
    let name = if name.is_empty() { place.line1 } else { name };
    json!({
        "npi": r.npi, "name": name, "kind": r.entity_type, "zip": place.postal_code, "phone": place.phone, "day": r.last_updated,
        "license": license
    })
}

fn excluded(r: ExclusionRecord) -> Value {
    json!({ "npi": r.npi, "name": r.last_name, "born": r.date_of_birth, "zip": r.postal_code, "day": r.excluded_on })
}

/// The first entry; the good row at the end must have been read whatever stands above it.
fn roster(bytes: &[u8]) -> Result<String, String> {
    let mut roster = Roster::open(bytes, "f.csv").map_err(|e| e.to_string())?;
    let entries: Vec<_> = std::iter::from_fn(|| roster.next_person()).map(|p| p.entry(Rules::builtin())).collect();
    let last = entries.last().expect("a row");
    assert!(last.npi == BELOW && last.dossier.is_ok(), "a bad row stopped the one below it: {entries:?}");
    let dossier = match &entries[0].dossier {
        Ok(dossier) => serde_json::to_value(dossier).expect("JSON"),
        Err(problems) => {
            let told = problems.iter().map(|p| match &p.place {
                Place::Row(row, column) => format!("f.csv, line {row}, column `{column}`: {} {}", p.code, p.detail),
                other => panic!("{other:?}"),
            });
            return Err(told.collect::<Vec<_>>().join("; "));
        }
    };
    let person = &dossier["clinicians"][0];
    let license = &person["credentials"][0];
    Ok(json!({
        "npi": person["npi"], "name": person["last_name"], "born": person["date_of_birth"], "day": license["expires_on"],
        "license": license["number"], "zip": dossier["locations"][0]["postal_code"], "yes": person["prescribes"]
    })
    .to_string())
}

/// The NPI of the row below the damaged one.
const BELOW: &str = "2000000028";

/// What happens to a file.
enum Damage {
    /// These words of the damaged row are others.
    Cell(&'static str, &'static str),
    /// The whole file is other bytes.
    File(fn(String) -> Vec<u8>),
}

use Damage::{Cell, File};

/// What comes of it: a part of what is read, or a part of the refusal.
enum Then {
    Reads(&'static str),
    Refused(&'static str),
}

use Then::{Reads, Refused};

const ALL: &[&str] = &["nppes", "othername", "pl", "leie", "sam", "state list", "taxonomy", "roster"];
const WITH_NPI: &[&str] = &["nppes", "othername", "pl", "leie", "sam", "state list", "roster"];
const WITH_ZIP: &[&str] = &["nppes", "pl", "leie", "sam", "state list", "roster"];
const LOST: &str = "a spreadsheet has rounded this number and its last digits are lost; expected all of them";

/// A name for the damage, what it is, and what the readers make of it.
type Case = (&'static str, Damage, &'static [&'static str], Then);

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = vec![
        ("as it is", Cell("HALE", "HALE"), ALL, Reads("HALE")),
        ("a byte order mark", File(|text| format!("\u{FEFF}{text}").into_bytes()), ALL, Reads("HALE")),
        ("CR LF", File(|text| text.replace('\n', "\r\n").into_bytes()), ALL, Reads("HALE")),
        (
            "UTF-16",
            File(|_| b"\xFF\xFEN\0P\0I\0".to_vec()),
            ALL,
            Refused("f.csv is UTF-16 text, not CSV; save it as CSV in UTF-8"),
        ),
        (
            "Windows-1252",
            File(|text| {
                text.replace("HALE", "HAL\u{1}")
                    .into_bytes()
                    .into_iter()
                    .map(|b| if b == 1 { 0xC9 } else { b })
                    .collect()
            }),
            ALL,
            Reads("HALÉ"),
        ),
        ("doubled quotes inside", Cell("HALE", "\"HA\"\"L\"\"E, JR\""), ALL, Reads("HA\\\"L\\\"E, JR")),
        ("bare quotes inside", Cell("HALE", "HA\"L\"E"), ALL, Reads("HA\\\"L\\\"E")),
        ("a NUL byte", Cell("HALE", "HA\0LE"), ALL, Refused("f.csv, line 2, column `")),
        ("a NUL byte, said so", Cell("HALE", "HA\0LE"), ALL, Refused("a NUL byte; the file is damaged")),
        ("a cell too many", Cell("HALE", "HALE,x"), ALL, Refused("line 2")),
        (
            "a cell of 10 MB",
            File(|text| text.replacen("HALE", &"x".repeat(10 << 20), 1).into_bytes()),
            ALL,
            Refused("f.csv, line 2, column `"),
        ),
        (
            "a cell of 10 MB, said so",
            File(|text| text.replacen("HALE", &"x".repeat(10 << 20), 1).into_bytes()),
            ALL,
            Refused("the row is longer than 1 MB"),
        ),
        (
            "a column twice",
            File(|text| text.replacen('\n', ",npi,NPI,code,Code\n", 1).into_bytes()),
            ALL,
            Refused("f.csv, line 1: the header names the column `"),
        ),
        ("an NPI with a decimal point", Cell("2000000010", "2000000010.0"), WITH_NPI, Reads("\"npi\":\"2000000010\"")),
        (
            "an NPI in scientific notation, whole",
            Cell("2000000010", "2.000000010E+09"),
            WITH_NPI,
            Reads("\"npi\":\"2000000010\""),
        ),
        ("an NPI that lost digits", Cell("2000000010", "1.23E+09"), WITH_NPI, Refused(LOST)),
        (
            "an NPI that lost digits, its row",
            Cell("2000000010", "1.23E+09"),
            WITH_NPI,
            Refused("f.csv, line 2, column `"),
        ),
        ("a ZIP that lost its zero", Cell("06103", "6103"), WITH_ZIP, Reads("\"zip\":\"06103\"")),
        ("a ZIP that became a quantity", Cell("06103", "6103.0"), WITH_ZIP, Reads("\"zip\":\"06103\"")),
        (
            "a license with a decimal point",
            Cell("61051208", "61051208.0"),
            &["nppes", "roster"],
            Reads("\"license\":\"61051208\""),
        ),
        ("a license that lost digits", Cell("61051208", "6.11E+07"), &["roster"], Refused(LOST)),
        ("a license that lost digits", Cell("61051208", "6.11E+07"), &["nppes"], Reads("\"license\":\"6.11E+07\"")),
        ("a kind with a decimal point", Cell("2000000010,1,", "2000000010,1.0,"), &["nppes"], Reads("\"kind\":1")),
        (
            "a phone with a decimal point",
            Cell("8605550123", "8605550123.0"),
            &["nppes", "pl"],
            Reads("\"phone\":\"8605550123\""),
        ),
        ("a yes as a number", Cell("yes", "1.0"), &["roster"], Reads("\"yes\":true")),
        (
            "a ZIP too short in a state without such zeros",
            Cell("CT,06103", "OR,9720"),
            &["roster"],
            Refused("line 2, column `postal_code`: bad_zip"),
        ),
        ("a ZIP of another country", Cell("CT,USA,06103", "CT,AUT,1010"), &["sam"], Reads("\"zip\":\"1010\"")),
    ];
    let written = [
        ("nppes", "01/31/2020"),
        ("leie", "20200131"),
        ("sam", "01/31/2020"),
        ("state list", "2020-01-31"),
        ("roster", "2020-01-31"),
    ];
    for (reader, day) in written {
        let of: &'static [&'static str] = &ALL[ALL.iter().position(|name| *name == reader).expect("a reader")..][..1];
        for again in [
            "2020-01-31",
            "20200131",
            "01/31/2020",
            "1/31/2020",
            "2020/01/31",
            "31-Jan-2020",
            "2020-01-31 00:00:00",
            "20200131.0",
        ] {
            cases.push(("a day written again", Cell(day, again), of, Reads("\"day\":\"2020-01-31\"")));
        }
        for (again, why) in [
            ("31.01.2020", "which part is the month cannot be told"),
            ("43861", "a spreadsheet has written the number of the day"),
            ("2.02E+07", "a spreadsheet has rounded it"),
            ("1/31/20", "the year has two digits"),
            ("2020-02-31", "there is no such day"),
            ("soon", "line 2, column `"),
        ] {
            cases.push(("a day that cannot be told", Cell(day, again), of, Refused(why)));
        }
    }
    for again in ["02/03/1961", "19610203", "2/3/1961", "1961/2/3", "3-Feb-1961"] {
        cases.push((
            "a birth date written again",
            Cell("1961-02-03", again),
            &["state list", "roster"],
            Reads("\"born\":\"1961-02-03\""),
        ));
        cases.push((
            "a birth date written again",
            Cell("19610203", again),
            &["leie"],
            Reads("\"born\":\"1961-02-03\""),
        ));
    }
    for again in ["03.02.1961", "22315", "1961-02-30", "61-02-03"] {
        cases.push((
            "a birth date that cannot be told",
            Cell("1961-02-03", again),
            &["state list", "roster"],
            Refused("line 2, column `date_of_birth`"),
        ));
        cases.push(("a birth date that cannot be told", Cell("19610203", again), &["leie"], Reads("\"born\":null")));
    }
    cases
}

#[test]
fn each_reader_understands_what_is_safe_and_refuses_the_rest_by_row_and_column() {
    let mut faults = Vec::new();
    for (name, damage, readers, then) in cases() {
        for reader in readers {
            let reader = READERS.iter().find(|r| r.name == *reader).expect("a reader");
            let below = reader.row.replace("2000000010", BELOW);
            let whole = |row: &str| format!("{}\n{row}\n{below}\n", reader.header);
            let (bytes, private) = match &damage {
                Cell(from, to) => {
                    assert!(reader.row.contains(from), "{}: {from}", reader.name);
                    (whole(&reader.row.replacen(from, to, 1)).into_bytes(), to)
                }
                File(change) => (change(whole(reader.row)), &""),
            };
            let fault = match ((reader.read)(&bytes), &then) {
                (Ok(found), Reads(part)) if found.contains(part) => continue,
                (Err(told), Refused(part)) if told.contains(part) => {
                    let tells = told.contains("FH1234563")
                        || told.contains("1961")
                        || (name.contains("birth") && told.contains(private));
                    if !tells {
                        continue;
                    }
                    format!("tells what is private: {told}")
                }
                (other, _) => format!("{other:?}"),
            };
            faults.push(format!("{}, {name} ({private}): {:.300}", reader.name, fault));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
