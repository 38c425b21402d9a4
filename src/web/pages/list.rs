//! `/list`: where providers begin, and the form for one practitioner at one place.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use tera::Context;

use crate::pipeline::submit;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::portal::fields::{FORM, Kind, LANGUAGES, Question, Section};
use crate::web::portal::solo_form::{Draft, Fault, Wrong, faults};
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::languages::language_name;

const FORM_PATH: &str = "/list/solo";
const FORM_NAME: &str = "list";
/// People do not see this field; programs that fill in everything do.
const HONEYPOT: &str = "fax_number";

/// `GET /list`.
pub async fn start(page: Page) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("form_url", &page.link(FORM_PATH));
    page.render("list/start.html", context)
}

/// `GET /list/solo`.
pub async fn form(page: Page, state: State) -> Result<HttpResponse, WebError> {
    shown(&page, &state, StatusCode::OK, &Form::default(), Vec::new())
}

/// `POST /list/solo`: takes the listing and leads to its status page, or shows the form again with what is to mend.
pub async fn send(page: Page, state: State, form: Form) -> Result<HttpResponse, WebError> {
    if form.text(HONEYPOT).is_some() {
        return Err(WebError::new(Code::ForeignForm));
    }
    if form_token::check(&state, FORM_NAME, &form).is_err() {
        // Nothing that was typed is lost; a second press of the button, on a page of ours, sends it.
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, StatusCode::FORBIDDEN, &form, vec![problem]);
    }
    let now = state.clock.now();
    let draft = Draft::of(&form, now);
    let faults = faults(&form, &draft, now);
    if !faults.is_empty() {
        let problems = faults.iter().map(|f| said(&page, f)).collect::<Result<Vec<_>, _>>()?;
        return shown(&page, &state, StatusCode::UNPROCESSABLE_ENTITY, &form, problems);
    }
    let taken = state.blocking(move |s| submit::submit(&s.desk(), &draft.value)).await?;
    let path = taken.status_url.find("/status/").map_or("/list", |at| &taken.status_url[at..]);
    Ok(page.redirect(path))
}

/// A problem as the summary shows it; the same words stand beside the question.
#[derive(Debug, Serialize)]
struct Shown {
    href: Option<String>,
    text: String,
}

fn said(page: &Page, fault: &Fault) -> Result<Shown, WebError> {
    let label = page.say(&format!("field-{}", fault.question), &[])?;
    let text = match &fault.wrong {
        Wrong::Missing => page.say("form-missing", &[("label", label.into())])?,
        Wrong::Unreadable(key) => format!("{label}: {}", page.say(key, &[])?),
        Wrong::Because(sentence) => format!("{label}: {sentence}"),
    };
    Ok(Shown { href: Some(format!("#{}", fault.question)), text })
}

/// A fieldset.
#[derive(Debug, Serialize)]
struct SectionView {
    id: String,
    title: String,
    intro: Option<String>,
    rows: Vec<Field>,
}

/// What `ui.field` takes.
#[derive(Debug, Serialize)]
struct Field {
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    label: String,
    hint: Option<String>,
    error: Option<String>,
    value: String,
    optional: bool,
    width: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    options: Vec<Choice>,
}

/// One answer to choose.
#[derive(Debug, Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

fn shown(
    page: &Page,
    state: &State,
    status: StatusCode,
    form: &Form,
    problems: Vec<Shown>,
) -> Result<HttpResponse, WebError> {
    let sections = FORM.iter().map(|s| section(page, s, form, &problems)).collect::<Result<Vec<_>, _>>()?;
    let mut context = Context::new();
    context.insert("action", &page.link(FORM_PATH));
    context.insert("token", &form_token::issue(state, FORM_NAME));
    context.insert("problems", &problems);
    context.insert("sections", &sections);
    page.render_as(status, "list/form.html", context)
}

fn section(page: &Page, section: &Section, form: &Form, problems: &[Shown]) -> Result<SectionView, WebError> {
    Ok(SectionView {
        id: format!("section-{}", section.name),
        title: page.say(&format!("form-{}", section.name), &[])?,
        intro: page.hint(&format!("form-{}-intro", section.name)),
        rows: section.questions.iter().map(|q| field(page, q, form, problems)).collect::<Result<Vec<_>, _>>()?,
    })
}

fn field(page: &Page, question: &Question, form: &Form, problems: &[Shown]) -> Result<Field, WebError> {
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
    let own = format!("#{}", question.name);
    Ok(Field {
        id: question.name,
        name: question.name,
        kind,
        label: page.say(&format!("field-{}", question.name), &[])?,
        hint: page.hint(&format!("field-{}-hint", question.name)),
        error: problems.iter().find(|p| p.href.as_deref() == Some(&own)).map(|p| p.text.clone()),
        value: form.raw(question.name).unwrap_or_default().to_string(),
        optional: question.is_optional(),
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
