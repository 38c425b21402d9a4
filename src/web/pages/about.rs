//! `GET /about/verification`, `/about/terms`, `/about/your-page` and `/privacy`: how we check, who pays, what of ours may stand on other
//! pages, and what we keep.

mod checks;
mod clocks;
mod needs;
mod states;

use actix_web::HttpResponse;
use tera::Context;

use crate::domain::document;
use crate::domain::listing_request::KEPT_DAYS;
use crate::domain::message;
use crate::domain::weekly::LEAST;
use crate::reads::reference;
use crate::web::error::WebError;
use crate::web::state::State;
use crate::web::views::Page;

/// How checking works, as the rule tables in force have it, and which lists are loaded.
pub async fn verification(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let sources = state.blocking(|s| reference::in_force(&s.reference)).await?;
    let rules = state.rules;
    let mut context = Context::new();
    context.insert("sources", &sources);
    context.insert("figures", &clocks::Figures::of(rules));
    context.insert("checks", &checks::groups(rules));
    context.insert("outcomes", crate::domain::check::Outcome::ALL);
    context.insert("everyone", &needs::of_everyone(&page, rules));
    context.insert("professions", &needs::professions(&page, rules)?);
    context.insert("place", &needs::of_every_place(&page, rules));
    context.insert("treatments", &needs::treatments(&page, rules));
    context.insert("provider", &needs::of_provider(&page, rules));
    context.insert("papers", &needs::papers(rules));
    context.insert("states", &states::states(rules));
    context.insert("registers", &states::registers(rules));
    context.insert("tables", &clocks::tables(rules));
    page.render("about/verification.html", context)
}

/// What is kept and what is not.
pub async fn privacy(page: Page) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("kept_days", &KEPT_DAYS);
    context.insert("least", &LEAST);
    context.insert("messages_days", &message::KEPT_DAYS);
    context.insert("documents_days", &document::KEPT_DAYS);
    page.render("privacy.html", context)
}

/// Who pays, and what may be relied on.
pub async fn terms(page: Page) -> Result<HttpResponse, WebError> {
    page.render("about/terms.html", Context::new())
}

/// A search form and the badge, to be copied onto other pages.
pub async fn your_page(page: Page, state: State) -> Result<HttpResponse, WebError> {
    let mut context = Context::new();
    context.insert("search_url", &state.public_url.join(&page.link("/search")));
    context.insert("badge_url", &state.public_url.join(&page.link("/badge/")));
    context.insert("provider_url", &state.public_url.join(&page.link("/providers/")));
    page.render("about/your_page.html", context)
}
