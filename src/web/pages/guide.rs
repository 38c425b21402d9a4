//! `GET /guide` and `/guide/{topic}`: the patients' guide, with live figures from the listings (`templates/guide*.html`).

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use tera::Context;

use crate::geo::Gazetteer;
use crate::search::{Audience, Query, Request, Slice, Snapshot, Sort, Start, count, search};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::guide::{Entry, Guide};
use crate::web::state::State;
use crate::web::views::Page;

/// A page in the list.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    url: String,
    title: &'a str,
    summary: &'a str,
}

#[derive(Debug, Serialize)]
struct GroupView<'a> {
    key: &'a str,
    pages: Vec<Listed<'a>>,
}

/// The list of pages.
pub async fn list(page: Page) -> Result<HttpResponse, WebError> {
    let guide = Guide::get();
    let listed = |slug: &str| {
        let text = guide.entry(slug)?.text(page.locale());
        Some(Listed { url: page.link(&format!("/guide/{slug}")), title: &text.title, summary: &text.summary })
    };
    let groups = guide.topics().groups.iter().map(|group| GroupView {
        key: &group.key,
        pages: group.topics.iter().filter_map(|topic| listed(&topic.slug)).collect(),
    });
    let mut context = Context::new();
    context.insert("groups", &groups.collect::<Vec<_>>());
    page.render("guide.html", context)
}

/// What the listings say of a page's search.
#[derive(Debug, Serialize)]
struct Figures {
    places: usize,
    /// `None` where the search asks for the badge itself.
    verified: Option<usize>,
    /// What is found, in words: the last part of a text key.
    meant: Option<&'static str>,
    url: String,
    prices: Option<Prices>,
}

/// US dollars a session: those of the listings that tell one.
#[derive(Debug, Serialize)]
struct Prices {
    listings: usize,
    lowest: u32,
    middle: u32,
    highest: u32,
}

#[derive(Debug, Serialize)]
struct NoticeView {
    text: String,
    source: &'static str,
}

#[derive(Debug, Serialize)]
struct SourceView {
    number: usize,
    text: tera::Value,
}

/// One page.
pub async fn show(page: Page, state: State, topic: web::Path<String>) -> Result<HttpResponse, WebError> {
    let guide = Guide::get();
    let entry = guide.entry(&topic).ok_or_else(WebError::not_found)?;
    let (text, now) = (entry.text(page.locale()), state.clock.now());
    let notices = guide.topics().notices_of(&entry.topic.slug).map(|notice| {
        let text = page.say(&notice.text_key(now.date_naive()), &[])?;
        Ok(NoticeView { text, source: &notice.source })
    });
    let sources = text.sources.iter().map(|source| SourceView { number: source.number, text: source.text.to_value() });
    let mut context = Context::new();
    context.insert("title", &text.title);
    context.insert("summary", &text.summary);
    context.insert("body", &text.body.to_value());
    context.insert("sources", &sources.collect::<Vec<_>>());
    context.insert("notices", &notices.collect::<Result<Vec<_>, WebError>>()?);
    context.insert("comments_url", &page.link(&format!("/guide/{}/comments", entry.topic.slug)));
    context.insert("reviewed_on", &guide.topics().reviewed_on(&entry.topic));
    context.insert("figures", &Figures::of(&page, &state.index.current(), entry, now)?);
    page.render("guide_page.html", context)
}

impl Figures {
    /// `None` for a page that leads to no search.
    fn of(
        page: &Page,
        snapshot: &Snapshot,
        entry: &'static Entry,
        now: DateTime<Utc>,
    ) -> Result<Option<Figures>, WebError> {
        let Some(words) = &entry.topic.search else { return Ok(None) };
        let query = query_of(words)?;
        let verified = Query { verified: true, ..query.clone() };
        Ok(Some(Figures {
            places: count(snapshot, &query, now),
            verified: (!query.verified).then(|| count(snapshot, &verified, now)),
            meant: entry.topic.meant.as_deref(),
            url: page.link(&format!("/search?{words}")),
            prices: if entry.topic.prices { Prices::of(snapshot, &query, now) } else { None },
        }))
    }
}

impl Prices {
    /// `None` where nobody tells one: unknown is never zero.
    fn of(snapshot: &Snapshot, query: &Query, now: DateTime<Utc>) -> Option<Prices> {
        let priced = Query { max_price: Some(u32::MAX), sort: Some(Sort::Price), ..query.clone() };
        let listings = count(snapshot, &priced, now);
        let price = |place: usize| {
            let found = search(snapshot, &priced, &Slice { start: Start::Page(place), size: 1 }, now);
            found.hits.first()?.site().offer.price_per_session()
        };
        Some(Prices { listings, lowest: price(1)?, middle: price(listings.div_ceil(2))?, highest: price(listings)? })
    }
}

/// The query that the words of an address ask for.
fn query_of(words: &str) -> Result<Query, WebError> {
    let request = Request::parse(&QueryPairs::read(words)?.0, Gazetteer::get(), Audience::Page);
    let told = |refusal| WebError::internal(format_args!("a page of the guide asks for \"{words}\": {refusal}"));
    Ok(request.map_err(told)?.query)
}
