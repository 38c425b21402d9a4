//! `GET /robots.txt`.

use actix_web::HttpResponse;

use crate::web::state::State;

/// Public pages may be indexed; searches, private links and staff pages have no business in an index.
/// A demo shows invented listings, which nobody should find.
pub async fn robots(state: State) -> HttpResponse {
    let rules = if state.demo {
        "User-agent: *\nDisallow: /\n".to_string()
    } else {
        let closed = [
            "/admin/",
            "/api/",
            "/claim/",
            "/comments/",
            "/compare",
            "/portal/",
            "/remove/",
            "/reports/",
            "/requests/",
            "/search",
            "/status/",
            "/es/claim/",
            "/es/comments/",
            "/es/compare",
            "/es/portal/",
            "/es/remove/",
            "/es/reports/",
            "/es/requests/",
            "/es/search",
        ];
        let lines: String = closed.iter().map(|path| format!("Disallow: {path}\n")).collect();
        format!("User-agent: *\n{lines}Sitemap: {}\n", state.public_url.join("/sitemap.xml"))
    };
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(rules)
}
