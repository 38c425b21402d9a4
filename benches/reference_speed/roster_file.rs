//! A synthetic roster of people in the synthetic NPPES, and a LEIE that a few of them are on.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::people::{Chance, Person, given_name, is_active_person, person, surname};

const ROSTER_HEADER: &str = "npi,first_name,middle_name,last_name,former_last_names,date_of_birth,profession,prescribes,license_number,\
    license_state,license_expires_on,dea_number,dea_basis,dea_expires_on,line1,city,state,postal_code";

const LEIE_HEADER: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,ADDRESS,CITY,STATE,ZIP,EXCLTYPE,\
    EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE";

/// The `n`th person of a roster over a registry of `registry` rows: spread over all of it.
fn on_roster(n: u64, registry: u64, seed: u64) -> Person {
    let mut number = n * 7_919 % registry;
    while !is_active_person(number) {
        number = (number + 1) % registry;
    }
    person(seed, number)
}

/// Writes a roster of `rows` honest people, each with a license and, who prescribes, a DEA number.
pub fn write_roster(to: &Path, rows: u64, registry: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(to)?);
    writeln!(out, "{ROSTER_HEADER}")?;
    for n in 0..rows {
        let mut p = on_roster(n, registry, seed);
        let prescribes = matches!(p.work.0, "md" | "do" | "np" | "pa");
        let dea = if prescribes { dea(&mut p) } else { String::new() };
        let (basis, dea_expires) = if prescribes { ("own", "2028-06-30") } else { ("", "") };
        let (city, state, zip) = p.place;
        writeln!(
            out,
            "{},{},{},{},{},{},{},{},{},{state},2027-12-31,{dea},{basis},{dea_expires},{},{city},{state},{zip}",
            p.npi,
            p.first,
            p.middle,
            p.last,
            p.other_last,
            p.born,
            p.work.0,
            if prescribes { "yes" } else { "no" },
            p.license,
            p.line1,
        )?;
    }
    out.flush()
}

/// A DEA number with the letters that suit the person and a right check digit.
fn dea(p: &mut Person) -> String {
    let kind = if matches!(p.work.0, "md" | "do") { 'B' } else { 'M' };
    let digits: Vec<u64> = (0..6).map(|_| p.chance.below(10)).collect();
    let sum = digits[0] + digits[2] + digits[4] + 2 * (digits[1] + digits[3] + digits[5]);
    let number: String = digits.iter().map(u64::to_string).collect();
    format!("{kind}{}{number}{}", &p.last[..1], sum % 10)
}

/// Writes a full LEIE of `rows` rows: 4 of 100 are businesses, one in ten has an NPI; the first hundred are on the roster.
pub fn write_leie(to: &Path, rows: u64, registry: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(to)?);
    writeln!(out, "{LEIE_HEADER}")?;
    for n in 0..rows {
        let p = if n < 100 { on_roster(n * 911, registry, seed) } else { stranger(seed, n) };
        let mut chance = Chance::of(seed ^ 0x1e1e, n);
        let (business, last, first, middle, born) = if n % 25 == 24 {
            (format!("{} {} INC", p.last, surname(chance.rank(20_000))), "", "", "", "")
        } else {
            (String::new(), p.last.as_str(), p.first.as_str(), p.middle.as_str(), p.born.as_str())
        };
        let npi = if n < 100 || chance.permille(100) { p.npi.as_str() } else { "0000000000" };
        let (city, state, zip) = p.place;
        let day = format!("{}{:02}{:02}", 1985 + chance.below(40), 1 + chance.below(12), 1 + chance.below(28));
        writeln!(
            out,
            "{last:.20},{first:.15},{middle},{business:.30},IND- LIC HC SERV PRO,NURSE/NURSES AIDE,,{npi},{},{:.30},{city},{state},{zip},\
             1128b4,{day},00000000,00000000,",
            born.replace('-', ""),
            p.line1,
        )?;
    }
    out.flush()
}

/// Someone who is in no other file.
fn stranger(seed: u64, n: u64) -> Person {
    let mut p = person(seed ^ 0x57_7a_46_e2, 50_000_000 + n);
    p.first = given_name(p.chance.rank(2_000));
    p
}
