//! Whether a request counts in a listing's own numbers: somebody reads, and is neither a program nor one of us. Nothing of it is kept.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, USER_AGENT};
use actix_web::{FromRequest, HttpRequest};

use super::session_cookie::{MANAGER, STAFF};
use crate::domain::ids::Id;
use crate::domain::weekly::Event;
use crate::web::state::State;

/// Programs that say what they are have one of these in their name, in lower case.
const PROGRAMS: [&str; 24] = [
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "fetch",
    "scan",
    "monitor",
    "headless",
    "lighthouse",
    "archive",
    "curl",
    "wget",
    "ureq",
    "httpie",
    "python",
    "java/",
    "go-http",
    "okhttp",
    "axios",
    "node",
    "ruby",
    "perl",
    "libwww",
];

/// Who asks, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reader {
    is_counted: bool,
}

impl Reader {
    /// Counts an event for each of these listings, if this reader counts.
    pub fn count<'a>(self, state: &State, event: Event, listings: impl IntoIterator<Item = &'a Id>) {
        if self.is_counted {
            state.tally.add(state.clock.now(), event, listings);
        }
    }
}

impl FromRequest for Reader {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Reader { is_counted: *req.method() != Method::HEAD && is_a_person(req.headers()) }))
    }
}

fn is_a_person(headers: &HeaderMap) -> bool {
    // A page that a browser fetches ahead may never be looked at.
    let ahead = ["sec-purpose", "purpose"].iter().filter_map(|name| headers.get(*name)?.to_str().ok());
    !ahead.into_iter().any(|purpose| purpose.contains("prefetch"))
        && headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).is_some_and(|agent| !is_a_program(agent))
        && STAFF.token_of(headers).is_none()
        && MANAGER.token_of(headers).is_none()
}

/// Whoever sends no name is one, too.
fn is_a_program(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.trim().is_empty() || PROGRAMS.iter().any(|name| agent.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                          Version/18.6 Mobile/15E148 Safari/604.1";
    const ANDROID: &str = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";

    fn counts(method: Method, headers: &[(&str, &str)]) -> bool {
        let req = TestRequest::default().method(method);
        let req = headers.iter().fold(req, |req, header| req.insert_header(*header)).to_http_request();
        Reader::from_request(&req, &mut Payload::None).into_inner().expect("never refused").is_counted
    }

    #[test]
    fn people_count_and_programs_do_not() {
        for agent in [FIREFOX, IPHONE, ANDROID] {
            assert!(counts(Method::GET, &[("user-agent", agent)]), "{agent}");
            assert!(!counts(Method::HEAD, &[("user-agent", agent)]), "{agent}");
        }
        for agent in [
            "",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/142.0.0.0 Safari/537.36",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
            "curl/8.14.1",
            "python-requests/2.32",
            "Slackbot-LinkExpanding 1.0",
        ] {
            assert!(!counts(Method::GET, &[("user-agent", agent)]), "{agent}");
        }
        assert!(!counts(Method::GET, &[]), "whoever sends no name");
    }

    #[test]
    fn what_is_fetched_ahead_and_who_is_signed_in_does_not_count() {
        for header in [
            ("sec-purpose", "prefetch;prerender"),
            ("purpose", "prefetch"),
            ("cookie", "__Host-vouchsafe-manager=t"),
            ("cookie", "a=b; __Host-vouchsafe-staff=t"),
        ] {
            assert!(!counts(Method::GET, &[("user-agent", FIREFOX), header]), "{header:?}");
        }
    }
}
