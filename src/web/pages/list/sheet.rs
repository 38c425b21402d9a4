//! One page of questions: shown with what was answered, answered, and shown again with what is to mend. Nothing that was typed is
//! lost: not by an error, not by a form that was open too long, not by another page that changed the same answers meanwhile.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::{At, opened};
use crate::domain::draft::{Draft, Whose};
use crate::keys::Purpose;
use crate::pipeline::draft;
use crate::pipeline::prefill;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::by_a_person;
use crate::web::portal::answers;
use crate::web::portal::asking::Asking;
use crate::web::portal::faults::{Fault, Wrong, unreadable};
use crate::web::portal::fields::Question;
use crate::web::portal::progress::{Page as Step, Progress};
use crate::web::portal::sheets::sheet;
use crate::web::state::{AppState, State};
use crate::web::views::Page;
use crate::web::views::form::Shown;
use crate::web::views::question::{self, Asked};

/// Names the answers that a form was made from.
const SEEN: &str = "seen";
/// The button that keeps what is there and asks for nothing more.
const LATER: &str = "later";

/// `GET /list/{draft}/{sheet}?key=`.
pub async fn ask(
    page: Page,
    state: State,
    path: web::Path<(String, String)>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, name) = path.into_inner();
    show(&page, &state, At::of(&id, &query), Step::named(&name, None, None)).await
}

/// `GET /list/{draft}/{sheet}/{item}?key=`.
pub async fn ask_about(
    page: Page,
    state: State,
    path: web::Path<(String, String, String)>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, name, item) = path.into_inner();
    show(&page, &state, At::of(&id, &query), Step::named(&name, Some(&item), None)).await
}

/// `GET /list/{draft}/{sheet}/{item}/{nth}?key=`.
pub async fn ask_nth(
    page: Page,
    state: State,
    path: web::Path<(String, String, String, String)>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let (id, name, item, nth) = path.into_inner();
    show(&page, &state, At::of(&id, &query), Step::named(&name, Some(&item), Some(&nth))).await
}

/// `POST /list/{draft}/{sheet}?key=`.
pub async fn answer(
    page: Page,
    state: State,
    path: web::Path<(String, String)>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let (id, name) = path.into_inner();
    keep(&page, &state, At::of(&id, &query), Step::named(&name, None, None), form).await
}

/// `POST /list/{draft}/{sheet}/{item}?key=`.
pub async fn answer_about(
    page: Page,
    state: State,
    path: web::Path<(String, String, String)>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let (id, name, item) = path.into_inner();
    keep(&page, &state, At::of(&id, &query), Step::named(&name, Some(&item), None), form).await
}

/// `POST /list/{draft}/{sheet}/{item}/{nth}?key=`.
pub async fn answer_nth(
    page: Page,
    state: State,
    path: web::Path<(String, String, String, String)>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let (id, name, item, nth) = path.into_inner();
    keep(&page, &state, At::of(&id, &query), Step::named(&name, Some(&item), Some(&nth)), form).await
}

async fn show(page: &Page, state: &State, at: At, step: Option<Step>) -> Result<HttpResponse, WebError> {
    let (whose, name) = about(step)?;
    let writing = match opened(page, state, &at).await? {
        Ok(writing) => writing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // What could not be kept comes back as it was typed, with what is wrong with it.
    let typed = writing.draft.typed.get(&Step::Sheet(name, whose.clone()).key());
    let form = typed.map(|fields| Form::of(fields.clone()));
    let problems = match &form {
        Some(form) => {
            let answered = answered(&writing.draft, &whose, name, form, state).ok_or_else(WebError::not_found)?;
            let progress = Progress::of(&answered, state.rules, state.clock.now());
            let own = progress.faults().iter().filter(|fault| fault.whose == whose && fault.sheet == name);
            own.map(|fault| said(page, fault)).collect::<Result<_, _>>()?
        }
        None => Vec::new(),
    };
    let told = Told { form: form.as_ref(), problems, notice: None, status: StatusCode::OK };
    shown(page, state, &at, &writing.draft, (name, &whose), told)
}

/// Keeps a page as it was typed beside the answers that it stands in the place of. `None` where the draft was sent meanwhile.
async fn keep_as_typed(
    state: &State,
    at: &At,
    whose: &Whose,
    name: &'static str,
    form: &Form,
) -> Result<Option<()>, WebError> {
    let (at, key) = (at.clone(), Step::Sheet(name, whose.clone()).key());
    let open = sheet(name).map(|s| s.questions).unwrap_or_default().iter().filter(|q| !q.kind.is_secret());
    let typed: Vec<(String, String)> =
        open.flat_map(|q| form.all(q.name).map(|text| (q.name.to_string(), text.to_string()))).collect();
    let change = move |s: &AppState| -> Result<Option<()>, WebError> {
        Ok(draft::change(&s.desk(), &at.id, &at.key, |draft| {
            draft.typed.insert(key.clone(), typed.clone());
        })?)
    };
    state.blocking(change).await
}

fn about(step: Option<Step>) -> Result<(Whose, &'static str), WebError> {
    match step {
        Some(Step::Sheet(name, whose)) => Ok((whose, name)),
        _ => Err(WebError::not_found()),
    }
}

async fn keep(page: &Page, state: &State, at: At, step: Option<Step>, form: Form) -> Result<HttpResponse, WebError> {
    by_a_person(&form)?;
    let (whose, name) = about(step)?;
    let writing = match opened(page, state, &at).await? {
        Ok(writing) => writing,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let again = |problems: Vec<Shown>, notice: Option<String>, status: StatusCode, draft: &Draft| {
        shown(page, state, &at, draft, (name, &whose), Told { form: Some(&form), problems, notice, status })
    };
    if !at.is_ours(state, &form) {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return again(vec![problem], None, StatusCode::FORBIDDEN, &writing.draft);
    }
    let stood = seen(&writing.draft, &whose, name, state).ok_or_else(WebError::not_found)?;
    if form.raw(SEEN) != Some(&stood) && !is_typed_before(&writing.draft, &whose, name, &form, state) {
        let notice = page.say("sheet-changed", &[])?;
        return again(Vec::new(), Some(notice), StatusCode::CONFLICT, &writing.draft);
    }
    let answered = answered(&writing.draft, &whose, name, &form, state).ok_or_else(WebError::not_found)?;
    let now = state.clock.now();
    let cannot_keep = unreadable(&answered, &whose, name);
    let progress = Progress::of(&answered, state.rules, now);
    let own = |fault: &&Fault| fault.whose == whose && fault.sheet == name;
    let later = form.has(LATER);
    let to_mend: Vec<&Fault> =
        if later { cannot_keep.iter().collect() } else { progress.faults().iter().filter(own).collect() };
    if !to_mend.is_empty() {
        let problems = to_mend.iter().map(|f| said(page, f)).collect::<Result<Vec<_>, _>>()?;
        keep_as_typed(state, &at, &whose, name, &form).await?;
        return again(problems, None, StatusCode::UNPROCESSABLE_ENTITY, &writing.draft);
    }
    let next = if later || at.from_check { None } else { progress.after(&Step::Sheet(name, whose.clone())) };
    drop(progress);
    match store(state, &at, &whose, name, form, later).await? {
        Some(()) => {}
        None => {
            let writing = opened(page, state, &at).await?;
            return Ok(writing.err().unwrap_or_else(|| page.redirect(&at.path(""))));
        }
    }
    let to = match next {
        Some(next) => at.path(&next.path()),
        None if at.from_check && !later => at.path("/check"),
        None => at.path(""),
    };
    Ok(page.redirect(&to))
}

/// Keeps the answers of a page; `None` where the draft was sent meanwhile.
async fn store(
    state: &State,
    at: &At,
    whose: &Whose,
    name: &'static str,
    form: Form,
    later: bool,
) -> Result<Option<()>, WebError> {
    let (at, whose) = (at.clone(), whose.clone());
    state
        .blocking(move |s| -> Result<Option<()>, WebError> {
            let known = look_up(s, name, &form);
            Ok(draft::change(&s.desk(), &at.id, &at.key, |draft| {
                if let Some(answered) = answered(draft, &whose, name, &form, s) {
                    *draft = answered;
                }
                let key = Step::Sheet(name, whose.clone()).key();
                draft.prefilled.remove(&key);
                draft.typed.remove(&key);
                if !later {
                    draft.asked.remove(&key);
                    draft.done.insert(key);
                }
                match (&known, &whose) {
                    (Some(known), Whose::Person(id)) => prefill::person(draft, id, known),
                    (Some(known), Whose::Provider) => prefill::organization(draft, known),
                    _ => {}
                }
            })?)
        })
        .await
}

/// What the registry says of an NPI that was just typed. Whoever types one is not kept waiting by a registry that is at fault.
fn look_up(state: &AppState, name: &str, form: &Form) -> Option<prefill::Known> {
    let question = match name {
        "npi" => "npi",
        "organization" => "organization_npi",
        _ => return None,
    };
    let npi = form.text(question)?;
    prefill::look_up(&state.desk(), npi).unwrap_or_else(|error| {
        tracing::warn!(%error, "the registry could not be asked for a draft");
        None
    })
}

/// The draft with the answers of one page in it.
fn answered(draft: &Draft, whose: &Whose, name: &str, form: &Form, state: &AppState) -> Option<Draft> {
    let now = state.clock.now();
    let asked: Vec<&'static Question> = asked(draft, whose, name, state)?;
    let mut answered = draft.clone();
    answers::put(answered.part_mut(whose)?, asked.into_iter(), form, now);
    Some(answered)
}

fn asked(draft: &Draft, whose: &Whose, name: &str, state: &AppState) -> Option<Vec<&'static Question>> {
    // Somebody new, or a new place, is asked what everybody is asked.
    let mut with = draft.clone();
    with.part_mut(whose)?;
    let asking = Asking::of(&with, state.rules, state.clock.now());
    let sheet = asking.sheets(whose).find(|s| s.name == name)?;
    Some(asking.questions(sheet, whose).collect())
}

/// Pressed twice, or again after going back: what is typed is what is kept.
fn is_typed_before(draft: &Draft, whose: &Whose, name: &str, form: &Form, state: &AppState) -> bool {
    answered(draft, whose, name, form, state).is_some_and(|answered| answered == *draft)
}

/// Names the values that a page was made from.
fn seen(draft: &Draft, whose: &Whose, name: &str, state: &AppState) -> Option<String> {
    let asked = asked(draft, whose, name, state)?;
    let held = asked.iter().map(|q| answers::held(draft.part(whose), q));
    let values: Vec<Value> = held.map(|value| value.cloned().unwrap_or_default()).collect();
    // Keyed: a plain digest of a birth date would give it away.
    Some(state.keys.sign(Purpose::FormToken, format!("seen\n{}", Value::Array(values)).as_bytes()))
}

/// How a page is shown.
struct Told<'a> {
    form: Option<&'a Form>,
    problems: Vec<Shown>,
    notice: Option<String>,
    status: StatusCode,
}

fn shown(
    page: &Page,
    state: &State,
    at: &At,
    draft: &Draft,
    (name, whose): (&'static str, &Whose),
    told: Told<'_>,
) -> Result<HttpResponse, WebError> {
    let mut with = draft.clone();
    with.part_mut(whose).ok_or_else(WebError::not_found)?;
    let asking = Asking::of(&with, state.rules, state.clock.now());
    let own = asking.sheets(whose).find(|s| s.name == name).ok_or_else(WebError::not_found)?;
    let fields = asking
        .questions(own, whose)
        .map(|question| {
            let asked = Asked {
                question,
                part: with.part(whose),
                draft: &with,
                form: told.form,
                is_optional: asking.is_optional(question, whose),
            };
            question::field(page, &asked, &told.problems)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let key = Step::Sheet(name, whose.clone()).key();
    let mut context = at.context(page, state);
    let action = if at.from_check { at.path_from_check(&format!("/{key}")) } else { at.path(&format!("/{key}")) };
    context.insert("action", &page.link(&action));
    context.insert("title", &page.say(&format!("sheet-{name}"), &[])?);
    context.insert("caption", &caption(&with, whose, state));
    context.insert("lead", &page.hint(&format!("sheet-{name}-lead")));
    context.insert("prefilled", &draft.prefilled.get(&key));
    context.insert("asked", &draft.asked.contains(&key));
    context.insert("seen", &seen(draft, whose, name, state));
    context.insert("notice", &told.notice);
    context.insert("problems", &told.problems);
    context.insert("fields", &fields);
    context.insert("back_url", &page.link(&at.path(if at.from_check { "/check" } else { "" })));
    let remove = match whose {
        _ if !removable(draft, whose) => None,
        Whose::Person(_) => Some("remove-person"),
        Whose::Place(_) => Some("remove-place"),
        Whose::License(..) => Some("remove-license"),
        Whose::Owner(_) => Some("remove-owner"),
        Whose::Provider => None,
    };
    context.insert("remove", &remove.map(|text| (page.link(&at.path("/remove")), key, text)));
    page.render_as(told.status, "list/sheet.html", context)
}

/// Whose answers these are, where there are several.
fn caption(draft: &Draft, whose: &Whose, state: &AppState) -> Option<String> {
    let progress = Progress::of(draft, state.rules, state.clock.now());
    match whose {
        Whose::Person(id) | Whose::License(id, _) if draft.people.len() > 1 => {
            crate::domain::draft::full_name(draft.part(&Whose::Person(id.clone()))?)
        }
        Whose::Place(id) if draft.places.len() > 1 => progress.place_name(id),
        _ => None,
    }
}

/// Whether there is something that may go: one of several, and only what is there.
fn removable(draft: &Draft, whose: &Whose) -> bool {
    match whose {
        Whose::Provider => false,
        Whose::Person(_) => draft.people.len() > 1 && draft.part(whose).is_some(),
        Whose::Place(_) => draft.places.len() > 1 && draft.part(whose).is_some(),
        Whose::License(..) | Whose::Owner(_) => draft.part(whose).is_some(),
    }
}

/// A fault in words: the same beside the question and in the summary.
pub(super) fn said(page: &Page, fault: &Fault) -> Result<Shown, WebError> {
    let label = page.say(&format!("field-{}", fault.question), &[])?;
    let text = match &fault.wrong {
        Wrong::Missing => page.say("form-missing", &[("label", label.into())])?,
        Wrong::Needed(what) => page.say("form-needed", &[("label", label.into()), ("what", what.as_str().into())])?,
        Wrong::Unreadable(key) => format!("{label}: {}", page.say(key, &[])?),
        Wrong::Because(sentence) => format!("{label}: {sentence}"),
    };
    Ok(Shown::about(fault.question, text))
}
