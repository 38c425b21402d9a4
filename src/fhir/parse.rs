//! The words of an address become a [`Search`]. A value that cannot be read is always refused; a parameter that we do not have is
//! refused under `Prefer: handling=strict`, and told of in the answer otherwise (https://hl7.org/fhir/R4/search.html#errors).

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};

use crate::domain::fold::fold;
use crate::domain::place::Point;

use super::include::Include;
use super::item::Kind;
use super::matching::{Filter, Span, Test, TextMode, Token};
use super::outcome::{Issue, shortened};
use super::parameters::{Parameter, Type, named};
use super::search::{Near, Search, Unit};

/// Results on a page where nothing is said.
const DEFAULT_COUNT: usize = 20;
/// More are not sent on one page; who asks for more gets so many.
const MAX_COUNT: usize = 100;
/// Values of one search, of all its parameters together: more are refused.
const MOST: usize = 50;
/// Miles around a point where no distance is said, as in other searches here.
const DEFAULT_MILES: f64 = 25.0;

/// What a search is made of, before it is whole.
#[derive(Debug, Default)]
struct Reading {
    near: Option<Near>,
    filters: Vec<Filter>,
    includes: Vec<Include>,
    rev_includes: Vec<Include>,
    count: Option<usize>,
    cursor: Option<String>,
    is_count_only: bool,
    used: Vec<(String, String)>,
    faults: Vec<Issue>,
    unsupported: Vec<Issue>,
}

/// Reads a search for resources of one type. `base`: where FHIR is served; a reference to anywhere else is none of ours.
///
/// # Errors
/// Everything that is wrong.
pub fn parse(kind: Kind, pairs: &[(String, String)], base: &str, is_strict: bool) -> Result<Search, Vec<Issue>> {
    let values: usize = pairs.iter().map(|(_, value)| value.split(',').count()).sum();
    if values > MOST {
        return Err(vec![Issue::failure("too-costly", format!("A search has at most {MOST} values in all."))]);
    }
    let mut reading = Reading::default();
    for (name, value) in pairs {
        let (faults, unsupported) = (reading.faults.len(), reading.unsupported.len());
        reading.take(kind, name, value, base);
        if reading.faults.len() == faults && reading.unsupported.len() == unsupported && name != "_cursor" {
            reading.used.push((name.clone(), value.clone()));
        }
    }
    let Reading { near, filters, includes, rev_includes, count, cursor, is_count_only, used, mut faults, unsupported } =
        reading;
    if is_strict {
        faults.extend(unsupported.iter().cloned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Search {
        kind,
        near,
        filters,
        includes,
        rev_includes,
        count: count.unwrap_or(DEFAULT_COUNT),
        cursor,
        is_count_only,
        used,
        left_out: unsupported.into_iter().map(Issue::as_warning).collect(),
    })
}

impl Reading {
    fn take(&mut self, kind: Kind, name: &str, value: &str, base: &str) {
        if value.trim().is_empty() {
            return self.fault(name, format!("{} has no value.", shortened(name)));
        }
        match name {
            "_count" => self.count(value),
            "_cursor" if self.cursor.is_some() => self.twice(name),
            "_cursor" => self.cursor = Some(value.to_string()),
            "_summary" if value == "count" => self.is_count_only = true,
            "_summary" if value == "false" => {}
            "_total" if value == "accurate" => {}
            // Whoever accepts no JSON was refused before (`web::fhir`).
            "_format" => {}
            "_include" | "_revinclude" => self.include(kind, name, value),
            _ => self.filter(kind, name, value, base),
        }
    }

    fn fault(&mut self, name: &str, said: String) {
        self.faults.push(Issue::invalid(name, said));
    }

    fn twice(&mut self, name: &str) {
        self.fault(name, format!("{name} is given twice."));
    }

    fn count(&mut self, value: &str) {
        if self.count.is_some() {
            return self.twice("_count");
        }
        match value.parse::<u64>() {
            Ok(0) => {
                self.is_count_only = true;
                self.count = Some(0);
            }
            Ok(count) => self.count = Some(usize::try_from(count).unwrap_or(MAX_COUNT).min(MAX_COUNT)),
            // As large as can be written is large, too.
            Err(_) if value.bytes().all(|b| b.is_ascii_digit()) => self.count = Some(MAX_COUNT),
            Err(_) => self.fault("_count", "_count is a whole number, 0 or more.".into()),
        }
    }

    fn include(&mut self, kind: Kind, name: &str, value: &str) {
        match Include::read(kind, value, name == "_revinclude") {
            Some(include) if name == "_include" => self.includes.push(include),
            Some(include) => self.rev_includes.push(include),
            None => {
                let said = format!("{name}={} leads to nothing from {}.", shortened(value), kind.as_str());
                self.unsupported.push(Issue::not_supported(name, said));
            }
        }
    }

    fn filter(&mut self, kind: Kind, name: &str, value: &str, base: &str) {
        match read_filter(kind, name, value, base) {
            Ok((filter, near)) => {
                if near.is_some() && self.near.is_some() {
                    return self.twice(name);
                }
                self.near = near.or(self.near.take());
                self.filters.push(filter);
            }
            Err(Unread::Fault(said)) => self.fault(name, said),
            Err(Unread::Unsupported) => {
                let said = format!(
                    "{} has no search parameter {}; it was left out of account.",
                    kind.as_str(),
                    shortened(name)
                );
                self.unsupported.push(Issue::not_supported(name, said));
            }
        }
    }
}

/// Why a filter could not be read.
enum Unread {
    /// The value, or a modifier that we do not have, which FHIR wants refused.
    Fault(String),
    /// There is no such parameter.
    Unsupported,
}

fn read_filter(kind: Kind, name: &str, value: &str, base: &str) -> Result<(Filter, Option<Near>), Unread> {
    let (head, chained) = match name.split_once('.') {
        Some((head, rest)) => (head, Some(rest)),
        None => (name, None),
    };
    let (bare, modifier) = match head.split_once(':') {
        Some((bare, modifier)) => (bare, Some(modifier)),
        None => (head, None),
    };
    let parameter = named(kind, bare).ok_or(Unread::Unsupported)?;
    if let Some(chained) = chained {
        let target = target(parameter, modifier)?;
        let (inner, near) = read_filter(target, chained, value, base)?;
        return Ok((Filter { field: parameter.field, test: Test::Chain(target, Box::new(inner)) }, near));
    }
    let (test, near) = read_test(parameter, modifier, value, base).map_err(Unread::Fault)?;
    Ok((Filter { field: parameter.field, test }, near))
}

/// The type that a chain leads to: the one that is named, or the only one there is.
fn target(parameter: &Parameter, named: Option<&str>) -> Result<Kind, Unread> {
    match (named, parameter.targets) {
        (_, []) => Err(Unread::Fault(format!("{} is no reference: nothing can follow it.", parameter.name))),
        (Some(name), targets) => {
            let kind = Kind::named(name).filter(|kind| targets.contains(kind));
            kind.ok_or_else(|| Unread::Fault(format!("{} does not lead to {}.", parameter.name, shortened(name))))
        }
        (None, [only]) => Ok(*only),
        (None, _) => Err(Unread::Fault(format!("{0} leads to several types; name one: {0}:Type.", parameter.name))),
    }
}

fn read_test(
    parameter: &Parameter,
    modifier: Option<&str>,
    value: &str,
    base: &str,
) -> Result<(Test, Option<Near>), String> {
    let name = parameter.name;
    let no_modifier = |test| match modifier {
        None => Ok((test, None)),
        Some(modifier) => Err(format!("{name} has no modifier {}.", shortened(modifier))),
    };
    match parameter.kind {
        Type::Special => {
            let near = read_near(value)?;
            no_modifier(Test::Near).map(|(test, _)| (test, Some(near)))
        }
        Type::String => {
            let mode = match modifier {
                None => TextMode::Begins,
                Some("exact") => TextMode::Exact,
                Some("contains") => TextMode::Contains,
                Some(other) => return Err(format!("{name} has no modifier {}.", shortened(other))),
            };
            let asked = values(name, value)?;
            let folded = |text: String| if mode == TextMode::Exact { text } else { fold(&text) };
            let asked: Vec<String> = asked.into_iter().map(folded).collect();
            if asked.iter().any(String::is_empty) {
                return Err(format!("{name} has a value without letters and digits."));
            }
            Ok((Test::Text(mode, asked), None))
        }
        Type::Token => no_modifier(Test::Token(values(name, value)?.iter().map(|text| read_token(text)).collect())),
        Type::Reference => {
            let kind = match modifier {
                None => None,
                Some(kind) => Some(
                    target(parameter, Some(kind))
                        .map_err(|_| format!("{name} does not lead to {}.", shortened(kind)))?,
                ),
            };
            let read = |text: &String| read_reference(parameter, kind, text, base);
            Ok((Test::Reference(values(name, value)?.iter().map(read).collect::<Result<_, _>>()?), None))
        }
        Type::Date => {
            let spans = values(name, value)?.iter().map(|text| read_span(name, text)).collect::<Result<_, _>>()?;
            no_modifier(Test::Date(spans))
        }
    }
}

/// The values of an OR, at commas that no backslash precedes.
fn values(name: &str, value: &str) -> Result<Vec<String>, String> {
    let mut all = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            ',' => all.push(String::new()),
            '\\' => {
                let escaped = chars.next().filter(|c| matches!(c, ',' | '|' | '$' | '\\'));
                let escaped = escaped.ok_or_else(|| format!("{name}: a backslash stands before , | $ or another."))?;
                last(&mut all).push(escaped);
            }
            c => last(&mut all).push(c),
        }
    }
    if all.len() > MOST {
        return Err(format!("{name} takes at most {MOST} values."));
    }
    if all.iter().any(|text| text.trim().is_empty()) {
        return Err(format!("{name} has an empty value beside a comma."));
    }
    Ok(all)
}

fn last(all: &mut [String]) -> &mut String {
    all.last_mut().expect("there is a first")
}

fn read_token(text: &str) -> Token {
    let some = |text: &str| Some(text.to_string()).filter(|text| !text.is_empty());
    match text.split_once('|') {
        None => Token { system: None, code: some(text) },
        Some((system, code)) => Token { system: Some(system.to_string()), code: some(code) },
    }
}

/// `id`, `Type/id`, or the whole address of one of ours.
fn read_reference(
    parameter: &Parameter,
    kind: Option<Kind>,
    text: &str,
    base: &str,
) -> Result<(Option<Kind>, String), String> {
    let own = text.strip_prefix(base).and_then(|rest| rest.strip_prefix('/'));
    if text.contains("://") && own.is_none() {
        return Err(format!("{} is at another server; those of this one begin with {base}/.", shortened(text)));
    }
    let mut parts = own.unwrap_or(text).split('/').rev();
    let id = parts.next().unwrap_or_default();
    let named = parts.next().map(Kind::named);
    let is_whole = parts.next().is_none();
    let is_id =
        !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    match (is_id && is_whole, named) {
        (true, None) => Ok((kind, id.to_string())),
        (true, Some(Some(named))) if kind.is_none_or(|k| k == named) && parameter.targets.contains(&named) => {
            Ok((Some(named), id.to_string()))
        }
        _ => Err(format!(
            "{} is no reference to {}.",
            shortened(text),
            parameter.targets.first().map_or("", |k| k.as_str())
        )),
    }
}

/// `latitude|longitude|distance|units`; the last two may be left out.
fn read_near(value: &str) -> Result<Near, String> {
    const FORM: &str = "near is latitude|longitude|distance|units, such as 45.5|-122.6|10|km.";
    let parts: Vec<&str> = value.split('|').collect();
    if !(2..=4).contains(&parts.len()) {
        return Err(FORM.into());
    }
    let number = |text: &str| {
        let is_plain = !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
        text.parse::<f64>().ok().filter(|n| is_plain && n.is_finite()).ok_or_else(|| FORM.to_string())
    };
    let unit = match parts.get(3).copied().unwrap_or_default() {
        "" => Unit::Kilometers,
        code => Unit::of_code(code).ok_or_else(|| {
            format!("{} is no unit of near; there are km, m, [mi_us] and [mi_i] (UCUM).", shortened(code))
        })?,
    };
    let point = Point::new(number(parts[0])?, number(parts[1])?);
    let point = point.ok_or("near lies outside -90 to 90 degrees north or -180 to 180 degrees east.")?;
    let miles = match parts.get(2).copied().unwrap_or_default() {
        "" => DEFAULT_MILES,
        text => unit.miles(number(text)?),
    };
    if miles < 0.0 {
        return Err("near: a distance is 0 or more.".into());
    }
    Ok(Near { point, miles, unit })
}

/// `ge2026-11-01`: a prefix, and a year, month, day or moment.
fn read_span(name: &str, text: &str) -> Result<Span, String> {
    let wrong = || format!("{name}: {} is no date such as 2026-11-28 or ge2026-11-28T10:00:00Z.", shortened(text));
    let (prefix, date) = match text.get(..2) {
        Some(prefix @ ("eq" | "ne" | "ge" | "gt" | "le" | "lt" | "sa" | "eb")) => (prefix, &text[2..]),
        _ => ("eq", text),
    };
    let (from, until) = read_date(date).ok_or_else(wrong)?;
    let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    let (from, until, is_outside) = match prefix {
        "ne" => (from, until, true),
        "ge" => (from, last, false),
        "gt" | "sa" => (until, last, false),
        "le" => (first, until, false),
        "lt" | "eb" => (first, from, false),
        _ => (from, until, false),
    };
    Ok(Span { from, until, is_outside })
}

/// The span of a year, a month, a day, or of the second or fraction that is named.
fn read_date(text: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let day = |y: &str, m: &str, d: &str| {
        let is_plain = [y, m, d].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
        (is_plain && y.len() == 4 && m.len() == 2 && d.len() == 2)
            .then(|| NaiveDate::from_ymd_opt(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?))?
    };
    let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    if text.contains('T') {
        // As precise as it is written: the whole minute, the whole second, or a millisecond of it.
        let is_minute = text.get(16..17).is_some_and(|next| next != ":");
        let whole = if is_minute { format!("{}:00{}", &text[..16], &text[16..]) } else { text.to_string() };
        let at = DateTime::parse_from_rfc3339(&whole).ok()?.with_timezone(&Utc);
        let width = match (is_minute, text.contains('.')) {
            (true, _) => chrono::TimeDelta::minutes(1),
            (false, true) => chrono::TimeDelta::milliseconds(1),
            (false, false) => chrono::TimeDelta::seconds(1),
        };
        return Some((at, at.checked_add_signed(width)?));
    }
    let parts: Vec<&str> = text.split('-').collect();
    let (from, until) = match parts.as_slice() {
        [y] => (day(y, "01", "01")?, day(y, "01", "01")?.with_year(y.parse::<i32>().ok()? + 1)?),
        [y, m] => (day(y, m, "01")?, day(y, m, "01")?.checked_add_months(Months::new(1))?),
        [y, m, d] => (day(y, m, d)?, day(y, m, d)?.checked_add_days(Days::new(1))?),
        _ => return None,
    };
    Some((midnight(from)?, midnight(until)?))
}

/// Whether a filter is the circle itself, or a chain that ends in it.
pub(super) fn is_near(filter: &Filter) -> bool {
    match &filter.test {
        Test::Near => true,
        Test::Chain(_, inner) => is_near(inner),
        _ => false,
    }
}
