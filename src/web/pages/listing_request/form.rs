//! The questions of both forms as one table, and what their answers say.

use crate::domain::listing_request::{Relation, RequestKind};
use crate::domain::phone::phone_digits;
use crate::domain::shape::Shape;
use crate::pipeline::listing_request::{LONGEST_TEXT, Words};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};

/// The longest name, role or phone number, in characters.
const LONGEST_LINE: usize = 200;

/// What the form says.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub relation: Option<Relation>,
    pub words: Words,
}

/// What is wrong with an answer.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// The question's element.
    id: &'static str,
    /// The text that says so.
    key: &'static str,
    /// How many characters there are, where there are too many.
    count: usize,
}

impl Fault {
    /// In the page's language.
    pub fn said(&self, page: &Page) -> Result<Shown, WebError> {
        Ok(Shown::about(self.id, page.say(self.key, &[("count", self.count.into())])?))
    }
}

/// How an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Relation,
    Line,
    Email,
    Phone,
    Text,
}

/// One question: its name in the form, how it is answered, whether it may be left out, what a browser may fill in.
type Question = (&'static str, Answer, bool, &'static str);

const CLAIM: &[Question] = &[
    ("name", Answer::Line, false, "name"),
    ("role", Answer::Line, false, "organization-title"),
    ("email", Answer::Email, false, "email"),
    ("text", Answer::Text, true, ""),
];

const REMOVAL: &[Question] = &[
    ("relation", Answer::Relation, false, ""),
    ("email", Answer::Email, true, "email"),
    ("phone", Answer::Phone, true, "tel"),
    ("text", Answer::Text, true, ""),
];

const fn questions(kind: RequestKind) -> &'static [Question] {
    match kind {
        RequestKind::Claim => CLAIM,
        RequestKind::Removal => REMOVAL,
    }
}

/// Everything that is wrong, in the order of the page, or what the form says.
pub(super) fn read(kind: RequestKind, form: &Form) -> Result<Read, Vec<Fault>> {
    let faults: Vec<Fault> = questions(kind).iter().filter_map(|question| fault(form, *question)).collect();
    if !faults.is_empty() {
        return Err(faults);
    }
    let asked = |name: &str| questions(kind).iter().any(|question| question.0 == name);
    let line = |name: &str| form.text(name).filter(|_| asked(name)).map(str::to_string);
    Ok(Read {
        relation: form.raw("relation").filter(|_| asked("relation")).and_then(|word| word.parse().ok()),
        words: Words {
            name: line("name"),
            role: line("role"),
            email: line("email"),
            phone: line("phone"),
            text: form.prose("text"),
        },
    })
}

fn fault(form: &Form, (id, answer, optional, _): Question) -> Option<Fault> {
    let (line, text) = (form.text(id), form.prose(id));
    let count = text.chars().count();
    let rules: &[(bool, &'static str)] = match answer {
        Answer::Relation => {
            &[(form.raw(id).is_none_or(|word| word.parse::<Relation>().is_err()), "request-need-relation")]
        }
        Answer::Line if id == "name" => {
            &[(line.is_none() && !optional, "request-need-name"), (count > LONGEST_LINE, "request-long-line")]
        }
        Answer::Line => {
            &[(line.is_none() && !optional, "request-need-role"), (count > LONGEST_LINE, "request-long-line")]
        }
        Answer::Email => &[
            (line.is_none() && !optional, "request-need-email"),
            (line.is_some_and(|email| !Shape::Email.takes(email)), "request-bad-email"),
        ],
        Answer::Phone => &[
            (line.is_some_and(|phone| phone_digits(phone).is_none()), "request-bad-phone"),
            (count > LONGEST_LINE, "request-long-line"),
        ],
        Answer::Text => &[(count > LONGEST_TEXT, "request-long-text")],
    };
    rules.iter().find(|rule| rule.0).map(|rule| Fault { id, key: rule.1, count })
}

/// The questions as they are shown, with what was answered.
pub(super) fn fields(page: &Page, kind: RequestKind, form: &Form, problems: &[Shown]) -> Result<Vec<Field>, WebError> {
    questions(kind).iter().map(|question| field(page, kind, form, problems, *question)).collect()
}

fn field(
    page: &Page,
    kind: RequestKind,
    form: &Form,
    problems: &[Shown],
    (id, answer, optional, autocomplete): Question,
) -> Result<Field, WebError> {
    let (shown_as, inputmode) = match answer {
        Answer::Relation => ("radios", ""),
        Answer::Line => ("text", ""),
        Answer::Email => ("email", "email"),
        Answer::Phone => ("tel", "tel"),
        Answer::Text => ("textarea", ""),
    };
    let choice = |word: &&'static str| {
        let label = page.say(&format!("request-relation-{word}"), &[])?;
        Ok(Choice { value: word.to_string(), label, chosen: form.raw(id) == Some(word) })
    };
    let options = match answer {
        Answer::Relation => Relation::WORDS.iter().map(choice).collect::<Result<_, WebError>>()?,
        _ => Vec::new(),
    };
    Ok(Field {
        id,
        name: id,
        kind: shown_as,
        label: page.say(&format!("{kind}-{id}"), &[])?,
        hint: page.hint(&format!("{kind}-{id}-hint")),
        error: Shown::of(problems, id),
        value: form.raw(id).unwrap_or_default().to_string(),
        optional,
        width: if answer == Answer::Relation { "stacked" } else { "" },
        autocomplete,
        inputmode,
        options,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Form {
        Form::of(fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect())
    }

    fn wrong(kind: RequestKind, fields: &[(&str, &str)]) -> Vec<&'static str> {
        read(kind, &sent(fields)).expect_err("something is wrong").into_iter().map(|fault| fault.key).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_in_the_order_of_the_page() {
        let nothing = ["request-need-name", "request-need-role", "request-need-email"];
        assert_eq!(wrong(RequestKind::Claim, &[("name", " "), ("email", "")]), nothing);
        let long = "é".repeat(LONGEST_TEXT + 1);
        let all = [("relation", "friend"), ("email", "nobody"), ("phone", "555-01"), ("text", &long)];
        let keys = ["request-need-relation", "request-bad-email", "request-bad-phone", "request-long-text"];
        assert_eq!(wrong(RequestKind::Removal, &all), keys);
        let lines = "x".repeat(LONGEST_LINE + 1);
        let claim = [("name", lines.as_str()), ("role", lines.as_str()), ("email", "a@example.org")];
        assert_eq!(wrong(RequestKind::Claim, &claim), ["request-long-line", "request-long-line"]);
    }

    #[test]
    fn a_removal_needs_no_name_and_no_contact() {
        let read = read(RequestKind::Removal, &sent(&[("relation", "listed"), ("name", "Somebody")])).expect("enough");
        assert_eq!(read, Read { relation: Some(Relation::Listed), words: Words::default() });
    }

    #[test]
    fn a_claim_says_who_and_where_to_write() {
        let form =
            [("name", " Kim Lee "), ("role", "Office manager"), ("email", "kim@example.org"), ("relation", "listed")];
        let read = read(RequestKind::Claim, &sent(&form)).expect("enough");
        assert_eq!(read.relation, None);
        assert_eq!(
            (read.words.name.as_deref(), read.words.email.as_deref()),
            (Some("Kim Lee"), Some("kim@example.org"))
        );
    }
}
