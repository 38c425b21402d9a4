//! The questions of the form, and what its answers say.

use crate::domain::comment::{LONGEST_COMMENT, LONGEST_NAME, has_contact};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};

/// What the form says.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub text: String,
    pub name: Option<String>,
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

/// Everything that is wrong, in the order of the page, or what it says.
pub(super) fn read(form: &Form) -> Result<Read, Vec<Fault>> {
    let (text, is_anonymous) = (form.prose("text"), form.has("anonymous"));
    let name = form.prose("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let (written, named) = (text.chars().count(), name.chars().count());
    let rules = [
        ("text", "comment-need-text", 0, text.is_empty()),
        ("text", "comment-long-text", written, written > LONGEST_COMMENT),
        ("text", "comment-contact", 0, has_contact(&text)),
        ("name", "comment-need-name", 0, name.is_empty() && !is_anonymous),
        ("name", "comment-long-name", named, named > LONGEST_NAME && !is_anonymous),
        ("name", "comment-contact", 0, has_contact(&name) && !is_anonymous),
        ("consent", "comment-need-consent", 0, !form.has("consent")),
    ];
    let mut faults: Vec<Fault> = Vec::new();
    for (id, key, count, _) in rules.into_iter().filter(|rule| rule.3) {
        // One problem a question: the first one is the one to mend first.
        if faults.iter().all(|known| known.id != id) {
            faults.push(Fault { id, key, count });
        }
    }
    if faults.is_empty() { Ok(Read { text, name: (!is_anonymous).then_some(name) }) } else { Err(faults) }
}

/// The questions: the words, the name, the box that stands for no name, the consent.
pub(super) fn fields(page: &Page, form: &Form, problems: &[Shown]) -> Result<Vec<Field>, WebError> {
    let line = |id: &'static str, kind| -> Result<Field, WebError> {
        Ok(Field {
            id,
            name: id,
            kind,
            label: page.say(&format!("comment-{id}"), &[])?,
            hint: page.hint(&format!("comment-{id}-hint")),
            error: Shown::of(problems, id),
            value: form.raw(id).unwrap_or_default().to_string(),
            ..Field::default()
        })
    };
    let tick = |id: &'static str| -> Result<Field, WebError> {
        let label = page.say(&format!("comment-{id}-tick"), &[])?;
        let options = vec![Choice { value: "true".into(), label, chosen: form.has(id) }];
        Ok(Field { options, width: "stacked", ..line(id, "checks")? })
    };
    Ok(vec![
        line("text", "textarea")?,
        Field { autocomplete: "nickname", ..line("name", "text")? },
        tick("anonymous")?,
        tick("consent")?,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(fields: &[(&str, &str)]) -> Form {
        Form::of(fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect())
    }

    fn wrong(fields: &[(&str, &str)]) -> Vec<(&'static str, &'static str)> {
        read(&sent(fields)).expect_err("something is wrong").into_iter().map(|f| (f.id, f.key)).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_one_thing_a_question() {
        let nothing =
            [("text", "comment-need-text"), ("name", "comment-need-name"), ("consent", "comment-need-consent")];
        assert_eq!(wrong(&[("text", " \r\n"), ("name", " ")]), nothing);
        let long = format!("call 503-555-0142 {}", "é".repeat(LONGEST_COMMENT));
        let name = format!("ann@example.org {}", "x".repeat(LONGEST_NAME));
        let all = [("text", long.as_str()), ("name", &name), ("consent", "true")];
        assert_eq!(wrong(&all), [("text", "comment-long-text"), ("name", "comment-long-name")]);
        let contact = [("text", "mail ann@example.org"), ("name", "www.example.org"), ("consent", "true")];
        assert_eq!(wrong(&contact), [("text", "comment-contact"), ("name", "comment-contact")]);
    }

    #[test]
    fn whoever_stays_anonymous_has_no_name_whatever_stands_in_its_field() {
        let form = [
            ("text", "It helped.\r\nA little."),
            ("name", "ann@example.org"),
            ("anonymous", "true"),
            ("consent", "true"),
        ];
        assert_eq!(read(&sent(&form)), Ok(Read { text: "It helped.\nA little.".into(), name: None }));
        let form = [("text", "It did not help."), ("name", "  J.\n M. "), ("consent", "true")];
        assert_eq!(read(&sent(&form)), Ok(Read { text: "It did not help.".into(), name: Some("J. M.".into()) }));
    }
}
