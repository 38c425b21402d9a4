//! The pages of the listing's form that a reviewer may ask to change, in the words that the provider reads.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::domain::draft::Draft;
use crate::rules::Rules;
use crate::web::error::WebError;
use crate::web::portal::progress::{Page as Step, Progress};
use crate::web::views::Page;

/// Each page's name in a draft, and what it is called: `("papers/p1", "Ana Reyes: Insurance and certificates")`.
pub(super) fn of(
    page: &Page,
    dossier: &Value,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Result<Vec<(String, String)>, WebError> {
    let draft = Draft { is_listed: true, ..Draft::of_dossier(dossier) };
    let progress = Progress::of(&draft, rules, now);
    let mut pages: Vec<(String, String)> = Vec::new();
    for task in progress.tasks() {
        for row in &task.rows {
            for step in progress.pages(task.name, &row.whose) {
                let title = match &step {
                    Step::Sheet(name, _) => page.say(&format!("sheet-{name}"), &[])?,
                    Step::Licenses(_) => page.say("rows-licenses", &[])?,
                    Step::Owners => page.say("rows-owners", &[])?,
                };
                let label = row.label.as_ref().map_or_else(|| title.clone(), |whose| format!("{whose}: {title}"));
                if !pages.iter().any(|(key, _)| *key == step.key()) {
                    pages.push((step.key(), label));
                }
            }
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_page_is_named_once_and_by_whom_it_is_about() {
        let dossier = json!({
            "provider": { "name": "Harbor", "kind": "solo" },
            "locations": [{ "key": "main", "line1": "12 Elm St" }],
            "clinicians": [{ "first_name": "Ana", "last_name": "Reyes", "profession": "md", "locations": ["main"] }],
        });
        let draft = Draft { is_listed: true, ..Draft::of_dossier(&dossier) };
        let progress = Progress::of(&draft, Rules::builtin(), DateTime::UNIX_EPOCH);
        let all = progress.tasks();
        let keys: Vec<String> = all
            .iter()
            .flat_map(|t| t.rows.iter().flat_map(|r| progress.pages(t.name, &r.whose)))
            .map(|step| step.key())
            .collect();
        for key in
            ["you", "person/p1", "licenses/p1", "private/p1", "place/main", "care/main", "hours/main", "languages"]
        {
            assert!(keys.iter().any(|k| k == key), "{key}: {keys:?}");
        }
    }
}
