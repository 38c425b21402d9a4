//! What a change of a listing changes, as the review page shows it: what changed field by field, what did not folded away.

use serde::Serialize;
use serde_json::Value;

use crate::domain::difference::{Field, Part, Standing, difference};
use crate::pipeline::review::Case;

use super::words::{self, Names};

/// The change against what is shown.
#[derive(Debug, Serialize)]
pub struct DifferenceView {
    changed: Vec<PartView>,
    /// Titles of the parts that stay as they are.
    same: Vec<String>,
}

#[derive(Debug, Serialize)]
struct PartView {
    title: String,
    /// What became of the whole part: `new`, `gone`, or nothing where it is a field of it.
    note: &'static str,
    lines: Vec<Line>,
    /// Names of the fields that stay.
    same: Vec<String>,
}

/// One field, before and now.
#[derive(Debug, Serialize)]
struct Line {
    name: String,
    old: String,
    new: String,
    is_identity: bool,
}

impl DifferenceView {
    /// `None` where there is nothing to compare with: nothing is shown, or this very version is.
    pub fn of(case: &Case, names: Names<'_>) -> Option<Self> {
        let parts = difference(case.shown.as_ref()?, &case.open.value);
        let (same, changed): (Vec<Part>, Vec<Part>) = parts.into_iter().partition(|p| p.standing == Standing::Same);
        let changed = changed.iter().map(|changed| part(changed, names)).collect();
        Some(DifferenceView { changed, same: same.iter().map(title).collect() })
    }
}

fn part(part: &Part, names: Names<'_>) -> PartView {
    PartView {
        title: title(part),
        note: match part.standing {
            Standing::Added => "new",
            Standing::Gone => "gone",
            Standing::Same | Standing::Changed => "",
        },
        lines: part.fields.iter().filter(|f| f.is_changed).map(|f| line(f, names)).collect(),
        same: part.fields.iter().filter(|f| !f.is_changed).map(|f| words::field(&f.name)).collect(),
    }
}

fn line(field: &Field, names: Names<'_>) -> Line {
    let said = |value: &Option<Value>| match value {
        _ if field.is_private => "private".to_string(),
        Some(value) => words::said(names, &field.name, value),
        None => String::new(),
    };
    let new = if field.is_private { "changed".to_string() } else { said(&field.new) };
    Line { name: words::field(&field.name), old: said(&field.old), new, is_identity: field.is_identity }
}

fn title(part: &Part) -> String {
    let text = |name: &str| part.value.get(name).and_then(Value::as_str).unwrap_or_default();
    let named = |what: &str, name: String| format!("{what}: {}", name.trim());
    let person = || format!("{} {}", text("first_name"), text("last_name"));
    match part.pointer.trim_start_matches('/').split('/').collect::<Vec<_>>().as_slice() {
        [.., "credentials", _] => format!("{} {}", words::field(text("kind")), text("state")).trim().to_string(),
        ["clinicians", _] => named("Clinician", person()),
        ["provider", "owners", _] => named("Owner", person()),
        ["locations", _] => {
            let name = ["name", "city", "key"].into_iter().map(text).find(|t| !t.is_empty()).unwrap_or_default();
            named("Place", name.to_string())
        }
        ["attestation"] => "Signature".to_string(),
        _ => "Provider".to_string(),
    }
}
