//! `/admin/rules`: the rule tables in force and the notices that change on a day, each with its source; and one page a table.

mod links;
mod rows;

use actix_web::{HttpResponse, web};
use serde::Serialize;

use crate::rules::sheet;
use crate::rules::{Rules, TableHead};
use crate::web::error::WebError;
use crate::web::guide::Guide;
use crate::web::guide::due::due;
use crate::web::state::State;
use crate::web::views::Page;

use self::links::{Linked, linked};
use self::rows::{Rows, named, remark};
use super::guard::{MayRead, Staff};
use super::words;

const PATH: &str = "/admin/rules";

/// What each table is for.
const MEANT: &[(&str, &str, &str)] = &[
    ("boards.toml", "Boards", "Where licenses are looked up."),
    ("claims.toml", "Claims", "Sentences in a description that a person should read."),
    ("clocks.toml", "Clocks", "How long the answer to a check holds."),
    ("dea_letters.toml", "DEA letters", "What the first letter of a DEA number says."),
    ("license_shapes.toml", "License shapes", "How license numbers look, state by state."),
    ("list_specialties.toml", "List specialties", "Words of exclusion lists, by profession."),
    ("names.toml", "Names", "How people's names vary."),
    ("overrides.toml", "Override rules", "Which findings people may let stand, and how."),
    ("places.toml", "Places", "Coordinates that mean \"unknown\"."),
    ("requirements.toml", "Requirements", "What each profession, treatment and setting must show."),
    ("scope.toml", "Scope", "Who may do what."),
    ("states.toml", "States", "What each state's own rules are."),
    ("taxonomy_groups.toml", "Taxonomy groups", "Which taxonomy codes suit a profession."),
];

/// A table in the list.
#[derive(Debug, Serialize)]
struct Head {
    href: String,
    name: String,
    what: &'static str,
    as_of: String,
    source: Vec<Linked>,
    /// The operator's file; none where the built-in one holds.
    replaced_by: Option<String>,
}

impl Head {
    fn of(head: &TableHead) -> Head {
        let meant = MEANT.iter().find(|(file, ..)| *file == head.name);
        Head {
            href: format!("{PATH}/{}", slug(head.name)),
            name: meant.map_or(head.name, |(_, name, _)| *name).to_string(),
            what: meant.map_or("", |(.., what)| *what),
            as_of: head.as_of.to_string(),
            source: linked(&head.source),
            replaced_by: head.replaced_by.as_ref().map(|path| path.display().to_string()),
        }
    }
}

fn slug(file: &str) -> String {
    file.trim_end_matches(".toml").replace('_', "-")
}

/// A fact that changes on a day.
#[derive(Debug, Serialize)]
struct Dated {
    what: String,
    says: String,
    changes_on: String,
    has_changed: bool,
    source: Vec<Linked>,
    read_on: String,
    shown_on: Vec<(String, String)>,
}

/// The list.
pub async fn show(state: State, page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    let (rules, today) = (state.rules, state.clock.now().date_naive());
    let folders: Vec<String> = folders(rules);
    let asked: Vec<(String, String)> =
        due(Guide::get(), rules, today).into_iter().map(|due| (due.says, due.on.to_string())).collect();
    let mut context = staff.context();
    context.insert("heads", &rules.tables().iter().map(Head::of).collect::<Vec<_>>());
    context.insert("version", rules.version());
    context.insert("folders", &folders);
    context.insert("dated", &dated(&page, rules, today)?);
    context.insert("due", &asked);
    page.render("admin/rules.html", context)
}

/// Where tables that replace built-in ones lie; `--rules DIR` names one.
fn folders(rules: &Rules) -> Vec<String> {
    let paths = rules.tables().iter().filter_map(|head| head.replaced_by.as_ref()?.parent());
    let mut folders: Vec<String> = paths.map(|folder| folder.display().to_string()).collect();
    folders.dedup();
    folders
}

fn dated(page: &Page, rules: &Rules, today: chrono::NaiveDate) -> Result<Vec<Dated>, WebError> {
    let topics = Guide::get().topics();
    let mut dated = Vec::new();
    if let Some(head) = rules.tables().iter().find(|head| head.name == "scope.toml") {
        let last_day = rules.scope.remote_prescribing_ends();
        dated.push(Dated {
            what: "DEA telehealth flexibility".into(),
            says: "Through its last day the checks take prescribing without a visit in person as allowed. After it every check of telehealth asks a person.".into(),
            changes_on: last_day.succ_opt().unwrap_or(last_day).to_string(),
            has_changed: today > last_day,
            source: linked(&topics.notice("remote").map_or_else(|| head.source.clone(), |notice| notice.source.clone())),
            read_on: head.as_of.to_string(),
            shown_on: vec![("the table Scope".into(), format!("{PATH}/scope"))],
        });
    }
    for notice in &topics.notices {
        let shown_on = notice.topics.iter().map(|topic| (topic.clone(), format!("/guide/{topic}")));
        dated.push(Dated {
            what: format!("Notice \"{}\" of the guide", notice.key),
            says: page.say(&notice.text_key(today), &[])?,
            changes_on: notice.turns_on.to_string(),
            has_changed: today >= notice.turns_on,
            source: linked(&notice.source),
            read_on: topics.reviewed_on.to_string(),
            shown_on: shown_on.collect(),
        });
    }
    Ok(dated)
}

/// One table.
pub async fn table(
    state: State,
    page: Page,
    staff: Staff<MayRead>,
    table: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let head = state.rules.tables().iter().find(|head| slug(head.name) == *table).ok_or_else(WebError::not_found)?;
    let sheet = sheet::of(head);
    let values =
        sheet.values.into_iter().map(|(key, value)| (named(&key), linked(&words::moment(&value).unwrap_or(value))));
    let mut context = staff.context();
    context.insert("head", &Head::of(head));
    context.insert("file", head.name);
    context.insert("version", state.rules.version());
    context.insert("remarks", &sheet.remarks.iter().map(|text| remark(text)).collect::<Vec<_>>());
    context.insert("values", &values.collect::<Vec<_>>());
    context
        .insert("parts", &sheet.parts.into_iter().map(|part| Rows::of(part, &state.rules.states)).collect::<Vec<_>>());
    page.render("admin/rules_table.html", context)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_in_force_says_what_it_is_for() {
        for head in Rules::builtin().tables() {
            assert!(MEANT.iter().any(|(file, ..)| *file == head.name), "{}", head.name);
        }
    }
}
