//! `GET /sitemap.xml` and `/sitemaps/{name}.xml`: every page that a search engine should know, with its Spanish twin. Listings come in
//! files of their own, each with the day on which the provider confirmed it last.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;

use crate::search::Published;
use crate::web::error::WebError;
use crate::web::guide::Guide;
use crate::web::middleware::caching;
use crate::web::state::{AppState, State};
use crate::web::views::Locale;

/// Pages that are always there.
const STANDING: &[&str] = &[
    "/",
    "/guide",
    "/about/verification",
    "/about/comments",
    "/about/terms",
    "/about/your-page",
    "/accuracy",
    "/privacy",
    "/list",
];

/// Listings in one file; the protocol lets 50,000 be in one, and 50 MB.
const IN_A_FILE: usize = 10_000;

/// The file of the pages that are no listings.
const PAGES: &str = "pages";

const XML: &str = "application/xml; charset=utf-8";
const PROTOCOL: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// A page, and when it changed.
type Line = (String, Option<NaiveDate>);

/// The index: a file of pages, then listings by the ten thousand.
pub async fn index(req: HttpRequest, state: State) -> HttpResponse {
    let days = listed(&state, confirmed);
    let mut xml = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex {PROTOCOL}>\n");
    let mut file = |name: String, changed: Option<NaiveDate>| {
        let address = state.public_url.join(&format!("/sitemaps/{name}.xml"));
        let changed = changed.map(|day| format!("<lastmod>{day}</lastmod>")).unwrap_or_default();
        xml.push_str(&format!("<sitemap><loc>{address}</loc>{changed}</sitemap>\n"));
    };
    file(PAGES.into(), None);
    for (n, part) in days.chunks(IN_A_FILE).enumerate() {
        file(format!("listings-{}", n + 1), part.iter().max().copied());
    }
    xml.push_str("</sitemapindex>\n");
    caching::tagged(&req, XML, "no-cache", xml.into_bytes())
}

/// One file of it.
pub async fn part(req: HttpRequest, state: State, name: web::Path<String>) -> Result<HttpResponse, WebError> {
    let lines = if *name == PAGES { pages() } else { listings(&state, &name).ok_or_else(WebError::not_found)? };
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset {PROTOCOL} xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n"
    );
    for (path, changed) in lines {
        // Slugs are lower-case ASCII letters, digits and hyphens, so nothing here needs escaping.
        xml.push_str(&format!("<url><loc>{}</loc>", state.public_url.join(&path)));
        for locale in Locale::ALL {
            let address = state.public_url.join(&locale.path(&path));
            xml.push_str(&format!("<xhtml:link rel=\"alternate\" hreflang=\"{}\" href=\"{address}\"/>", locale.code()));
        }
        if let Some(day) = changed {
            xml.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    Ok(caching::tagged(&req, XML, "no-cache", xml.into_bytes()))
}

fn pages() -> Vec<Line> {
    let guide = Guide::get().topics();
    let topics = guide.all().map(|topic| (format!("/guide/{}", topic.slug), Some(guide.reviewed_on(topic))));
    STANDING.iter().map(|path| (path.to_string(), None)).chain(topics).collect()
}

/// `listings-3`: the third ten thousand. `None` where there are not so many.
fn listings(state: &AppState, name: &str) -> Option<Vec<Line>> {
    let digits = name.strip_prefix("listings-").filter(|text| text.bytes().all(|b| b.is_ascii_digit()))?;
    let number: usize = digits.parse().ok()?;
    let all = listed(state, |p| (p.profile.slug.clone(), confirmed(p)));
    let part = all.chunks(IN_A_FILE).nth(number.checked_sub(1)?)?;
    Some(part.iter().map(|(slug, day)| (format!("/providers/{slug}"), Some(*day))).collect())
}

/// Of each listing that a search finds, in the order of their ids, so that a change moves no other from file to file; those that are
/// suppressed or archived are left out, as they are there.
fn listed<T>(state: &AppState, of: impl Fn(&Published) -> T) -> Vec<T> {
    let (now, snapshot) = (state.clock.now(), state.index.current());
    let mut all: Vec<&Published> = snapshot.providers().filter(|p| p.standing(now).freshness.is_listed()).collect();
    all.sort_unstable_by(|a, b| a.profile.provider_id.cmp(&b.profile.provider_id));
    all.into_iter().map(of).collect()
}

/// The day of the last confirmation; before the first one, that of its being listed.
fn confirmed(provider: &Published) -> NaiveDate {
    provider.profile.confirmed_at.unwrap_or(provider.profile.published_at).date_naive()
}
