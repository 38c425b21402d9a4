//! A list's own rows behind a check. Asked for by a form, because each look at them is recorded.

use actix_web::{HttpResponse, web};

use crate::pipeline::review;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayDecide, SessionForm, Staff};
use super::submissions::{address, id_of};
use super::{failure, words};

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
    let rows: Vec<Vec<(String, String)>> = found.rows.iter().map(|row| fields_of(row)).collect();
    let mut context = staff.context();
    context.insert("back", &back);
    context.insert("check", &found.check);
    context.insert("rows", &rows);
    page.render("admin/list_rows.html", context)
}

/// A row's columns and values; one that is not an object is shown as it is.
fn fields_of(row: &str) -> Vec<(String, String)> {
    match serde_json::from_str::<serde_json::Value>(row) {
        Ok(serde_json::Value::Object(fields)) => {
            let named = fields.iter().map(|(name, v)| (words::field(name), words::value(v)));
            named.filter(|(_, value)| !value.is_empty()).collect()
        }
        _ => vec![("Row".to_string(), row.to_string())],
    }
}
