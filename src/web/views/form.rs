//! Parts of a form as templates take them (`templates/components.html`): its problems and its questions.

use serde::Serialize;

/// A problem as the summary shows it; the same words stand beside the question.
#[derive(Debug, Serialize)]
pub struct Shown {
    /// Leads to the question; `None` where it is about the form as a whole.
    pub href: Option<String>,
    /// What is wrong and how to mend it.
    pub text: String,
}

impl Shown {
    /// About one question, by the id of its element.
    pub fn about(id: &str, text: String) -> Self {
        Shown { href: Some(format!("#{id}")), text }
    }

    /// What is wrong with a question, if anything.
    pub fn of(problems: &[Shown], id: &str) -> Option<String> {
        let own = format!("#{id}");
        problems.iter().find(|p| p.href.as_deref() == Some(&own)).map(|p| p.text.clone())
    }
}

/// What `ui.field` takes.
#[derive(Debug, Default, Serialize)]
pub struct Field {
    /// Of its element; of the first one where it is a choice.
    pub id: &'static str,
    /// In the form that is sent.
    pub name: &'static str,
    /// How it is asked.
    pub kind: &'static str,
    /// The question.
    pub label: String,
    /// Under the label.
    pub hint: Option<String>,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// The answer as it was sent.
    pub value: String,
    /// It may be left out.
    pub optional: bool,
    /// `narrow`, `stacked` or empty.
    pub width: &'static str,
    /// What a browser may fill in.
    pub autocomplete: &'static str,
    /// Which keyboard a phone shows.
    pub inputmode: &'static str,
    /// Answers to choose from.
    pub options: Vec<Choice>,
}

/// One answer to choose.
#[derive(Debug, Serialize)]
pub struct Choice {
    /// As it is sent.
    pub value: String,
    /// As it is read.
    pub label: String,
    /// It was chosen.
    pub chosen: bool,
}
