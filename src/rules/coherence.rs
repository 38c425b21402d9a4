//! What no table may say by itself or beside the others: rows that overlap or contradict each other, words that no
//! check would ever match, clocks longer than promised. Looked at once, when the rules are read.

use std::collections::BTreeSet;

use super::files::Incoherent;
use super::{Boards, Confidence, DeaKind, NeedOf, OverrideBy, Rules, Wanted};
use crate::domain::check::Outcome;
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{CredentialKind, Profession};
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::fold::fold;
use crate::domain::place::{Point, USPS_STATES};

/// Codes of the claims lint: each has its row (contract, "Verification report").
pub const CLAIM_CODES: [&str; 6] = [
    "claims.fda_approved",
    "claims.cure",
    "claims.non_addictive",
    "claims.guarantee",
    "claims.safe",
    "claims.superiority",
];

/// Everything that does not hold together.
pub(super) fn faults(rules: &Rules) -> Vec<Incoherent> {
    const TABLES: [fn(&Rules, &mut Faults); 13] = [
        boards,
        claims,
        clocks,
        dea_letters,
        license_shapes,
        list_specialties,
        names,
        overrides,
        places,
        requirements,
        scope,
        states,
        taxonomy_groups,
    ];
    let mut found = Faults::default();
    for table in TABLES {
        table(rules, &mut found);
    }
    found.all
}

#[derive(Default)]
struct Faults {
    file: &'static str,
    all: Vec<Incoherent>,
}

impl Faults {
    fn of(&mut self, file: &'static str) -> &mut Self {
        self.file = file;
        self
    }

    fn say(&mut self, at: impl Into<String>, reason: impl Into<String>) {
        self.all.push(Incoherent { file: self.file, at: at.into(), reason: reason.into() });
    }

    fn unless(&mut self, holds: bool, at: impl Into<String>, reason: impl Into<String>) {
        if !holds {
            self.say(at, reason);
        }
    }

    /// Each of `all` stands in `seen`.
    fn complete<T: PartialEq + std::fmt::Display>(&mut self, at: &str, all: &[T], seen: &[T]) {
        for lacking in all.iter().filter(|one| !seen.contains(one)) {
            self.say(at, format!("no row for `{lacking}`; every one needs its row"));
        }
    }

    /// No two of these are equal.
    fn once<T: PartialEq + std::fmt::Display>(&mut self, items: impl IntoIterator<Item = (String, T)>) {
        let mut seen: Vec<T> = Vec::new();
        for (at, item) in items {
            if seen.contains(&item) {
                self.say(at, format!("`{item}` stands here a second time; a row above says it already"));
            } else {
                seen.push(item);
            }
        }
    }

    /// Words as they are compared: not empty, lower case, without accents.
    fn folded<'w>(&mut self, at: &str, words: impl IntoIterator<Item = &'w String>) {
        for (i, word) in words.into_iter().enumerate() {
            let plain = word.trim();
            self.unless(!plain.is_empty(), format!("{at}/{i}"), "an empty word matches nothing");
            let is_folded = fold(plain) == plain && plain == word;
            let reason = "must be lower case, without accents and outer spaces: this would never match";
            self.unless(is_folded, format!("{at}/{i}"), format!("`{word}` {reason}"));
        }
    }
}

fn is_state(code: &str) -> bool {
    USPS_STATES.contains(&code)
}

fn boards(rules: &Rules, found: &mut Faults) {
    let found = found.of("boards.toml");
    let rows = &rules.boards.board;
    for (i, row) in rows.iter().enumerate() {
        let at = |key: &str| format!("board/{i}/{key}");
        let known = row.state == Boards::NATIONAL || is_state(&row.state);
        found.unless(known, at("state"), format!("`{}` is no state or territory", row.state));
        found.unless(!row.professions.is_empty(), at("professions"), "names nobody");
        found.unless(!row.name.trim().is_empty(), at("name"), "must name the board");
        let host = row.url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
        let usable = host.contains('.') && !host.contains('@') && !row.url.contains(char::is_whitespace);
        found.unless(usable, at("url"), "must be an https address");
        let read = row.read_in.as_deref().is_some_and(|page| !page.trim().is_empty());
        let honest = row.confidence == Confidence::Unconfirmed || read;
        found.unless(honest, at("confidence"), "`confirmed` needs `read_in`, where the address was read");
    }
    found.once(rows.iter().enumerate().flat_map(|(i, row)| {
        row.professions.iter().map(move |p| (format!("board/{i}/professions"), format!("{} {p}", row.state)))
    }));
    for profession in Profession::ALL {
        let covered = !rules.boards.of(Boards::NATIONAL, *profession).is_empty();
        found.unless(covered, "board", format!("no row of state \"{}\" for `{profession}`", Boards::NATIONAL));
    }
}

fn claims(rules: &Rules, found: &mut Faults) {
    let found = found.of("claims.toml");
    let rows = &rules.claims.claim;
    let codes: Vec<&str> = rows.iter().map(|c| c.code.as_str()).collect();
    found.complete("claim", &CLAIM_CODES, &codes);
    found.once(codes.iter().enumerate().map(|(i, code)| (format!("claim/{i}/code"), *code)));
    for (i, row) in rows.iter().enumerate() {
        let known = CLAIM_CODES.contains(&row.code.as_str());
        found.unless(known, format!("claim/{i}/code"), format!("no check has the code `{}`", row.code));
        found.unless(!row.phrases.is_empty(), format!("claim/{i}/phrases"), "without a phrase nothing is found");
        found.unless(!row.says.trim().is_empty(), format!("claim/{i}/says"), "must say what the text claims");
        found.folded(&format!("claim/{i}/phrases"), &row.phrases);
        found.folded(&format!("claim/{i}/unless"), &row.unless);
        for (p, phrase) in row.phrases.iter().enumerate() {
            let reason = format!("`{phrase}` stands among `unless` too, so it would never be found");
            found.unless(!row.unless.contains(phrase), format!("claim/{i}/phrases/{p}"), reason);
        }
    }
}

/// No table may lengthen what the contract promises.
fn clocks(rules: &Rules, found: &mut Faults) {
    let found = found.of("clocks.toml");
    let c = &rules.clocks;
    for (key, days, most) in [
        ("board_lookup_days", c.board_lookup_days, 180),
        ("no_expiry_lookup_days", c.no_expiry_lookup_days, 366),
        ("rems_days", c.rems_days, 90),
        ("override_days", c.override_days, c.override_most_days),
        ("override_most_days", c.override_most_days, 365),
    ] {
        found.unless((1..=most).contains(&days), key, format!("must be from 1 to {most} days"));
    }
}

fn dea_letters(rules: &Rules, found: &mut Faults) {
    let found = found.of("dea_letters.toml");
    let rows = rules.dea.classes();
    found.once(
        rows.iter()
            .enumerate()
            .flat_map(|(i, row)| row.letters.chars().map(move |letter| (format!("class/{i}/letters"), letter))),
    );
    for (i, row) in rows.iter().enumerate() {
        let letters = !row.letters.is_empty() && row.letters.chars().all(|c| c.is_ascii_uppercase());
        found.unless(letters, format!("class/{i}/letters"), "must be capital letters, without anything between");
        let again = rows[..i].iter().any(|above| above.name == row.name);
        found.unless(!again, format!("class/{i}/name"), "a row above has this class already");
        found.unless(!row.words.trim().is_empty(), format!("class/{i}/words"), "must say who that is");
        found.unless(row.name != DeaKind::None, format!("class/{i}/name"), "`none` has no letters");
    }
    let abolished = rules.dea.class('X').is_some_and(|class| class.name == DeaKind::Abolished);
    found.unless(abolished, "class", "`X` must be of the class `abolished`: it is no registration any more");
}

fn license_shapes(rules: &Rules, found: &mut Faults) {
    let found = found.of("license_shapes.toml");
    let shapes = &rules.shapes;
    found.unless((1..=60).contains(&shapes.max_length), "max_length", "must be from 1 to 60");
    found.once(shapes.states().enumerate().map(|(i, (code, _))| (format!("state/{i}/code"), code)));
    for (i, (code, known)) in shapes.states().enumerate() {
        found.unless(is_state(code), format!("state/{i}/code"), format!("`{code}` is no state or territory"));
        found.unless(
            !known.is_empty(),
            format!("state/{i}/shapes"),
            "without a shape every number would be a question",
        );
        for (s, shape) in known.iter().enumerate() {
            let is_shape = !shape.is_empty() && shape.chars().all(|c| matches!(c, 'A' | '9'));
            found.unless(is_shape, format!("state/{i}/shapes/{s}"), "a shape is made of `A` and `9` alone");
            let again = known[..s].contains(shape);
            found.unless(!again, format!("state/{i}/shapes/{s}"), format!("`{shape}` stands here a second time"));
        }
    }
}

fn list_specialties(rules: &Rules, found: &mut Faults) {
    let found = found.of("list_specialties.toml");
    for profession in Profession::ALL {
        let named = rules.specialties.words(*profession).next().is_some();
        found.unless(named, "group", format!("no words for `{profession}`"));
    }
    for (i, words) in rules.specialties.groups().enumerate() {
        found.folded(&format!("group/{i}/words"), words);
    }
}

fn names(rules: &Rules, found: &mut Faults) {
    let found = found.of("names.toml");
    found.folded("suffixes", rules.names.suffixes());
    found.folded("particles", rules.names.particles());
    for (i, line) in rules.names.nicknames().iter().enumerate() {
        found.unless(line.len() > 1, format!("nicknames/{i}"), "one name alone stands for nothing else");
        found.folded(&format!("nicknames/{i}"), line);
    }
}

/// What two people may let stand at most: a table of one's own may take from these, and add nothing.
const TWO_PEOPLE_AT_MOST: [&str; 4] = ["npi.registered", "npi.name", "location.resolved", "location.consistent"];

fn overrides(rules: &Rules, found: &mut Faults) {
    let found = found.of("overrides.toml");
    let rows = &rules.overrides.check;
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    found.complete("check", &["exclusion.leie", "exclusion.sam", "exclusion.state"], &codes);
    found.once(rows.iter().enumerate().map(|(i, row)| (format!("check/{i}/code"), row.code.as_str())));
    for (i, row) in rows.iter().enumerate() {
        let at = format!("check/{i}/by");
        let is_list = row.code.starts_with("exclusion.");
        found.unless(
            (row.by == OverrideBy::Row) == is_list,
            &at,
            "`row` is for exclusion lists, and nothing else is for them",
        );
        let allowed = row.by != OverrideBy::TwoPeople || TWO_PEOPLE_AT_MOST.contains(&row.code.as_str());
        found.unless(
            allowed,
            &at,
            format!("only new evidence answers `{}`; see docs/decisions/0017-override-memory.md", row.code),
        );
        found.unless(!row.why.trim().is_empty(), format!("check/{i}/why"), "must say why");
    }
}

fn places(rules: &Rules, found: &mut Faults) {
    let found = found.of("places.toml");
    let p = &rules.places;
    let miles = |m: f64, most: f64| m.is_finite() && m > 0.0 && m <= most;
    // Over 100 miles from the ZIP's centroid is a failure (contract): no table may allow more.
    found.unless(miles(p.max_miles_from_zip, 100.0), "max_miles_from_zip", "must be above 0 and at most 100 miles");
    found.unless(miles(p.sentinel_miles, 25.0), "sentinel_miles", "must be above 0 and at most 25 miles");
    for (i, s) in p.sentinel.iter().enumerate() {
        let there = Point::new(s.latitude, s.longitude).is_some();
        found.unless(there, format!("sentinel/{i}/latitude"), "the point is not on the earth");
        found.unless(!s.name.trim().is_empty(), format!("sentinel/{i}/name"), "must have a name");
    }
}

fn requirements(rules: &Rules, found: &mut Faults) {
    let found = found.of("requirements.toml");
    let needs = &rules.requirements.need;
    for (i, need) in needs.iter().enumerate() {
        found.unless(!need.words.trim().is_empty(), format!("need/{i}/words"), "must say what is missing");
        if let Wanted::Field(field) = need.wanted() {
            let root = match need.of {
                NeedOf::Clinician => "/clinicians/0/",
                NeedOf::Location => "/locations/0/",
                NeedOf::Provider => "/provider/",
            };
            let pointer = if field.starts_with('/') { field.to_string() } else { format!("{root}{field}") };
            let reason = format!("a dossier has no `{field}` there, so it would always be missing");
            found.unless(DOSSIER.at(&pointer).is_some(), format!("need/{i}/field"), reason);
        }
        if let Some(above) = needs[..i].iter().position(|above| above.overlaps(need)) {
            let at =
                format!("need/{i}/{}", if matches!(need.wanted(), Wanted::Field(_)) { "field" } else { "credential" });
            found.say(at, format!("row {} of the needs asks the same under conditions that meet these", above + 1));
        }
    }
    let rows = &rules.requirements.credential;
    let kinds: Vec<CredentialKind> = rows.iter().map(|row| row.kind).collect();
    found.complete("credential", CredentialKind::ALL, &kinds);
    for (i, row) in rows.iter().enumerate() {
        let above = rows[..i].iter().any(|above| above.overlaps(row));
        found.unless(
            !above,
            format!("credential/{i}/kind"),
            format!("a row above says what `{}` needs already", row.kind),
        );
    }
}

fn scope(rules: &Rules, found: &mut Faults) {
    let found = found.of("scope.toml");
    let rows = rules.scope.professions();
    let professions: Vec<Profession> = rows.iter().map(|row| row.profession).collect();
    found.complete("profession", Profession::ALL, &professions);
    found.once(professions.iter().enumerate().map(|(i, p)| (format!("profession/{i}/profession"), *p)));
    let mut names: BTreeSet<&str> = Profession::ALL.iter().map(|p| p.as_str()).collect();
    for (i, row) in rows.iter().enumerate() {
        found.folded(&format!("profession/{i}/also_called"), row.also_called());
        for (n, name) in row.also_called().iter().enumerate() {
            let at = format!("profession/{i}/also_called/{n}");
            found.unless(names.insert(name), at, format!("`{name}` means another profession already"));
        }
        let reason = "must name who may supervise or collaborate";
        found.unless(!row.supervisors.is_empty(), format!("profession/{i}/supervisors"), reason);
    }
    let rows = rules.scope.treatments();
    let treatments: Vec<Treatment> = rows.iter().map(|row| row.treatment).collect();
    found.complete("treatment", Treatment::ALL, &treatments);
    found.once(treatments.iter().enumerate().map(|(i, t)| (format!("treatment/{i}/treatment"), *t)));
    for (i, row) in rows.iter().enumerate() {
        for setting in Setting::ALL {
            let judged = matches!(row.within(*setting), Outcome::Pass | Outcome::Review | Outcome::Fail);
            found.unless(judged, format!("treatment/{i}/{setting}"), "must be `pass`, `review` or `fail`");
        }
        let safe = !row.treatment.needs_clinic() || row.within(Setting::Telehealth) == Outcome::Fail;
        found.unless(safe, format!("treatment/{i}/telehealth"), "must be `fail`: this is not given from afar");
    }
}

fn states(rules: &Rules, found: &mut Faults) {
    let found = found.of("states.toml");
    let rows = &rules.states.state;
    let codes: Vec<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    found.complete("state", USPS_STATES, &codes);
    found.once(codes.iter().enumerate().map(|(i, code)| (format!("state/{i}/code"), *code)));
    for (i, row) in rows.iter().enumerate() {
        let code = &row.code;
        found.unless(is_state(code), format!("state/{i}/code"), format!("`{code}` is no state or territory"));
        found.unless(!row.name.trim().is_empty(), format!("state/{i}/name"), "must have a name");
    }
}

fn taxonomy_groups(rules: &Rules, found: &mut Faults) {
    let found = found.of("taxonomy_groups.toml");
    for profession in Profession::ALL {
        let named = rules.taxonomy.codes(*profession).next().is_some();
        found.unless(named, "group", format!("no codes for `{profession}`"));
    }
    for (i, codes) in rules.taxonomy.groups().enumerate() {
        for (c, code) in codes.iter().enumerate() {
            let upper = |b: u8| b.is_ascii_digit() || b.is_ascii_uppercase();
            let is_code = (3..=10).contains(&code.len()) && code.bytes().all(upper);
            let reason =
                format!("`{code}` is no beginning of a taxonomy code: three to ten capital letters and digits");
            found.unless(is_code, format!("group/{i}/codes/{c}"), reason);
        }
    }
}
