//! A question of the listing form as `ui.field` takes it.

use crate::domain::draft::{Draft, Part, place_name};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::portal::answers;
use crate::web::portal::fields::{Kind, Question};
use crate::web::portal::sheets::LANGUAGES;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};
use crate::web::views::languages::language_name;

/// A question with what is known of its answer.
pub struct Asked<'a> {
    /// The question.
    pub question: &'static Question,
    /// What is kept.
    pub part: Option<&'a Part>,
    /// For what is chosen among the draft's own.
    pub draft: &'a Draft,
    /// What was just typed; it stands in place of what is kept.
    pub form: Option<&'a Form>,
    /// It may be left out.
    pub is_optional: bool,
}

impl Asked<'_> {
    fn answers(&self) -> Vec<String> {
        match self.form {
            Some(form) => form.all(self.question.name).map(str::to_string).collect(),
            None => answers::typed(self.part, self.question),
        }
    }

    /// An answer is kept that is not shown.
    fn is_kept_secret(&self) -> bool {
        self.question.kind.is_secret() && answers::held(self.part, self.question).is_some()
    }
}

/// The question with its answer, and with what is wrong with it.
pub fn field(page: &Page, asked: &Asked<'_>, problems: &[Shown]) -> Result<Field, WebError> {
    let question = asked.question;
    let (kind, width, autocomplete, inputmode) = match question.kind {
        Kind::Line(kind, autocomplete, inputmode) => (kind, "", autocomplete, inputmode),
        Kind::Short(autocomplete, inputmode) => ("text", "narrow", autocomplete, inputmode),
        Kind::Long => ("textarea", "", "", ""),
        Kind::Date | Kind::Secret | Kind::SecretDate | Kind::Hours(_) => ("text", "narrow", "off", ""),
        Kind::Whole => ("text", "narrow", "off", "numeric"),
        Kind::List => ("text", "", "off", ""),
        Kind::Maybe => ("radios", "", "", ""),
        Kind::One("", _) => ("select", "narrow", "", ""),
        Kind::One(..) => ("select", "", "", ""),
        Kind::Tick | Kind::Places => ("checks", "stacked", "", ""),
        Kind::Any(..) | Kind::Languages => ("checks", "", "", ""),
    };
    let answers = asked.answers();
    let kept = if asked.is_kept_secret() { page.hint("secret-kept") } else { None };
    let hint = page.hint(&format!("field-{}-hint", question.name));
    Ok(Field {
        id: question.name,
        name: question.name,
        kind,
        label: page.say(&format!("field-{}", question.name), &[])?,
        hint: [kept, hint].into_iter().flatten().reduce(|kept, hint| format!("{kept} {hint}")),
        error: Shown::of(problems, question.name),
        value: answers.first().cloned().unwrap_or_default(),
        optional: asked.is_optional,
        width,
        autocomplete,
        inputmode,
        options: options(page, asked, &answers)?,
    })
}

fn options(page: &Page, asked: &Asked<'_>, answers: &[String]) -> Result<Vec<Choice>, WebError> {
    let chosen = |value: &str| answers.iter().any(|a| a == value);
    let choice = |value: &str, label: String| Choice { value: value.to_string(), label, chosen: chosen(value) };
    let none = || -> Result<Choice, WebError> { Ok(choice("", page.say("form-choose", &[])?)) };
    let worded = |group: &str, words: &[&str]| -> Result<Vec<Choice>, WebError> {
        words.iter().map(|w| Ok(choice(w, page.say(&format!("{group}-{w}"), &[])?))).collect()
    };
    match asked.question.kind {
        Kind::One("", codes) => {
            let codes = codes.iter().map(|code| choice(code, code.to_string()));
            Ok(std::iter::once(none()?).chain(codes).collect())
        }
        Kind::One(group, words) => Ok(std::iter::once(none()?).chain(worded(group, words)?).collect()),
        Kind::Any(group, words) => worded(group, words),
        Kind::Maybe => Ok(vec![choice("true", page.say("yes", &[])?), choice("false", page.say("no", &[])?)]),
        Kind::Tick => Ok(vec![choice("true", page.say(&format!("field-{}-tick", asked.question.name), &[])?)]),
        Kind::Languages => {
            let named = |code: &&str| choice(code, language_name(page.locale(), code).to_string());
            Ok(LANGUAGES.iter().map(named).collect())
        }
        Kind::Places => {
            let named = asked.draft.places.iter().zip(1..).map(|(place, n)| {
                let label = place_name(&place.value)
                    .map_or_else(|| page.say("place-nth", &[("n", n.into())]), |n| Ok(n.to_string()))?;
                Ok(choice(&place.id, label))
            });
            named.collect()
        }
        _ => Ok(Vec::new()),
    }
}
