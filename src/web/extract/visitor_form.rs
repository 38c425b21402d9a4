//! A form that somebody without an account sends: kept from programs, and sent once however often its button is pressed.

use tera::Context;

use super::form::Form;
use super::form_token;
use crate::keys::new_token;
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::AppState;

/// People do not see this field; programs that fill in everything do.
const HONEYPOT: &str = "fax_number";
/// Names the one form that was shown.
const ONCE: &str = "once";

/// Refuses a form that a program filled in.
pub fn by_a_person(form: &Form) -> Result<(), WebError> {
    if form.text(HONEYPOT).is_some() { Err(WebError::new(Code::ForeignForm)) } else { Ok(()) }
}

/// One form as it is shown, and as it comes back.
#[derive(Debug)]
pub struct OneForm {
    what: String,
    once: String,
}

impl OneForm {
    /// A new form for `what`, such as `report:` and a provider's id.
    pub fn new(what: String) -> Result<Self, WebError> {
        Ok(OneForm { what, once: new_token().map_err(WebError::internal)? })
    }

    /// The form that comes back.
    pub fn posted(what: String, form: &Form) -> Result<Self, WebError> {
        by_a_person(form)?;
        Ok(OneForm { what, once: form.raw(ONCE).unwrap_or_default().to_string() })
    }

    /// Whether a page of ours showed it, and not days ago. Where it did not, show it again: nothing that was typed is
    /// lost, and a second press of the button sends it.
    pub fn is_ours(&self, state: &AppState, form: &Form) -> bool {
        form_token::check(state, &self.name(), form).is_ok()
    }

    /// What makes two presses of its button one.
    pub fn once(&self) -> &str {
        &self.once
    }

    /// What `ui.visitor_form` takes.
    pub fn insert(&self, context: &mut Context, state: &AppState) {
        context.insert("token", &form_token::issue(state, &self.name()));
        context.insert("once", &self.once);
    }

    fn name(&self) -> String {
        format!("{}:{}", self.what, self.once)
    }
}
