//! What people, places and the provider must show, from the table of requirements.

use serde::Serialize;

use crate::domain::check::Outcome;
use crate::domain::clinical::{Setting, Treatment};
use crate::domain::credential::{Coverage, CredentialKind, DeaBasis, Profession};
use crate::domain::dossier::ProviderKind;
use crate::rules::{AlsoFrom, Need, NeedOf, PracticeClass, Prescribes, Rules, Supervision, Wanted};
use crate::web::error::WebError;
use crate::web::views::{Locale, Page};

/// One thing that is asked, with its conditions; an empty one holds for all.
#[derive(Debug, Serialize)]
pub struct NeedView {
    text: String,
    /// A row of the operator's own, in the English of the table, on a page that is in another language.
    is_foreign: bool,
    treatments: &'static [Treatment],
    settings: &'static [Setting],
    provider_kinds: &'static [ProviderKind],
    prescribes: Option<bool>,
    also_from: &'static [AlsoFrom],
}

/// One profession.
#[derive(Debug, Serialize)]
pub struct ProfessionView {
    profession: Profession,
    prescribes: Prescribes,
    supervision: Supervision,
    /// Who may supervise it, in words.
    supervisors: String,
    /// First letters that its own drug registration may have; empty where none is expected.
    letters: String,
    needs: Vec<NeedView>,
}

/// One treatment.
#[derive(Debug, Serialize)]
pub struct TreatmentView {
    treatment: Treatment,
    settings: Vec<(Setting, Outcome)>,
    needs: Vec<NeedView>,
}

/// What a paper must say.
#[derive(Debug, Serialize)]
pub struct PaperView {
    kind: CredentialKind,
    parts: Vec<&'static str>,
    bases: &'static [DeaBasis],
    coverages: &'static [Coverage],
}

/// What each clinician is asked, whatever the profession.
pub fn of_everyone(page: &Page, rules: &'static Rules) -> Vec<NeedView> {
    views(page, rules, |need| need.of == NeedOf::Clinician && need.professions().is_empty())
}

/// Each profession, with what is asked of it beyond that.
pub fn professions(page: &Page, rules: &'static Rules) -> Result<Vec<ProfessionView>, WebError> {
    let view = |row: &'static crate::rules::ProfessionScope| {
        Ok(ProfessionView {
            profession: row.profession,
            prescribes: row.prescribes,
            supervision: row.supervision,
            supervisors: one_of(page, &row.supervisors)?,
            letters: rules.dea.letters(row.dea).chars().map(String::from).collect::<Vec<_>>().join(", "),
            needs: views(page, rules, |need| {
                need.of == NeedOf::Clinician && need.professions().contains(&row.profession)
            }),
        })
    };
    rules.scope.professions().iter().map(view).collect()
}

/// Such as "a physician or a nurse".
fn one_of(page: &Page, classes: &[PracticeClass]) -> Result<String, WebError> {
    let said: Vec<String> =
        classes.iter().map(|class| page.say(&format!("class-{}", class.as_str()), &[])).collect::<Result<_, _>>()?;
    Ok(said.join(&format!(" {} ", page.say("or", &[])?)))
}

/// What each place is asked, whatever it offers.
pub fn of_every_place(page: &Page, rules: &'static Rules) -> Vec<NeedView> {
    views(page, rules, |need| need.of == NeedOf::Location && need.treatments().is_empty())
}

/// Each treatment: where it may be given, and what a place is asked that gives it.
pub fn treatments(page: &Page, rules: &'static Rules) -> Vec<TreatmentView> {
    let view = |row: &'static crate::rules::TreatmentScope| TreatmentView {
        treatment: row.treatment,
        settings: Setting::ALL.iter().map(|setting| (*setting, row.within(*setting))).collect(),
        needs: views(page, rules, |need| need.of == NeedOf::Location && need.treatments().contains(&row.treatment)),
    };
    rules.scope.treatments().iter().map(view).collect()
}

/// What the provider is asked as a whole.
pub fn of_provider(page: &Page, rules: &'static Rules) -> Vec<NeedView> {
    views(page, rules, |need| need.of == NeedOf::Provider)
}

/// What each kind of paper must say.
pub fn papers(rules: &'static Rules) -> Vec<PaperView> {
    let view = |row: &'static crate::rules::CredentialNeed| PaperView {
        kind: row.kind,
        parts: row.needs.iter().map(|part| part.as_str()).collect(),
        bases: row.bases(),
        coverages: row.coverages(),
    };
    rules.requirements.credential.iter().filter(|row| !row.needs.is_empty()).map(view).collect()
}

fn views(page: &Page, rules: &'static Rules, asked: impl Fn(&Need) -> bool) -> Vec<NeedView> {
    rules.requirements.need.iter().filter(|need| asked(need)).map(|need| NeedView::of(page, need)).collect()
}

impl NeedView {
    fn of(page: &Page, need: &'static Need) -> NeedView {
        let ours = is_builtin(need).then(|| page.hint(&text_key(need))).flatten();
        NeedView {
            is_foreign: ours.is_none() && page.locale() != Locale::En,
            text: ours.unwrap_or_else(|| need.words.clone()),
            treatments: need.treatments(),
            settings: need.settings(),
            provider_kinds: need.provider_kinds(),
            prescribes: need.prescribes(),
            also_from: &need.also_from,
        }
    }
}

/// Our own words are for our own rows: another row of the same name may ask for something else.
fn is_builtin(need: &Need) -> bool {
    let rows = &Rules::builtin().requirements.need;
    rows.iter().any(|row| text_key(row) == text_key(need) && row.words == need.words)
}

/// Such as `need-clinician-npi`, with the professions and the treatments where it is asked of some alone.
fn text_key(need: &Need) -> String {
    let of = match need.of {
        NeedOf::Clinician => "clinician",
        NeedOf::Location => "location",
        NeedOf::Provider => "provider",
    };
    let wanted = match need.wanted() {
        Wanted::Field(field) => field.trim_start_matches('/').replace('/', "-"),
        Wanted::Credential(kind) => kind.to_string(),
    };
    let professions: Vec<&str> = need.professions().iter().map(|p| p.as_str()).collect();
    let treatments: Vec<&str> = need.treatments().iter().map(|t| t.as_str()).collect();
    let parts = [format!("need-{of}-{wanted}"), professions.join("_"), treatments.join("_")];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::web::views::Views;

    #[test]
    fn each_row_of_the_built_in_table_has_words_of_its_own_in_both_languages() {
        let (rows, views) = (&Rules::builtin().requirements.need, Views::load().expect("texts"));
        let keys: BTreeSet<String> = rows.iter().map(text_key).collect();
        assert_eq!(keys.len(), rows.len(), "two rows share a key: {keys:?}");
        for key in &keys {
            let english = views.text(Locale::En, key).unwrap_or_else(|| panic!("no text {key}"));
            let spanish = views.text(Locale::Es, key).unwrap_or_else(|| panic!("no text {key}"));
            assert_ne!(english, spanish, "{key} is not translated");
        }
    }
}
