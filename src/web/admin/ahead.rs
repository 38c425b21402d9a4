//! The page before a decision: what will happen and the very mail that goes, word for word. Nothing has changed yet; from here the
//! decision is made, or the form is opened again with what was written.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::pipeline::review::{MAIL_WAITS, Undoable, Written};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::views::Page;

use super::guard::{MayDecide, Staff};
use super::submissions::Returned;

/// The field with which a form asks to be opened again.
pub(super) const CHANGE: &str = "change";

/// What the page says.
pub(super) struct Ahead<'a> {
    /// Whom it is about.
    pub provider: &'a str,
    /// The submission's reference.
    pub reference: &'a str,
    /// The act, as the button says it.
    pub act: &'a str,
    /// What happens, a sentence each.
    pub happens: Vec<&'static str>,
    /// The mail, which waits for [`MAIL_WAITS`]; `None` where none goes.
    pub mail: Option<Written>,
    /// Where the form is sent.
    pub action: &'a str,
}

#[derive(Serialize)]
struct MailView {
    to: String,
    subject: String,
    body: String,
    minutes: i64,
}

/// Shows it.
pub(super) fn show(
    page: &Page,
    staff: &Staff<MayDecide>,
    form: &Form,
    ahead: Ahead<'_>,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("provider", ahead.provider);
    context.insert("reference", ahead.reference);
    context.insert("act", ahead.act);
    context.insert("happens", &ahead.happens);
    let minutes = MAIL_WAITS.num_minutes();
    let view = |m: Written| MailView { to: m.to, subject: m.subject, body: m.body, minutes };
    context.insert("mail", &ahead.mail.map(view));
    context.insert("action", ahead.action);
    let fields: Vec<_> = form.fields().iter().filter(|(name, _)| name != "form_token" && name != CHANGE).collect();
    context.insert("fields", &fields);
    page.render("admin/ahead.html", context)
}

/// The form as it was written, where it shall be opened again.
pub(super) fn opened_again(form_id: &str, form: &Form) -> Option<Returned> {
    form.has(CHANGE).then(|| Returned::of(form_id.to_string(), form, "", ""))
}

/// That something can be taken back, and by whom.
#[derive(Debug, Serialize)]
pub(super) struct UndoView {
    until: DateTime<Utc>,
    is_mine: bool,
    has_mail: bool,
}

impl UndoView {
    pub(super) fn of(undoable: &Undoable, viewer: &str) -> Self {
        UndoView { until: undoable.until, is_mine: undoable.staff_id == viewer, has_mail: undoable.has_mail }
    }
}
