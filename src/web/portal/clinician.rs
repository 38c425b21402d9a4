//! `/portal/clinician/{request}`: the page of one clinician of a clinic, behind the link in a mail to them alone. Opening it changes
//! nothing; what is typed is kept for the checks and shown to nobody, not even here.

mod supervision;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use tera::Context;

use super::entry;
use super::fields::{Kind, Question};
use super::sheets::sheet;
use crate::domain::dossier_shape::DOSSIER;
use crate::domain::own_word::{OwnAnswers, OwnWord};
use crate::domain::shape::Problems;
use crate::pipeline::clinician::{self, ClinicianError, OwnPage};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::form_token;
use crate::web::extract::link::only_ours;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};

/// `GET /portal/clinician/{request}?key=`.
pub async fn show(
    page: Page,
    state: State,
    request: web::Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, WebError> {
    let link = Link::of(&request, &query);
    let Some(own) = link.opened(&state).await? else { return over(&page) };
    shown(&page, &state, &link, &own, &Form::default(), Vec::new(), StatusCode::OK)
}

/// `POST`: what they say.
pub async fn answer(
    page: Page,
    state: State,
    request: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let link = Link::of(&request, &query);
    let Some(own) = link.opened(&state).await? else { return over(&page) };
    if form_token::check(&state, &link.form_name(), &form).is_err() {
        let problem = Shown { href: None, text: page.say("form-too-old", &[])? };
        return shown(&page, &state, &link, &own, &form, vec![problem], StatusCode::FORBIDDEN);
    }
    let said = form.text("tie").and_then(|word| word.parse::<OwnWord>().ok());
    let problems = problems(&page, &own, said, &form)?;
    let Some(said) = said.filter(|_| problems.is_empty()) else {
        return shown(&page, &state, &link, &own, &form, problems, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let (answers, supervises, back) = (answers(&form), supervision::answers(&own, &form), link.path());
    state
        .blocking(move |s| {
            clinician::answer_supervision(&s.desk(), &link.id, &link.key, &supervises)?;
            clinician::answer(&s.desk(), &link.id, &link.key, said, &answers)
        })
        .await?;
    Ok(page.redirect(&back))
}

/// A link as an address names it.
#[derive(Debug, Clone)]
struct Link {
    id: String,
    key: String,
}

impl Link {
    fn of(id: &str, query: &QueryPairs) -> Link {
        Link { id: only_ours(id), key: only_ours(query.first("key").unwrap_or_default()) }
    }

    fn path(&self) -> String {
        format!("/portal/clinician/{}?key={}", self.id, self.key)
    }

    fn form_name(&self) -> String {
        format!("clinician:{}", self.id)
    }

    async fn opened(&self, state: &State) -> Result<Option<OwnPage>, WebError> {
        let link = self.clone();
        let opened =
            state.blocking(move |s| Ok::<_, WebError>(clinician::open(&s.desk(), &link.id, &link.key))).await?;
        match opened {
            Ok(own) => Ok(Some(own)),
            Err(ClinicianError::Unknown) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }
}

impl From<ClinicianError> for WebError {
    fn from(error: ClinicianError) -> Self {
        match error {
            ClinicianError::Unknown => WebError::not_found(),
            ClinicianError::Submit(e) => e.into(),
            ClinicianError::Db(e) => e.into(),
        }
    }
}

/// The questions of the page on which somebody in practice for themselves gives the same.
fn questions(own: &OwnPage) -> impl Iterator<Item = &'static Question> {
    let prescribes = own.prescribes;
    let all = sheet("private").map(|s| s.questions).unwrap_or_default();
    all.iter().filter(move |q| prescribes || q.name == "date_of_birth")
}

fn answers(form: &Form) -> OwnAnswers {
    let read = |name: &str, kind: Kind| {
        let typed: Vec<&str> = form.all(name).collect();
        entry::value(kind, &typed).and_then(|value| value.as_str().map(str::to_string))
    };
    OwnAnswers {
        date_of_birth: read("date_of_birth", Kind::SecretDate),
        dea_number: read("dea_number", Kind::Secret),
        dea_expires_on: read("dea_expires_on", Kind::Date),
        dea_basis: read("dea_basis", Kind::Secret),
    }
}

/// What is to mend: no answer at all, no birth date, a day that cannot be read.
fn problems(page: &Page, own: &OwnPage, said: Option<OwnWord>, form: &Form) -> Result<Vec<Shown>, WebError> {
    let mut problems = Vec::new();
    match said {
        None => problems.push(Shown::about("tie", page.say("clinician-no-tie", &[])?)),
        // Whoever does not work there is asked for nothing.
        Some(OwnWord::Denied) => return Ok(problems),
        Some(OwnWord::Confirmed) => {}
    }
    problems.extend(supervision::problems(page, own, form)?);
    let missing = |name: &str| -> Result<Shown, WebError> {
        let label = page.say(&format!("field-{name}"), &[])?;
        Ok(Shown::about(name, page.say("form-missing", &[("label", label.into())])?))
    };
    let answers = answers(form);
    if answers.date_of_birth.is_none() && !own.has_birth_date {
        problems.push(missing("date_of_birth")?);
    }
    let is_none = answers.dea_basis.as_deref() == Some("none");
    if own.prescribes && !own.has_dea && answers.dea_number.is_none() && !is_none {
        problems.push(missing("dea_number")?);
    }
    for (name, day) in [("date_of_birth", &answers.date_of_birth), ("dea_expires_on", &answers.dea_expires_on)] {
        let is_unreadable = day.as_ref().is_some_and(|day| {
            let mut found = Problems::default();
            if let Some(shape) = DOSSIER.at("/clinicians/0/date_of_birth") {
                shape.read(&serde_json::json!(day), "", &mut found);
            }
            !found.is_empty()
        });
        if is_unreadable {
            let label = page.say(&format!("field-{name}"), &[])?;
            problems.push(Shown::about(name, format!("{label}: {}", page.say("form-bad-date", &[])?)));
        }
    }
    Ok(problems)
}

fn shown(
    page: &Page,
    state: &State,
    link: &Link,
    own: &OwnPage,
    form: &Form,
    problems: Vec<Shown>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let chosen = form.text("tie").or(own.said.map(OwnWord::as_str)).unwrap_or_default();
    let choice = |word: OwnWord| -> Result<Choice, WebError> {
        let label = page.say(&format!("clinician-tie-{word}"), &[("clinic", own.clinic.as_str().into())])?;
        Ok(Choice { value: word.to_string(), label, chosen: chosen == word.as_str() })
    };
    let tie = Field {
        id: "tie",
        name: "tie",
        kind: "radios",
        label: page.say("clinician-tie", &[("clinic", own.clinic.as_str().into())])?,
        error: Shown::of(&problems, "tie"),
        width: "stacked",
        options: vec![choice(OwnWord::Confirmed)?, choice(OwnWord::Denied)?],
        ..Field::default()
    };
    let fields = questions(own).map(|q| field(page, own, q, form, &problems)).collect::<Result<Vec<_>, _>>()?;
    let mut context = Context::new();
    context.insert(
        "own",
        &serde_json::json!({
            "name": own.name, "clinic": own.clinic, "places": own.places, "said": own.said,
            "denies": own.supervises.iter().any(|s| s.said.is_some_and(|(word, _)| word == OwnWord::Denied)),
        }),
    );
    context.insert("tie", &tie);
    context.insert("supervises", &supervision::questions(page, own, form, &problems)?);
    context.insert("fields", &fields);
    context.insert("problems", &problems);
    context.insert("action", &page.link(&link.path()));
    context.insert("token", &form_token::issue(state, &link.form_name()));
    context.insert("query", &format!("?key={}", link.key));
    page.render_as(status, "portal/clinician.html", context)
}

fn field(
    page: &Page,
    own: &OwnPage,
    question: &'static Question,
    form: &Form,
    problems: &[Shown],
) -> Result<Field, WebError> {
    let is_kept = match question.name {
        "date_of_birth" => own.has_birth_date,
        _ => own.has_dea,
    };
    let kept = if is_kept { page.hint("secret-kept") } else { None };
    let hint = page.hint(&format!("field-{}-hint", question.name));
    let options = match question.kind {
        Kind::One(group, words) => {
            let none = Choice { value: String::new(), label: page.say("form-choose", &[])?, chosen: false };
            let worded = words.iter().map(|w| {
                let chosen = form.text(question.name) == Some(*w);
                Ok(Choice { value: w.to_string(), label: page.say(&format!("{group}-{w}"), &[])?, chosen })
            });
            std::iter::once(Ok(none)).chain(worded).collect::<Result<Vec<_>, WebError>>()?
        }
        _ => Vec::new(),
    };
    Ok(Field {
        id: question.name,
        name: question.name,
        kind: if options.is_empty() { "text" } else { "select" },
        label: page.say(&format!("field-{}", question.name), &[])?,
        hint: [kept, hint].into_iter().flatten().reduce(|kept, hint| format!("{kept} {hint}")),
        error: Shown::of(problems, question.name),
        value: form.raw(question.name).unwrap_or_default().to_string(),
        optional: is_kept || question.name == "dea_basis",
        width: if options.is_empty() { "narrow" } else { "" },
        autocomplete: "off",
        options,
        ..Field::default()
    })
}

/// A link that opens nothing: it never did, a newer mail took its place, or it is too old.
fn over(page: &Page) -> Result<HttpResponse, WebError> {
    page.render_as(StatusCode::NOT_FOUND, "portal/clinician_over.html", Context::new())
}
