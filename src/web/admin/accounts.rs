//! `/admin/accounts`: everybody who has an account, and inviting somebody.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use crate::domain::staff::{Role, StaffState};
use crate::staff::{Invitation, InviteError};
use crate::web::error::WebError;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;

use super::guard::{MayAdminister, SessionForm, Staff};

const NO_EMAIL: &str = "Enter an e-mail address like name@example.org.";

/// Its address.
pub(super) const PATH: &str = "/admin/accounts";

/// One account in the list.
#[derive(Serialize)]
struct Line {
    href: String,
    email: String,
    role: &'static str,
    state: &'static str,
    signed_in_at: Option<String>,
    is_you: bool,
}

/// Where an account stands, in words.
pub(super) const fn standing(state: StaffState, link_is_over: bool) -> &'static str {
    match state {
        StaffState::Invited if link_is_over => "Invited, link ended unused",
        StaffState::Invited => "Invited, link not used yet",
        StaffState::Active => "Can sign in",
        StaffState::Disabled => "Closed",
    }
}

/// A role with what it may do.
#[derive(Serialize)]
pub(super) struct RoleChoice {
    word: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// What can be chosen, the least first.
pub(super) fn roles() -> Vec<RoleChoice> {
    let choice = |role: Role, label, hint| RoleChoice { word: role.as_str(), label, hint };
    vec![
        choice(Role::Auditor, "Auditor", "Reads everything that staff see, changes nothing."),
        choice(Role::Reviewer, "Reviewer", "Records look-ups, answers people and decides on listings."),
        choice(Role::Administrator, "Administrator", "Also looks after the accounts of staff."),
    ]
}

/// GET.
pub async fn show(state: State, page: Page, staff: Staff<MayAdminister>) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    let now = state.clock.now();
    let everybody = state.blocking(|s| s.accounts.colleagues()).await?;
    let lines: Vec<Line> = everybody
        .into_iter()
        .map(|account| Line {
            href: format!("{PATH}/{}", account.id),
            is_you: account.id == staff.visitor.staff_id,
            role: account.role.as_str(),
            state: standing(account.state, account.link.as_ref().is_some_and(|link| link.is_over(now))),
            signed_in_at: account.signed_in_at.map(|at| at.to_rfc3339()),
            email: account.email,
        })
        .collect();
    context.insert("lines", &lines);
    page.render("admin/accounts.html", context)
}

/// What is wrong with a field.
#[derive(Serialize)]
struct Problem {
    field: &'static str,
    text: String,
}

/// `GET ../new`.
pub async fn form(page: Page, staff: Staff<MayAdminister>) -> Result<HttpResponse, WebError> {
    show_form(&page, &staff, StatusCode::OK, "", "", None)
}

/// `POST ../new`: invites, and shows the link this once.
pub async fn invite(
    state: State,
    page: Page,
    staff: Staff<MayAdminister>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (email, word) = (form.0.text("email").unwrap_or_default(), form.0.raw("role").unwrap_or_default());
    let again = |field: &'static str, text: String| {
        let problem = Some(Problem { field, text });
        show_form(&page, &staff, StatusCode::UNPROCESSABLE_ENTITY, email, word, problem)
    };
    let (by, address) = (staff.proven()?, email.to_string());
    if email.is_empty() {
        return again("email", NO_EMAIL.to_string());
    }
    let Ok(role) = word.parse::<Role>() else { return again("role", "Choose what they may do.".to_string()) };
    let invited = state.blocking(move |s| Ok::<_, WebError>(s.accounts.invite_colleague(&by, &address, role))).await?;
    match invited {
        Ok(invitation) => show_link(&page, &staff, &state, &invitation, email),
        Err(InviteError::NotAnEmail(_)) => again("email", NO_EMAIL.to_string()),
        Err(InviteError::Used { email, role }) => {
            again("email", format!("{email} has an account already ({role}). Open it from the list."))
        }
        Err(e @ InviteError::NoLonger) => Err(WebError::new(Code::Forbidden).detail(e.to_string())),
        Err(InviteError::Db(e)) => Err(e.into()),
        Err(InviteError::Key(e)) => Err(WebError::internal(e)),
    }
}

fn show_form(
    page: &Page,
    staff: &Staff<MayAdminister>,
    status: StatusCode,
    email: &str,
    role: &str,
    problem: Option<Problem>,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("email", email);
    context.insert("role", role);
    context.insert("roles", &roles());
    context.insert("problem", &problem);
    page.render_as(status, "admin/invite.html", context)
}

/// The page that shows a one-time link, once.
pub(super) fn show_link(
    page: &Page,
    staff: &Staff<MayAdminister>,
    state: &State,
    invitation: &Invitation,
    email: &str,
) -> Result<HttpResponse, WebError> {
    let mut context = staff.context();
    context.insert("link", &state.public_url.join(&invitation.path));
    context.insert("until", &invitation.until.to_rfc3339());
    context.insert("email", email);
    page.render("admin/account_link.html", context)
}
