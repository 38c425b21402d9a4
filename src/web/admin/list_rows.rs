//! A list's own rows behind a check. Asked for by a form, because each look at them is recorded.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::Value;

use crate::pipeline::review;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{address, id_of};
use super::{failure, side_by_side, words};

/// Shows them.
pub async fn show(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, reviewer) = (id_of(&path)?, staff.reviewer());
    let evidence = form.0.raw("evidence").unwrap_or_default().to_string();
    let back = address(&id);
    let found = state
        .blocking(move |s| review::list_rows(&s.desk(), &reviewer, id.as_str(), &evidence).map_err(failure))
        .await?;
    let ours = subject_in(&found.dossier, &found.check.subject);
    let places = places_of(&found.dossier, ours);
    let rows: Vec<RowView> = found.rows.iter().map(|row| RowView::of(ours, &places, row)).collect();
    let mut context = staff.context();
    context.insert("back", &format!("{back}#{}", found.check.subject.replace('/', "-")));
    context.insert("check", &found.check);
    context.insert("rows", &rows);
    page.render("admin/list_rows.html", context)
}

/// The column that names a row.
const HASH: &str = "row_hash";

/// A row beside the dossier.
#[derive(Serialize)]
struct RowView {
    lines: Vec<side_by_side::Line>,
    /// What the list says beyond that.
    rest: Vec<(String, String)>,
    /// Names the row: it is the same as long as the list has it word for word; shortened.
    hash: Option<String>,
}

impl RowView {
    fn of(ours: &Value, places: &[&Value], row: &str) -> Self {
        let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(row) else {
            return RowView { lines: Vec::new(), rest: vec![("Row".to_string(), row.to_string())], hash: None };
        };
        let rest = fields.iter().filter(|(name, _)| !side_by_side::is_compared(name) && *name != HASH);
        let rest = rest
            .map(|(name, v)| (words::field(name), words::said(&|_| None, name, v)))
            .filter(|(_, value)| !value.is_empty());
        let rest = rest.collect();
        let hash = fields.get(HASH).and_then(Value::as_str).map(|hash| hash.chars().take(12).collect());
        RowView { lines: side_by_side::compare(ours, places, &Value::Object(fields)), rest, hash }
    }
}

/// The part of the dossier that a check is about: `clinicians/0`, `owners/1`, `provider`.
fn subject_in<'a>(dossier: &'a Value, subject: &str) -> &'a Value {
    let at = match subject.strip_prefix("owners/") {
        Some(owner) => format!("/provider/owners/{owner}"),
        None => format!("/{subject}"),
    };
    dossier.pointer(&at).unwrap_or(&Value::Null)
}

/// The places where they work; all of them where none is named.
fn places_of<'a>(dossier: &'a Value, ours: &Value) -> Vec<&'a Value> {
    let keys = ours["locations"].as_array();
    let works_at = |place: &&Value| keys.is_none_or(|keys| keys.contains(&place["key"]));
    dossier["locations"].as_array().into_iter().flatten().filter(works_at).collect()
}
