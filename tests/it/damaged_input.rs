//! Damaged input: files and dossiers with bytes changed, lost, repeated and swapped for what spreadsheets and broken
//! exports write. A reader answers with records or with a sentence that names the file, and ends; the checks take whatever
//! a reader lets through. Nothing guides the changes but a seed: `VOUCHSAFE_DAMAGE_SEED=N` repeats a run,
//! `VOUCHSAFE_DAMAGE_SECONDS=N` makes it long (`scripts/quality damage`).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use serde_json::Value;
use vouchsafe::geo::Gazetteer;
use vouchsafe::pipeline::submit;
use vouchsafe::rules::Rules;
use vouchsafe::sources::leie::LeieFile;
use vouchsafe::sources::memory::MemorySources;
use vouchsafe::sources::nppes::NppesFile;
use vouchsafe::sources::sam::SamFile;
use vouchsafe::sources::state_list::StateListFile;
use vouchsafe::sources::taxonomy::TaxonomyFile;
use vouchsafe::sources::{ExclusionRecord, ListName, LoadedSource, ReadError};
use vouchsafe::verify::{Context, verify};

use crate::support::invented;

/// Damaged inputs of each kind in an ordinary run.
const USUALLY: u64 = 400;

/// What a kind of input is read by. Answers the exclusion rows that came through.
type Take = fn(&[u8]) -> Vec<ExclusionRecord>;

const KINDS: [(&str, Take); 6] = [
    ("nppes", |bytes| taken::<_, _>(NppesFile::new(bytes, FILE), bytes, |_| None)),
    ("leie", |bytes| taken(LeieFile::new(bytes, FILE), bytes, Some)),
    ("sam", |bytes| taken(SamFile::new(bytes, FILE, day()), bytes, Some)),
    ("state list", |bytes| taken(StateListFile::new(bytes, FILE), bytes, Some)),
    ("taxonomy", |bytes| taken::<_, _>(TaxonomyFile::new(bytes, FILE), bytes, |_| None)),
    ("dossier", |bytes| {
        dossier(bytes);
        Vec::new()
    }),
];

const FILE: &str = "damaged.csv";

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day")
}

fn whole(kind: &str) -> Vec<u8> {
    let text = match kind {
        "nppes" => {
            "NPI,Entity Type Code,Provider Organization Name (Legal Business Name),Provider Last Name (Legal Name),\
             Provider First Name,Provider Other Organization Name,Provider Other Last Name,\
             Provider First Line Business Practice Location Address,Provider Business Practice Location Address City Name,\
             Provider Business Practice Location Address State Name,Provider Business Practice Location Address Postal Code,\
             Last Update Date,NPI Deactivation Date,NPI Reactivation Date,Healthcare Provider Taxonomy Code_1,\
             Provider License Number_1,Provider License Number State Code_1,Healthcare Provider Primary Taxonomy Switch_1\n\
             2000000002,1,,VANTASSEL,OPHELIA,,\"QUILL, JR\",9 Invented Way,HARTFORD,CT,06103,07/08/2019,,,2084P0800X,054321,CT,Y\n\
             2000000010,,,,,,,,,,,,01/02/2020,,,,,\n"
        }
        "leie" => {
            "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,\
             REINDATE,WAIVERDATE,WVRSTATE\n\
             REYES,ANA,,,MD,PSYCHIATRY,,0000000000,19610203,1 A ST,TROY,NY,12180,1128b4,20160120,00000000,00000000,\n\
             ,,,QUIET HARBOR PSYCHIATRY,CLINIC,,,0000000000,,2 B ST,PORTLAND,OR,97202,1128a1,20150520,00000000,00000000,\n"
        }
        "sam" => {
            "\"Classification\",\"Name\",\"Prefix\",\"First\",\"Middle\",\"Last\",\"Suffix\",\"Address 1\",\"Address 2\",\"Address 3\",\
             \"Address 4\",\"City\",\"State / Province\",\"Country\",\"Zip Code\",\"Open Data Flag\",\"Blank (Deprecated)\",\
             \"Unique Entity ID\",\"Exclusion Program\",\"Excluding Agency\",\"CT Code\",\"Exclusion Type\",\"Additional Comments\",\
             \"Active Date\",\"Termination Date\",\"Record Status\",\"Cross-Reference\",\"SAM Number\",\"CAGE\",\"NPI\",\"Creation_Date\"\n\
             \"Individual\",,,\"ANA\",,\"REYES\",,1 A St,,,,TROY,NY,USA,12180,,,,Reciprocal,HHS,Z1,Prohibition/Restriction,\
             \"Words, with a comma\",05/20/2003,Indefinite,,,S4INVENTED,,,2003-05-20\n"
        }
        "state list" => {
            "state,last_name,first_name,npi,date_of_birth,excluded_on,reinstated_on,program\n\
             OR,Reyes,Ana,,1961-02-03,2020-01-20,,Invented\nCT,Quillfeather,Orson,2000000002,,2020-01-20,,\n"
        }
        "taxonomy" => {
            "Code,Grouping,Classification,Specialization,Definition\n193200000X,G,Multi Specialty,,\"Words,\nmore\"\n"
        }
        _ => return invented::dossier().to_string().into_bytes(),
    };
    text.as_bytes().to_vec()
}

/// Reads to the end. A file cannot hold more rows than bytes, so a reader that gives more would never end.
fn taken<T, F: Iterator<Item = Result<T, ReadError>>>(
    opened: Result<F, ReadError>,
    bytes: &[u8],
    row: fn(T) -> Option<ExclusionRecord>,
) -> Vec<ExclusionRecord> {
    let named = |e: ReadError| assert!(e.to_string().contains(FILE), "the sentence names no file: {e}");
    let file = match opened {
        Ok(file) => file,
        Err(e) => {
            named(e);
            return Vec::new();
        }
    };
    let (mut rows, mut read) = (Vec::new(), 0);
    for item in file {
        read += 1;
        assert!(read <= bytes.len() + 1, "the reader does not end");
        match item {
            Ok(item) => rows.extend(row(item)),
            Err(e) => {
                named(e);
                break;
            }
        }
    }
    rows
}

fn dossier(bytes: &[u8]) {
    let Ok(raw) = serde_json::from_slice::<Value>(bytes) else { return };
    if let Ok(dossier) = submit::read(&raw) {
        checked(&dossier, Vec::new());
    }
}

fn checked(dossier: &vouchsafe::domain::dossier::Dossier, rows: Vec<ExclusionRecord>) {
    let now = invented::noon();
    let loaded = |list: ListName| LoadedSource {
        list,
        version: "2026-11".into(),
        list_date: day(),
        complete: true,
        rows: 1,
        loaded_at: now,
    };
    let sources = MemorySources {
        loaded: [ListName::Nppes, ListName::Leie].map(loaded).to_vec(),
        exclusions: rows.into_iter().map(|row| (ListName::Leie, row)).collect(),
        ..MemorySources::default()
    };
    let context = Context {
        lookups: &[],
        sources: &sources,
        rules: Rules::builtin(),
        gazetteer: Gazetteer::get(),
        listed: None,
        unasked: &[],
        now,
    };
    let findings = verify(dossier, &context);
    assert!(!findings.is_empty(), "a dossier has checks");
}

/// Steele, Lea and Flood's SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).expect("below a size")
    }
}

/// What spreadsheets and broken exports write.
const TOKENS: [&[u8]; 22] = [
    b"\"",
    b",",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xef\xbb\xbf",
    b"\x92",
    b"\xff\xfe",
    b"\xc3",
    "\u{2028}".as_bytes(),
    "é".as_bytes(),
    b"1.0",
    b"61051208.0",
    b"1.23E+09",
    b"00000000",
    b"20269931",
    b"-1",
    b"9999999999999999999999",
    b"null",
    b"\\u0000",
    b"{",
    b"]",
];

fn damage(dice: &mut Dice, mut bytes: Vec<u8>) -> Vec<u8> {
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        let until = (at + 1 + dice.below(40)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] = (dice.next() & 0xff) as u8,
            1 => drop(bytes.drain(at..until)),
            2 => drop(bytes.splice(at..at, TOKENS[dice.below(TOKENS.len())].iter().copied())),
            3 => drop(bytes.splice(at..until, TOKENS[dice.below(TOKENS.len())].iter().copied())),
            4 => {
                let again = bytes[at..until].repeat(1 + dice.below(50));
                let to = dice.below(bytes.len() + 1);
                bytes.splice(to..to, again);
            }
            _ if dice.below(8) == 0 => bytes.truncate(at),
            _ => {}
        }
    }
    bytes
}

#[test]
fn damaged_files_and_dossiers_end_in_records_or_a_sentence() {
    let setting = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let seed = setting("VOUCHSAFE_DAMAGE_SEED").unwrap_or(1);
    let until = setting("VOUCHSAFE_DAMAGE_SECONDS").map(|s| Instant::now() + Duration::from_secs(s));
    let honest = submit::read(&invented::dossier()).expect("a dossier in order");
    let (mut made, mut let_through) = (0u64, 0u64);
    for round in 0.. {
        if until.map_or(round >= USUALLY, |end| Instant::now() > end) {
            break;
        }
        for (kind, take) in KINDS {
            let mut dice = Dice(seed.wrapping_mul(0x1000_0000).wrapping_add(round));
            let bytes = damage(&mut dice, whole(kind));
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let rows = take(&bytes);
                let any = !rows.is_empty();
                if any {
                    checked(&honest, rows);
                }
                any
            }));
            let Ok(any) = outcome else {
                panic!("{kind}, seed {seed}, round {round}: {}", String::from_utf8_lossy(&bytes));
            };
            made += 1;
            let_through += u64::from(any);
        }
    }
    println!("{made} damaged inputs from seed {seed}, {let_through} with rows that the checks then met");
    assert!(let_through * 20 > made, "damage that lets nothing through proves little: {let_through} of {made}");
}
