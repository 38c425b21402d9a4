//! `POST /list/{draft}/remove`: takes a person, a place, a license or an owner out of a draft.

use actix_web::{HttpResponse, web};

use super::{At, foreign, sent};
use crate::domain::draft::Whose;
use crate::pipeline::draft::{self, Opened};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::extract::query::QueryPairs;
use crate::web::portal::progress::Page as Step;
use crate::web::state::State;
use crate::web::views::Page;

/// Takes it out; twice is as good as once.
pub async fn remove(
    page: Page,
    state: State,
    id: web::Path<String>,
    query: QueryPairs,
    form: Form,
) -> Result<HttpResponse, WebError> {
    let at = At::of(&id, &query);
    if !at.is_ours(&state, &form) {
        return Err(foreign());
    }
    let mut named = form.raw("part").unwrap_or_default().split('/');
    let step = Step::named(named.next().unwrap_or_default(), named.next(), named.next());
    let Some(Step::Sheet(_, whose)) = step else { return Err(WebError::not_found()) };
    let (gone, place) = (whose.clone(), at.clone());
    let removed = state
        .blocking(move |s| -> Result<_, WebError> {
            let removed = draft::change(&s.desk(), &place.id, &place.key, |draft| draft.remove(&gone))?;
            Ok(if removed.is_some() { None } else { Some(draft::open(&s.desk(), &place.id, &place.key)?) })
        })
        .await?;
    if let Some(Opened::Sent(reference)) = removed {
        return Ok(sent(&page, &state, &reference));
    }
    let back = match whose {
        Whose::License(id, _) => format!("/licenses/{id}"),
        Whose::Owner(_) => "/owners".to_string(),
        _ => String::new(),
    };
    Ok(page.redirect(&at.path(&back)))
}
