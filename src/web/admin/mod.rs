//! Staff pages. One guard stands before all of them but signing in; the right that a page needs stands in its
//! handler's signature ([`guard::Staff`]), and a form is read only through [`guard::SessionForm`], which checks its token.

pub mod account;
pub mod accounts;
pub mod accuracy;
mod ahead;
pub mod answers;
pub mod asked_view;
pub mod audit;
mod boards;
pub mod call;
pub mod case_view;
pub mod colleague;
pub mod comment;
pub mod comments;
mod coverage_map;
pub mod dated;
mod decisions;
mod difference_view;
pub mod documents;
pub mod figures;
pub mod guard;
pub mod hold;
pub mod keys;
pub mod list_rows;
pub mod listing;
mod log_words;
pub mod lookups;
pub mod messages;
pub mod outbox;
mod overrides;
pub mod own_password;
mod own_words;
mod pages_to_change;
mod posted;
pub mod queue;
mod queue_filter;
pub mod recovery;
pub mod reference;
pub mod report;
pub mod report_call;
pub mod reports;
pub mod request;
pub mod requests;
pub mod rules;
mod seconds;
mod selected;
mod shortcuts;
mod side_by_side;
pub mod sign_in;
pub mod step_up;
pub mod submissions;
pub mod tasks;
pub mod update;
pub mod welcome;
pub mod words;
pub mod work;
mod work_filter;

use actix_web::middleware::from_fn;
use actix_web::web;

use crate::pipeline::dossier::DossierError;
use crate::pipeline::review::ReviewError;
use crate::pipeline::verify::VerifyError;

use self::guard::{MayAdminister, MayDecide, MayRead};
use super::error::WebError;
use super::middleware::private;
use super::problem::Code;

/// Every address of staff.
pub fn routes(cfg: &mut web::ServiceConfig) {
    let open = |path: &str| web::resource(path.to_string());
    cfg.service(
        web::scope("/admin")
            .wrap(from_fn(private::secure_transport))
            .wrap(from_fn(private::no_store))
            .service(
                open("/sign-in")
                    .route(web::get().to(sign_in::form))
                    .route(web::head().to(sign_in::form))
                    .route(web::post().to(sign_in::sign_in)),
            )
            .service(
                open("/welcome/{token}")
                    .route(web::get().to(welcome::look))
                    .route(web::head().to(welcome::look))
                    .route(web::post().to(welcome::act)),
            )
            .service(web::scope("").wrap(from_fn(guard::signed_in)).configure(inside)),
    );
}

/// Behind the guard.
fn inside(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(page("").route(web::get().to(start)))
        .service(page("/sign-out").route(web::post().to(sign_in::sign_out)))
        .service(page("/work").route(web::get().to(work::show)).route(web::head().to(work::show)))
        .service(page("/queue").route(web::get().to(queue::show)).route(web::head().to(queue::show)))
        .service(page("/queue/selected").route(web::post().to(selected::act)))
        .service(page("/tasks").route(web::get().to(tasks::show)).route(web::head().to(tasks::show)))
        .service(page("/reports").route(web::get().to(reports::show)).route(web::head().to(reports::show)))
        .service(page("/reports/{id}").route(web::get().to(report::show)).route(web::head().to(report::show)))
        .service(page("/reports/{id}/begin").route(web::post().to(report::begin)))
        .service(page("/reports/{id}/call").route(web::post().to(report_call::note)))
        .service(page("/reports/{id}/answer").route(web::post().to(report::answer)))
        .service(page("/reports/{id}/erase").route(web::post().to(report::erase)))
        .service(page("/comments").route(web::get().to(comments::show)).route(web::head().to(comments::show)))
        .service(page("/comments/{id}").route(web::get().to(comment::show)).route(web::head().to(comment::show)))
        .service(page("/comments/{id}/publish").route(web::post().to(comment::publish)))
        .service(page("/comments/{id}/refuse").route(web::post().to(comment::refuse)))
        .service(page("/comments/{id}/answer").route(web::post().to(comment::answer)))
        .service(page("/requests").route(web::get().to(requests::show)).route(web::head().to(requests::show)))
        .service(page("/requests/{id}").route(web::get().to(request::show)).route(web::head().to(request::show)))
        .service(
            page("/requests/{id}/grant")
                .route(web::post().to(request::grant))
                .wrap(from_fn(step_up::needed::<MayDecide>)),
        )
        .service(page("/requests/{id}/decline").route(web::post().to(request::decline)))
        .service(
            page("/requests/{id}/hide")
                .route(web::post().to(request::hide))
                .wrap(from_fn(step_up::needed::<MayDecide>)),
        )
        .service(page("/requests/{id}/tell").route(web::post().to(request::tell)))
        .service(
            page("/calls/{organization}")
                .route(web::get().to(call::show))
                .route(web::head().to(call::show))
                .route(web::post().to(call::record)),
        )
        .service(
            page("/updates/{organization}")
                .route(web::get().to(update::show))
                .route(web::head().to(update::show))
                .route(web::post().to(update::decide)),
        )
        .service(page("/accuracy").route(web::get().to(accuracy::show)).route(web::head().to(accuracy::show)))
        .service(page("/accuracy/{id}").route(web::post().to(accuracy::record)))
        .service(page("/audit").route(web::get().to(audit::show)).route(web::head().to(audit::show)))
        .service(page("/figures").route(web::get().to(figures::show)).route(web::head().to(figures::show)))
        .service(page("/reference").route(web::get().to(reference::show)).route(web::head().to(reference::show)))
        .service(
            page("/reference/{list}/load")
                .route(web::get().to(reference::load::form))
                .route(web::head().to(reference::load::form))
                .route(web::post().to(reference::load::send))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/reference/{list}/back")
                .route(web::get().to(reference::back::form))
                .route(web::head().to(reference::back::form))
                .route(web::post().to(reference::back::act))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(page("/rules").route(web::get().to(rules::show)).route(web::head().to(rules::show)))
        .service(page("/rules/{table}").route(web::get().to(rules::table)).route(web::head().to(rules::table)))
        .service(page("/audit.csv").route(web::get().to(audit::export)))
        .service(page("/audit/head").route(web::get().to(audit::download_head)))
        .service(
            page("/submissions/{id}").route(web::get().to(submissions::show)).route(web::head().to(submissions::show)),
        )
        .service(page("/submissions/{id}/documents/{document}").route(web::get().to(documents::open)))
        .service(page("/submissions/{id}/messages").route(web::post().to(messages::answer)))
        .service(page("/submissions/{id}/messages/open").route(web::post().to(messages::open)))
        .service(page("/submissions/{id}/take").route(web::post().to(hold::take)))
        .service(page("/submissions/{id}/release").route(web::post().to(hold::release)))
        .service(page("/submissions/{id}/checks").route(web::post().to(submissions::check_again)))
        .service(page("/submissions/{id}/lookups").route(web::post().to(lookups::record)))
        .service(page("/submissions/{id}/answers").route(web::post().to(answers::give)))
        .service(page("/submissions/{id}/overrides").route(web::post().to(overrides::begin)))
        .service(
            page("/submissions/{id}/overrides/{override}")
                .route(web::post().to(overrides::follow_up))
                .wrap(from_fn(step_up::needed::<MayDecide>)),
        )
        .service(page("/submissions/{id}/list-rows").route(web::post().to(list_rows::show)))
        .service(page("/submissions/{id}/decision").route(web::post().to(decisions::decide)))
        .service(page("/submissions/{id}/decision/look").route(web::post().to(decisions::look)))
        .service(page("/submissions/{id}/decision/undo").route(web::post().to(decisions::undo)))
        .service(page("/submissions/{id}/listing/look").route(web::post().to(listing::look)))
        .service(
            page("/submissions/{id}/listing")
                .route(web::post().to(listing::decide))
                .wrap(from_fn(step_up::needed::<MayDecide>)),
        )
        .configure(own_account)
        .configure(everybodys_accounts)
        .configure(keys_of_programs);
}

/// Everybody's own account.
fn own_account(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(
        page("/prove")
            .route(web::get().to(step_up::form))
            .route(web::head().to(step_up::form))
            .route(web::post().to(step_up::prove)),
    )
    .service(page("/account").route(web::get().to(account::show)).route(web::head().to(account::show)))
    .service(page("/account/shortcuts").route(web::post().to(shortcuts::choose)))
    .service(page("/account/sessions/end").route(web::post().to(account::end)))
    .service(page("/account/sessions/end-others").route(web::post().to(account::end_others)))
    .service(
        page("/account/password")
            .route(web::get().to(own_password::form))
            .route(web::head().to(own_password::form))
            .route(web::post().to(own_password::change))
            .wrap(from_fn(step_up::needed::<MayRead>)),
    )
    .service(
        page("/account/recovery-codes")
            .route(web::get().to(recovery::form))
            .route(web::head().to(recovery::form))
            .route(web::post().to(recovery::make))
            .wrap(from_fn(step_up::needed::<MayRead>)),
    );
}

/// Keys of programs, for administrators.
fn keys_of_programs(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(page("/keys").route(web::get().to(keys::show)).route(web::head().to(keys::show)))
        .service(
            page("/keys/new")
                .route(web::get().to(keys::form))
                .route(web::head().to(keys::form))
                .route(web::post().to(keys::make))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/keys/{id}/revoke")
                .route(web::post().to(keys::revoke))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        );
}

/// Accounts, for administrators.
fn everybodys_accounts(cfg: &mut web::ServiceConfig) {
    let page = |path: &str| web::resource(path.to_string());
    cfg.service(page("/accounts").route(web::get().to(accounts::show)).route(web::head().to(accounts::show)))
        .service(
            page("/accounts/new")
                .route(web::get().to(accounts::form))
                .route(web::head().to(accounts::form))
                .route(web::post().to(accounts::invite))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/accounts/{id}")
                .route(web::get().to(colleague::show))
                .route(web::head().to(colleague::show))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/accounts/{id}/role")
                .route(web::post().to(colleague::set_role))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/accounts/{id}/disable")
                .route(web::post().to(colleague::disable))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/accounts/{id}/link")
                .route(web::post().to(colleague::renew_link))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        )
        .service(
            page("/accounts/{id}/sessions/end")
                .route(web::post().to(colleague::end_sessions))
                .wrap(from_fn(step_up::needed::<MayAdminister>)),
        );
}

/// A refusal of the review as an answer to whoever asked.
fn failure(e: ReviewError) -> WebError {
    let said = said(&e);
    match e {
        ReviewError::Stale { .. }
        | ReviewError::WrongState(_)
        | ReviewError::NoQuestion(_)
        | ReviewError::ByRow(_)
        | ReviewError::NotOverridable(_)
        | ReviewError::Alike(_)
        | ReviewError::NotUndone(_)
        | ReviewError::Refused(_) => WebError::new(Code::Conflict).detail(said),
        ReviewError::Blocked(_)
        | ReviewError::NothingToConfirm
        | ReviewError::ReasonNeeded
        | ReviewError::BadExpiry(_)
        | ReviewError::NoSuchSubject(_) => WebError::new(Code::InvalidValues).detail(said),
        ReviewError::Db(e)
        | ReviewError::Verify(VerifyError::Db(e))
        | ReviewError::Dossier(DossierError::Db(e))
        | ReviewError::Verify(VerifyError::Dossier(DossierError::Db(e))) => e.into(),
        ReviewError::Verify(e) => WebError::internal(e),
        ReviewError::Dossier(e) => WebError::internal(e),
    }
}

/// The error as a sentence.
fn said(e: &ReviewError) -> String {
    if let ReviewError::NotUndone(sentence) = e {
        return (*sentence).to_string();
    }
    let text = e.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}

async fn start() -> actix_web::HttpResponse {
    super::views::page::see_other(START)
}

/// Where staff begin.
pub const START: &str = work_filter::ADDRESS;
