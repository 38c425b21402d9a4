//! The form above the log, and addresses that say the same.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::reads::audit_filter::Asked;
use crate::web::views::form::{Choice, Field, Shown};

/// The questions, with what was asked and what is wrong with it. `acts`: codes and words.
pub fn fields(asked: &Asked, acts: Vec<(String, String)>, problems: &[Shown]) -> Vec<Field> {
    let text = |id: &'static str, label: &str, hint: &str, value: &str| Field {
        id,
        name: id,
        kind: "text",
        label: label.to_string(),
        hint: (!hint.is_empty()).then(|| hint.to_string()),
        error: Shown::of(problems, id),
        value: value.to_string(),
        autocomplete: "off",
        ..Field::default()
    };
    let act = Field {
        kind: "select",
        options: choices(&asked.action, acts),
        ..text("action", "What was done", "One kind of act", &asked.action)
    };
    let day = |id, label, value| Field { kind: "date", ..text(id, label, "", value) };
    vec![
        text("actor", "Who", "Email, of staff or a manager", &asked.actor),
        act,
        text("subject", "On what", "Such as VS-7F3K-92QX", &asked.subject),
        day("from", "First day (UTC)", &asked.from),
        day("to", "Last day (UTC)", &asked.to),
    ]
}

fn choices(asked: &str, acts: Vec<(String, String)>) -> Vec<Choice> {
    let any = Choice { value: String::new(), label: "Anything".to_string(), chosen: asked.is_empty() };
    let act = |(value, label): (String, String)| Choice { chosen: value == asked, value, label };
    std::iter::once(any).chain(acts.into_iter().map(act)).collect()
}

/// `path` with the filter in its query, from the entry before `before` on.
pub fn address(path: &str, asked: &Asked, before: Option<i64>) -> String {
    let filter = asked.pairs().map(|(name, value)| format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)));
    let all: Vec<String> = filter.chain(before.map(|seq| format!("before={seq}"))).collect();
    if all.is_empty() { path.to_string() } else { format!("{path}?{}", all.join("&")) }
}
