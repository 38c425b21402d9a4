//! A synthetic NPPES file in the layout of 2026 (330 columns), and beside it the kept columns alone, for PostgreSQL's COPY.
//!
//! Fill rates and widths are those of 2,040 rows of the public file of December 2018 (2,000 people, 40 organizations): a row
//! has about 1.2 kB, most of it quotation marks around nothing. Of 100 rows 75 are people, 22 organizations and 3 deactivated.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::nppes_columns;
use crate::people::{Chance, Person, WORK, is_active_person, npi, person, surname};

/// Of 1,000 rows, how many have so many further identifiers (`Other Provider Identifier_1` and so on).
const IDENTIFIERS: [u64; 19] = [681, 268, 193, 162, 147, 128, 110, 94, 78, 66, 58, 47, 40, 34, 29, 25, 19, 13, 2];

/// Of 1,000 rows, how many have so many taxonomies.
const TAXONOMIES: [u64; 9] = [1000, 201, 42, 14, 6, 4, 3, 2, 1];

/// Writes `rows` rows to `full`, and their kept columns to `kept`. Answers the bytes of the first.
pub fn write(full: &Path, kept: &Path, rows: u64, seed: u64) -> io::Result<u64> {
    let columns = nppes_columns::columns(true);
    let at = Columns::of(&columns);
    let mut full_out = BufWriter::with_capacity(1 << 20, File::create(full)?);
    let mut kept_out = BufWriter::with_capacity(1 << 20, File::create(kept)?);
    let kept_at: Vec<usize> = kept_names().iter().map(|name| at.of_name(name)).collect();
    writeln!(full_out, "\"{}\"", columns.join("\",\""))?;
    let mut cells = vec![String::new(); columns.len()];
    for number in 0..rows {
        cells.iter_mut().for_each(String::clear);
        fill(&mut cells, &at, number, seed);
        let mut lead = "\"";
        for cell in &cells {
            full_out.write_all(lead.as_bytes())?;
            full_out.write_all(cell.as_bytes())?;
            lead = "\",\"";
        }
        full_out.write_all(b"\"\n")?;
        for (i, at) in kept_at.iter().enumerate() {
            // No cell has a comma or a quotation mark.
            kept_out.write_all(if i == 0 { b"" } else { b"," })?;
            kept_out.write_all(cells[*at].as_bytes())?;
        }
        kept_out.write_all(b"\n")?;
    }
    full_out.flush()?;
    kept_out.flush()?;
    Ok(std::fs::metadata(full)?.len())
}

/// The columns that `vouchsafe::sources::nppes` reads.
pub fn kept_names() -> Vec<String> {
    let practice = |part: &str| format!("Provider Business Practice Location Address {part}");
    let mut names: Vec<String> =
        "NPI|Entity Type Code|Replacement NPI|Provider Organization Name (Legal Business Name)|\
        Provider Last Name (Legal Name)|Provider First Name|Provider Middle Name|Provider Credential Text|\
        Provider Other Organization Name|Provider Other Last Name|Provider Other First Name|\
        Provider First Line Business Practice Location Address|Provider Second Line Business Practice Location Address"
            .split('|')
            .map(String::from)
            .collect();
    names.extend(["City Name", "State Name", "Postal Code", "Telephone Number"].map(practice));
    names.extend(["Last Update Date", "NPI Deactivation Date", "NPI Reactivation Date"].map(String::from));
    for n in 1..=15 {
        names.push(format!("Healthcare Provider Taxonomy Code_{n}"));
        names.push(format!("Provider License Number_{n}"));
        names.push(format!("Provider License Number State Code_{n}"));
        names.push(format!("Healthcare Provider Primary Taxonomy Switch_{n}"));
    }
    names
}

/// Where the columns stand; of those that come in series, the first.
struct Columns {
    by_name: HashMap<String, usize>,
    mailing: usize,
    practice: usize,
    taxonomies: usize,
    identifiers: usize,
}

impl Columns {
    fn of(names: &[String]) -> Self {
        let by_name: HashMap<String, usize> = names.iter().enumerate().map(|(i, name)| (name.clone(), i)).collect();
        Columns {
            mailing: by_name["Provider First Line Business Mailing Address"],
            practice: by_name["Provider First Line Business Practice Location Address"],
            taxonomies: by_name["Healthcare Provider Taxonomy Code_1"],
            identifiers: by_name["Other Provider Identifier_1"],
            by_name,
        }
    }

    fn of_name(&self, name: &str) -> usize {
        self.by_name[name]
    }

    fn put(&self, cells: &mut [String], name: &str, value: &str) {
        cells[self.of_name(name)].push_str(value);
    }
}

fn fill(cells: &mut [String], at: &Columns, number: u64, seed: u64) {
    let mut who = person(seed, number);
    at.put(cells, "NPI", &npi(number));
    if number % 100 >= 97 {
        let gone = day(&mut who.chance);
        return at.put(cells, "NPI Deactivation Date", &gone);
    }
    let is_person = is_active_person(number);
    at.put(cells, "Entity Type Code", if is_person { "1" } else { "2" });
    if is_person {
        fill_person(cells, at, &mut who)
    } else {
        fill_organization(cells, at, &mut who)
    }
    fill_addresses(cells, at, &mut who);
    at.put(cells, "Provider Enumeration Date", &day(&mut who.chance));
    at.put(cells, "Last Update Date", &day(&mut who.chance));
    if who.chance.permille(15) {
        at.put(cells, "NPI Deactivation Date", "03/04/2014");
        at.put(cells, "NPI Reactivation Date", "05/04/2014");
    }
    fill_taxonomies(cells, at, &mut who, is_person);
    fill_identifiers(cells, at, &mut who.chance);
    at.put(cells, "Certification Date", &day(&mut who.chance));
}

fn fill_person(cells: &mut [String], at: &Columns, who: &mut Person) {
    at.put(cells, "Provider Last Name (Legal Name)", &who.last);
    at.put(cells, "Provider First Name", &who.first);
    at.put(cells, "Provider Middle Name", &who.middle);
    if who.chance.permille(450) {
        at.put(cells, "Provider Name Prefix Text", "DR.");
    }
    at.put(cells, "Provider Credential Text", who.work.1);
    if !who.other_last.is_empty() {
        at.put(cells, "Provider Other Last Name", &who.other_last);
        at.put(cells, "Provider Other First Name", &who.first);
        at.put(cells, "Provider Other Last Name Type Code", "1");
    }
    at.put(cells, "Provider Sex Code", who.chance.one_of(&["F", "M"]));
    at.put(cells, "Is Sole Proprietor", who.chance.one_of(&["Y", "N", "X"]));
}

fn fill_organization(cells: &mut [String], at: &Columns, who: &mut Person) {
    at.put(cells, "Employer Identification Number (EIN)", "<UNAVAIL>");
    let name = format!("{} {} CENTER OF {} LLC", who.last, surname(who.chance.rank(20_000)), who.place.0);
    at.put(cells, "Provider Organization Name (Legal Business Name)", &name);
    if who.chance.permille(400) {
        at.put(cells, "Provider Other Organization Name", &format!("{} WELLNESS", who.last));
        at.put(cells, "Provider Other Organization Name Type Code", "3");
    }
    at.put(cells, "Authorized Official Last Name", &who.last);
    at.put(cells, "Authorized Official First Name", &who.first);
    at.put(cells, "Authorized Official Title or Position", "PRACTICE MANAGER");
    at.put(cells, "Authorized Official Telephone Number", "8605550123");
    at.put(cells, "Is Organization Subpart", "N");
}

fn fill_addresses(cells: &mut [String], at: &Columns, who: &mut Person) {
    let (city, state, zip) = who.place;
    let phone = format!("{}55501{:02}", 200 + who.chance.below(700), who.chance.below(100));
    for (first_line, fax) in [(at.mailing, 787), (at.practice, 834)] {
        let zip = format!("{zip}{:04}", who.chance.below(10_000));
        let fax = if who.chance.permille(fax) { &phone } else { "" };
        for (i, value) in [&who.line1, &who.line2, city, state, &zip, "US", &phone, fax].into_iter().enumerate() {
            cells[first_line + i].push_str(value);
        }
    }
}

fn fill_taxonomies(cells: &mut [String], at: &Columns, who: &mut Person, is_person: bool) {
    let luck = who.chance.below(1_000);
    for n in 0..TAXONOMIES.iter().filter(|share| luck < **share).count() {
        let code = match (is_person, n) {
            (true, 0) => who.work.2,
            (false, 0) => "261QM0801X",
            _ => who.chance.one_of(&WORK).2,
        };
        let license = if n == 0 { who.license.clone() } else { (10_000 + who.chance.below(900_000)).to_string() };
        let primary = if n == 0 { "Y" } else { "N" };
        for (i, value) in [code, &license, who.place.1, primary].into_iter().enumerate() {
            cells[at.taxonomies + 4 * n + i].push_str(value);
        }
    }
}

fn fill_identifiers(cells: &mut [String], at: &Columns, chance: &mut Chance) {
    let luck = chance.below(1_000);
    for n in 0..IDENTIFIERS.iter().filter(|share| luck < **share).count() {
        let number = (1_000_000 + chance.below(9_000_000)).to_string();
        let state = if chance.permille(700) { "CT" } else { "" };
        let issuer = if chance.permille(800) { "INVENTED HEALTH" } else { "" };
        for (i, value) in [number.as_str(), chance.one_of(&["01", "05"]), state, issuer].into_iter().enumerate() {
            cells[at.identifiers + 4 * n + i].push_str(value);
        }
    }
}

fn day(chance: &mut Chance) -> String {
    format!("{:02}/{:02}/{}", 1 + chance.below(12), 1 + chance.below(28), 2005 + chance.below(21))
}
