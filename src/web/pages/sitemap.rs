//! `GET /sitemap.xml`: every page that a search engine should know, with its Spanish twin.

use actix_web::{HttpRequest, HttpResponse};

use crate::web::guide::Guide;
use crate::web::middleware::caching;
use crate::web::state::State;
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

/// The protocol's limit for one file.
const MOST: usize = 50_000;

/// Listings that are suppressed or archived are left out, as they are out of searches.
pub async fn sitemap(req: HttpRequest, state: State) -> HttpResponse {
    let now = state.clock.now();
    let snapshot = state.index.current();
    let listed = snapshot.providers().filter(|p| p.standing(now).freshness.is_listed());
    let listings = listed.map(|p| (format!("/providers/{}", p.profile.slug), Some(p.profile.updated_at.date_naive())));
    let standing = STANDING.iter().map(|path| (path.to_string(), None));
    let guide = Guide::get();
    let guide =
        guide.topics().all().map(|topic| (format!("/guide/{}", topic.slug), Some(guide.topics().reviewed_on(topic))));

    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for (path, changed) in standing.chain(guide).chain(listings).take(MOST) {
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
    caching::tagged(&req, "application/xml; charset=utf-8", "no-cache", xml.into_bytes())
}
