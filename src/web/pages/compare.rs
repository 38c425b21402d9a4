//! `GET /compare?ids=a,b,c,d`: up to four providers side by side, and with `sheet=1` a sheet to fill in on the phone.
//!
//! The choice stands in the address and nowhere else. `ids` are slugs or ids, separated by commas, or in several parameters as the boxes of
//! the search page send them.

mod columns;

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tera::Context;

use self::columns::ColumnView;
use super::listing::QUESTIONS;
use crate::domain::freshness::Freshness;
use crate::search::{Published, Snapshot};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;
use crate::web::views::Page;

/// So many fit side by side.
const MOST: usize = 4;

/// Of a longer list the rest is not read.
const MOST_READ: usize = 40;

/// What `compare.html` and `compare_sheet.html` show.
#[derive(Debug, Serialize)]
struct CompareView<'a> {
    columns: Vec<ColumnView<'a>>,
    /// Beyond the fourth.
    left_out: Vec<&'a str>,
    /// What no listing is called, as it was written.
    unknown: Vec<&'a str>,
    /// So many parts of the address cannot be the name of a listing.
    unreadable: usize,
    url: String,
    sheet_url: String,
}

/// What was asked for, sorted out.
#[derive(Debug, Default)]
struct Chosen<'a> {
    found: Vec<&'a Published>,
    unknown: Vec<&'a str>,
    unreadable: usize,
}

/// The comparison, or how to make one.
pub async fn show(page: Page, state: State, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    let (snapshot, now) = (state.index.current(), state.clock.now());
    let asked = asked(&pairs);
    let Chosen { mut found, unknown, unreadable } = Chosen::of(&snapshot, &asked, now);
    let left_out = found.split_off(found.len().min(MOST));
    let slugs: Vec<&str> = found.iter().map(|provider| provider.profile.slug.as_str()).collect();
    let view = CompareView {
        columns: found.iter().map(|p| ColumnView::of(p, &page, &slugs, now)).collect::<Result<_, _>>()?,
        left_out: left_out.iter().map(|provider| provider.profile.name.as_str()).collect(),
        unknown,
        unreadable,
        url: address(&page, &slugs, false),
        sheet_url: address(&page, &slugs, true),
    };
    let is_sheet = pairs.first("sheet") == Some("1") && !found.is_empty();
    let mut context = Context::new();
    context.insert("compare", &view);
    context.insert("questions", &QUESTIONS);
    context.insert("query", &query(&slugs, is_sheet));
    page.render(if is_sheet { "compare_sheet.html" } else { "compare.html" }, context)
}

/// Every part of every `ids`, in order.
fn asked(pairs: &QueryPairs) -> Vec<&str> {
    let ids = pairs.0.iter().filter(|(name, _)| name == "ids").flat_map(|(_, value)| value.split(','));
    ids.map(str::trim).filter(|id| !id.is_empty()).take(MOST_READ).collect()
}

impl<'a> Chosen<'a> {
    /// Each provider once, however often and by whatever name it was asked for.
    fn of(snapshot: &'a Snapshot, asked: &[&'a str], now: DateTime<Utc>) -> Self {
        let mut chosen = Chosen::default();
        for id in asked {
            let there = snapshot.provider(id).filter(|p| p.standing(now).freshness != Freshness::Archived);
            match there {
                Some(provider) if chosen.found.iter().any(|f| same(f, provider)) => {}
                Some(provider) => chosen.found.push(provider),
                None if !could_be_a_name(id) => chosen.unreadable += 1,
                None if chosen.unknown.contains(id) => {}
                None => chosen.unknown.push(id),
            }
        }
        chosen
    }
}

fn same(one: &Published, other: &Published) -> bool {
    one.profile.provider_id == other.profile.provider_id
}

/// Slugs and ids are such. Anything else that somebody wrote into an address is not repeated on our page.
fn could_be_a_name(id: &str) -> bool {
    id.len() <= 64 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// `?ids=a,b`, or nothing.
fn query(slugs: &[&str], sheet: bool) -> String {
    match slugs {
        [] => String::new(),
        // Slugs are lower-case ASCII letters, digits and hyphens.
        _ => format!("?ids={}{}", slugs.join(","), if sheet { "&sheet=1" } else { "" }),
    }
}

/// The address of a comparison in the page's language.
fn address(page: &Page, slugs: &[&str], sheet: bool) -> String {
    format!("{}{}", page.link("/compare"), query(slugs, sheet))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(query: &str) -> QueryPairs {
        QueryPairs::read(query).expect("text")
    }

    #[test]
    fn ids_come_in_one_parameter_or_in_several() {
        assert_eq!(asked(&pairs("ids=a,b&sheet=1&ids=c")), ["a", "b", "c"]);
        assert_eq!(asked(&pairs("ids=+a+,,b,&ids=")), ["a", "b"]);
        assert_eq!(asked(&pairs("id=a")), Vec::<&str>::new());
        assert_eq!(asked(&pairs(&format!("ids={}", "a,".repeat(9_000)))).len(), MOST_READ);
    }

    #[test]
    fn the_address_of_a_comparison_is_short_and_of_none_empty() {
        assert_eq!(query(&["a", "b-c"], false), "?ids=a,b-c");
        assert_eq!(query(&["a"], true), "?ids=a&sheet=1");
        assert_eq!(query(&[], true), "");
    }

    #[test]
    fn only_what_could_be_the_name_of_a_listing_is_repeated() {
        assert!(could_be_a_name("alder-clinic-2") && could_be_a_name("0190a1b2-0000-7000-8000-000000000000"));
        for id in ["Call 555-0100 now", "<b>", "a/b", "\u{e9}", &"a".repeat(65)] {
            assert!(!could_be_a_name(id), "{id}");
        }
    }
}
