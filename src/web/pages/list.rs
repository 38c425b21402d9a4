//! `/list`: where providers begin, and the form for one practitioner at one place.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use tera::Context;

use super::status;
use crate::domain::submission::SubmissionState;
use crate::pipeline::submit;
use crate::reads::submission::OwnSubmission;
use crate::rules::Rules;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::query::QueryPairs;
use crate::web::extract::visitor_form::by_a_person;
use crate::web::portal::fields::{FORM, Kind, LANGUAGES, Question, Section};
use crate::web::portal::solo_form::{Draft, Fault, Wrong, answers, faults};
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};
use crate::web::views::languages::language_name;

const FORM_PATH: &str = "/list/solo";
const FORM_NAME: &str = "list";

/// `GET /list`.
pub async fn start(page: Page) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("form_url", &page.link(FORM_PATH));
    page.render("list/start.html", context)
}

/// `GET /list/solo`: empty, or, with `again` and the `key` of a status link, what was sent before.
pub async fn form(page: Page, state: State, query: QueryPairs) -> Result<HttpResponse, WebError> {
    let Some(again) = Again::of(|name| query.first(name)) else {
        return shown(&page, &state, StatusCode::OK, &Form::default(), Vec::new());
    };
    let own = state.blocking(move |s| status::opened(s, &again.reference, &again.key)).await?;
    let form = change_of(&own).ok_or_else(|| WebError::new(Code::Conflict))?;
    let hidden = ["again", "key"].map(|name| (name.to_string(), query.first(name).unwrap_or_default().to_string()));
    let fields = form.fields().iter().cloned().chain(hidden).collect();
    shown(&page, &state, StatusCode::OK, &Form::of(fields), Vec::new())
}

/// Which submission is changed, and the key of its status link.
struct Again {
    reference: String,
    key: String,
}

impl Again {
    fn of<'a>(given: impl Fn(&str) -> Option<&'a str>) -> Option<Again> {
        Some(Again { reference: given("again")?.to_string(), key: given("key")?.to_string() })
    }
}

/// The form filled in with what was sent, where changes were asked for and the form can hold all of it.
pub(in crate::web) fn change_of(own: &OwnSubmission) -> Option<Form> {
    (own.submission.state == SubmissionState::ChangesRequested).then(|| answers(&own.dossier)).flatten()
}

/// The address of the form for a change.
pub(in crate::web) fn change_path(reference: &str, key: &str) -> String {
    format!("{FORM_PATH}?again={reference}&key={key}")
}

/// `POST /list/solo`: takes the listing and leads to its status page, or shows the form again with what is to mend.
pub async fn send(page: Page, state: State, form: Form) -> Result<HttpResponse, WebError> {
    by_a_person(&form)?;
    if form_token::check(&state, FORM_NAME, &form).is_err() {
        // Nothing that was typed is lost; a second press of the button, on a page of ours, sends it.
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, StatusCode::FORBIDDEN, &form, vec![problem]);
    }
    let now = state.clock.now();
    let draft = Draft::of(&form, now);
    let faults = faults(&form, &draft, state.rules, now);
    if !faults.is_empty() {
        let problems = faults.iter().map(|f| said(&page, f)).collect::<Result<Vec<_>, _>>()?;
        return shown(&page, &state, StatusCode::UNPROCESSABLE_ENTITY, &form, problems);
    }
    if let Some(Again { reference, key }) = Again::of(|name| form.text(name)) {
        let back = format!("/status/{reference}?key={key}");
        state
            .blocking(move |s| -> Result<(), WebError> {
                let own = status::opened(s, &reference, &key)?;
                submit::resubmit(&s.desk(), &own.submission, &draft.value)?;
                Ok(())
            })
            .await?;
        return Ok(page.redirect(&back));
    }
    let taken = state.blocking(move |s| submit::submit(&s.desk(), &draft.value)).await?;
    let path = taken.status_url.find("/status/").map_or("/list", |at| &taken.status_url[at..]);
    Ok(page.redirect(path))
}

fn said(page: &Page, fault: &Fault) -> Result<Shown, WebError> {
    let label = page.say(&format!("field-{}", fault.question), &[])?;
    let text = match &fault.wrong {
        Wrong::Missing => page.say("form-missing", &[("label", label.into())])?,
        Wrong::Needed(what) => page.say("form-needed", &[("label", label.into()), ("what", what.as_str().into())])?,
        Wrong::Unreadable(key) => format!("{label}: {}", page.say(key, &[])?),
        Wrong::Because(sentence) => format!("{label}: {sentence}"),
    };
    Ok(Shown::about(fault.question, text))
}

/// A fieldset.
#[derive(Debug, Serialize)]
struct SectionView {
    id: String,
    title: String,
    intro: Option<String>,
    rows: Vec<Field>,
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    form: &Form,
    problems: Vec<Shown>,
) -> Result<HttpResponse, WebError> {
    let sections =
        FORM.iter().map(|s| section(page, state.rules, s, form, &problems)).collect::<Result<Vec<_>, _>>()?;
    let mut context = Context::new();
    context.insert("action", &page.link(FORM_PATH));
    context.insert("token", &form_token::issue(state, FORM_NAME));
    context.insert("again", &form.text("again"));
    context.insert("key", &form.text("key"));
    context.insert("problems", &problems);
    context.insert("sections", &sections);
    page.render_as(status, "list/form.html", context)
}

fn section(
    page: &Page,
    rules: &Rules,
    section: &Section,
    form: &Form,
    problems: &[Shown],
) -> Result<SectionView, WebError> {
    Ok(SectionView {
        id: format!("section-{}", section.name),
        title: page.say(&format!("form-{}", section.name), &[])?,
        intro: page.hint(&format!("form-{}-intro", section.name)),
        rows: section.questions.iter().map(|q| field(page, rules, q, form, problems)).collect::<Result<Vec<_>, _>>()?,
    })
}

fn field(page: &Page, rules: &Rules, question: &Question, form: &Form, problems: &[Shown]) -> Result<Field, WebError> {
    let (kind, width, autocomplete, inputmode) = match question.kind {
        Kind::Line(kind, autocomplete, inputmode) => (kind, "", autocomplete, inputmode),
        Kind::Short(autocomplete, inputmode) => ("text", "narrow", autocomplete, inputmode),
        Kind::Long => ("textarea", "", "", ""),
        Kind::Date => ("text", "narrow", "off", ""),
        Kind::Whole => ("text", "narrow", "off", "numeric"),
        Kind::List => ("text", "", "off", ""),
        Kind::Hours(_) => ("text", "narrow", "off", ""),
        Kind::Maybe => ("radios", "", "", ""),
        Kind::One("", _) => ("select", "narrow", "", ""),
        Kind::One(..) => ("select", "", "", ""),
        Kind::Any(..) | Kind::Languages => ("checks", "", "", ""),
    };
    Ok(Field {
        id: question.name,
        name: question.name,
        kind,
        label: page.say(&format!("field-{}", question.name), &[])?,
        hint: page.hint(&format!("field-{}-hint", question.name)),
        error: Shown::of(problems, question.name),
        value: form.raw(question.name).unwrap_or_default().to_string(),
        optional: question.is_optional(rules),
        width,
        autocomplete,
        inputmode,
        options: options(page, question, form)?,
    })
}

fn options(page: &Page, question: &Question, form: &Form) -> Result<Vec<Choice>, WebError> {
    let chosen = |value: &str| form.all(question.name).any(|v| v == value);
    let choice = |value: &str, label: String| Choice { value: value.to_string(), label, chosen: chosen(value) };
    let none = || -> Result<Choice, WebError> { Ok(choice("", page.say("form-choose", &[])?)) };
    let worded = |group: &str, words: &[&str]| -> Result<Vec<Choice>, WebError> {
        words.iter().map(|w| Ok(choice(w, page.say(&format!("{group}-{w}"), &[])?))).collect()
    };
    match question.kind {
        Kind::One("", codes) => {
            let codes = codes.iter().map(|code| choice(code, code.to_string()));
            Ok(std::iter::once(none()?).chain(codes).collect())
        }
        Kind::One(group, words) => Ok(std::iter::once(none()?).chain(worded(group, words)?).collect()),
        Kind::Any(group, words) => worded(group, words),
        Kind::Maybe => Ok(vec![choice("true", page.say("yes", &[])?), choice("false", page.say("no", &[])?)]),
        Kind::Languages => {
            let named = |code: &&str| choice(code, language_name(page.locale(), code).to_string());
            Ok(LANGUAGES.iter().map(named).collect())
        }
        _ => Ok(Vec::new()),
    }
}
