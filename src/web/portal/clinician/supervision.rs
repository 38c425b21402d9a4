//! The questions about those whom somebody is named as supervising: a question for each person.

use serde::Serialize;

use crate::domain::own_word::OwnWord;
use crate::pipeline::clinician::{OwnPage, Supervision};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Shown};

/// As `ui.field` takes it.
#[derive(Debug, Serialize)]
pub(super) struct Question {
    id: String,
    name: String,
    kind: &'static str,
    label: String,
    error: Option<String>,
    width: &'static str,
    hint: Option<String>,
    optional: bool,
    options: Vec<Choice>,
}

/// A question's name goes by the person, not by a position: the dossier may change while the page is open.
fn name(of: &Supervision) -> String {
    format!("supervises:{}", of.person)
}

fn id(at: usize) -> String {
    format!("supervises-{}", at + 1)
}

/// What was answered, of those who are asked about.
pub(super) fn answers(own: &OwnPage, form: &Form) -> Vec<(String, OwnWord)> {
    let answer = |of: &Supervision| Some((of.person.clone(), form.text(&name(of))?.parse().ok()?));
    own.supervises.iter().filter_map(answer).collect()
}

/// A problem for each question without an answer.
pub(super) fn problems(page: &Page, own: &OwnPage, form: &Form) -> Result<Vec<Shown>, WebError> {
    let given = answers(own, form);
    let open =
        own.supervises.iter().enumerate().filter(|(_, of)| !given.iter().any(|(person, _)| *person == of.person));
    open.map(|(at, of)| {
        Ok(Shown::about(&id(at), page.say("supervision-no-answer", &[("name", of.name.as_str().into())])?))
    })
    .collect()
}

/// The questions, each with the answer that was given last.
pub(super) fn questions(
    page: &Page,
    own: &OwnPage,
    form: &Form,
    problems: &[Shown],
) -> Result<Vec<Question>, WebError> {
    let question = |(at, of): (usize, &Supervision)| {
        let chosen = form.text(&name(of)).or(of.said.map(|(word, _)| word.as_str())).unwrap_or_default();
        let choice = |word: OwnWord| {
            let label = page.say(&format!("supervision-{word}"), &[])?;
            Ok::<_, WebError>(Choice { value: word.to_string(), label, chosen: chosen == word.as_str() })
        };
        Ok(Question {
            id: id(at),
            name: name(of),
            kind: "radios",
            label: page.say("supervision-question", &[("name", of.name.as_str().into())])?,
            error: Shown::of(problems, &id(at)),
            width: "",
            hint: None,
            optional: false,
            options: vec![choice(OwnWord::Confirmed)?, choice(OwnWord::Denied)?],
        })
    };
    own.supervises.iter().enumerate().map(question).collect()
}
