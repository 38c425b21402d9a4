//! How often one client may ask. The tables are small and in this process: a second process doubles the allowance.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::key;
use percent_encoding::percent_decode_str;

use crate::config::RateLimits;
use crate::web::error::WebError;
use crate::web::extract::client::{self, TrustedProxies};
use crate::web::problem::Code;
use crate::web::state::AppState;

/// What a request costs us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Reads,
    Submissions,
    /// A dossier is checked and forgotten: work without a trace, so it has an allowance of its own.
    Checks,
    SignIn,
    /// Pages of a listing that is being written: a clinic answers some sixty.
    Drafts,
    /// Call buttons pressed: few people call often, and whoever presses one over and over is not counted on.
    Presses,
    /// Messages to the reviewers of a submission. How many one submission takes is told on its page; this is for whoever tries many.
    Messages,
    /// Reads of a program with a key.
    KeyReads,
    /// What a program with a key sends in or has checked.
    KeyWrites,
}

/// Who is counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Client {
    /// An address, or the household that it belongs to.
    Address(IpAddr),
    /// Whoever has a key, by its id.
    Key(String),
}

/// Class, its name in headers, how many at once, and how long until one more is allowed.
const ALLOWANCES: [(Class, &str, NonZeroU32, Duration); 9] = [
    (Class::Reads, "reads", at_once(200), Duration::from_millis(50)),
    (Class::Submissions, "submissions", at_once(60), Duration::from_secs(10)),
    (Class::Checks, "checks", at_once(30), Duration::from_secs(5)),
    (Class::SignIn, "sign-in", at_once(20), Duration::from_secs(15)),
    (Class::Drafts, "drafts", at_once(400), Duration::from_secs(1)),
    (Class::Presses, "presses", at_once(20), Duration::from_secs(60)),
    (Class::Messages, "messages", at_once(10), Duration::from_secs(360)),
    (Class::KeyReads, "reads-with-key", at_once(5_000), Duration::from_millis(10)),
    (Class::KeyWrites, "writes-with-key", at_once(600), Duration::from_secs(1)),
];

const fn at_once(n: u32) -> NonZeroU32 {
    NonZeroU32::new(n).expect("an allowance is not zero")
}

/// Old entries are swept out each time this many requests have been counted.
const SWEEP_EVERY: u32 = 10_000;

type Keyed = RateLimiter<Client, DashMapStateStore<Client>, DefaultClock, StateInformationMiddleware>;

/// Counts requests by class and client.
#[derive(Debug)]
pub struct Limiter {
    classes: Option<Vec<Keyed>>,
    counted: AtomicU32,
}

impl Limiter {
    /// With the published allowances, or without any.
    pub fn new(mode: RateLimits) -> Self {
        let quota = |(_, _, burst, period): &(Class, &str, NonZeroU32, Duration)| {
            Quota::with_period(*period).expect("no period is zero").allow_burst(*burst)
        };
        let classes = match mode {
            RateLimits::On => {
                Some(ALLOWANCES.iter().map(|a| RateLimiter::dashmap(quota(a)).with_middleware()).collect())
            }
            RateLimits::Off => None,
        };
        Limiter { classes, counted: AtomicU32::new(0) }
    }

    /// How many more are allowed now, or how long to wait.
    fn count(&self, class: Class, client: &Client) -> Option<Result<u32, Duration>> {
        let classes = self.classes.as_ref()?;
        if self.counted.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            classes.iter().for_each(RateLimiter::retain_recent);
        }
        let at = ALLOWANCES.iter().position(|a| a.0 == class)?;
        let clock = DefaultClock::default();
        Some(match classes.get(at)?.check_key(client) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(until) => Err(until.wait_time_from(clock.now())),
        })
    }
}

/// The class of a request; static files, health and most pages are not counted.
fn class_of(method: &Method, path: &str) -> Option<Class> {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    // As the router reads it: a letter that is written with a percent sign is the same letter.
    let path = &*percent_decode_str(path).decode_utf8_lossy();
    let path = path.strip_prefix("/es").filter(|rest| rest.starts_with('/')).unwrap_or(path);
    if ["/admin/sign-in", "/admin/welcome", "/portal/sign-in"].iter().any(|p| path.starts_with(p)) {
        return (!reads).then_some(Class::SignIn);
    }
    if path.starts_with("/admin") {
        return None;
    }
    // Each look at a draft runs the checks.
    if path.starts_with("/list/") && path != "/list/new" {
        return Some(Class::Drafts);
    }
    if !reads && path.starts_with("/providers/") && path.ends_with("/called") {
        return Some(Class::Presses);
    }
    if !reads && path.starts_with("/status/") && path.ends_with("/messages") {
        return Some(Class::Messages);
    }
    if !reads {
        return Some(if path == "/api/v1/verify" { Class::Checks } else { Class::Submissions });
    }
    ["/api/", "/fhir/", "/search"].iter().any(|p| path.starts_with(p)).then_some(Class::Reads)
}

/// Answers 429 to a client that asks too often.
pub async fn limit(
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some((class, counted)) = counted(&req) else {
        return next.call(req).await.map(ServiceResponse::map_into_boxed_body);
    };
    let mut res = match counted {
        Ok(_) => next.call(req).await?.map_into_boxed_body(),
        Err(wait) => req.error_response(too_often(wait)),
    };
    announce(res.headers_mut(), class, counted);
    Ok(res)
}

/// Counts a request that comes with a key of which nobody knows yet whether it is one; says why it is not looked up.
pub(super) fn refused(req: &ServiceRequest) -> Option<WebError> {
    let (_, counted) = counted(req)?;
    counted.err().map(too_often)
}

fn too_often(wait: Duration) -> WebError {
    let wait = Duration::from_secs(wait.as_secs() + 1);
    let said = format!("Too many requests: try again in {} seconds.", wait.as_secs());
    WebError::new(Code::TooManyRequests).detail(said).retry_after(wait)
}

fn counted(req: &ServiceRequest) -> Option<(Class, Result<u32, Duration>)> {
    let class = class_of(req.method(), req.path())?;
    let state = req.app_data::<web::Data<AppState>>()?;
    let (class, client) = match key::holder(req.request()) {
        Some(holder) => (class.with_key(), Client::Key(holder.id)),
        None => {
            let address = client::address(req.head(), req.app_data::<web::Data<TrustedProxies>>()?)?;
            (class, Client::Address(client::household(address)))
        }
    };
    Some((class, state.limiter.count(class, &client)?))
}

impl Class {
    /// The class of the same request where it comes with a key.
    fn with_key(self) -> Self {
        if self == Class::Reads { Class::KeyReads } else { Class::KeyWrites }
    }
}

/// `RateLimit-Policy` and `RateLimit` as in the IETF draft on rate limit header fields.
fn announce(headers: &mut HeaderMap, class: Class, counted: Result<u32, Duration>) {
    let Some((_, name, burst, period)) = ALLOWANCES.iter().find(|a| a.0 == class) else { return };
    let window = (period.as_millis() * u128::from(burst.get())).div_ceil(1000);
    let (left, reset) = match counted {
        Ok(left) => (left, 0),
        Err(wait) => (0, wait.as_secs() + 1),
    };
    for (header, value) in [
        ("ratelimit-policy", format!("\"{name}\";q={burst};w={window}")),
        ("ratelimit", format!("\"{name}\";r={left};t={reset}")),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(header), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_classed_by_what_they_cost() {
        let cases = [
            (Method::GET, "/search", Some(Class::Reads)),
            (Method::GET, "/es/search", Some(Class::Reads)),
            (Method::GET, "/api/v1/providers", Some(Class::Reads)),
            (Method::POST, "/api/v1/submissions", Some(Class::Submissions)),
            (Method::POST, "/api/v1/verify", Some(Class::Checks)),
            (Method::POST, "/list/new", Some(Class::Submissions)),
            (Method::POST, "/es/list/0199/person/p1", Some(Class::Drafts)),
            (Method::GET, "/list/0199", Some(Class::Drafts)),
            (Method::POST, "/es/providers/quiet-harbor/report", Some(Class::Submissions)),
            (Method::POST, "/providers/quiet-harbor/called", Some(Class::Presses)),
            (Method::POST, "/es/status/VS-1/messages", Some(Class::Messages)),
            (Method::POST, "/status/VS-1/withdraw", Some(Class::Submissions)),
            (Method::POST, "/claim/quiet-harbor", Some(Class::Submissions)),
            (Method::POST, "/es/remove/quiet-harbor", Some(Class::Submissions)),
            (Method::POST, "/admin/sign-in", Some(Class::SignIn)),
            (Method::POST, "/admin/welcome/abc", Some(Class::SignIn)),
            (Method::POST, "/portal/sign-in", Some(Class::SignIn)),
            (Method::POST, "/portal/sign-in/abc", Some(Class::SignIn)),
            (Method::POST, "/portal/sign-out", Some(Class::Submissions)),
            (Method::GET, "/portal/sign-in/abc", None),
            (Method::GET, "/admin/sign-in", None),
            (Method::POST, "/admin/queue/1/approve", None),
            (Method::GET, "/", None),
            (Method::GET, "/assets/x/css/site.css", None),
        ];
        for (method, path, class) in cases {
            assert_eq!(class_of(&method, path), class, "{method} {path}");
        }
    }

    #[test]
    fn one_client_is_stopped_after_its_allowance_and_its_neighbour_is_not() {
        let limiter = Limiter::new(RateLimits::On);
        let client = |n| Client::Address(IpAddr::from([192, 0, 2, n]));
        let outcomes: Vec<_> = (0..21).filter_map(|_| limiter.count(Class::SignIn, &client(1))).collect();
        assert_eq!(outcomes[0], Ok(19));
        assert!(outcomes[20].is_err_and(|wait| wait <= Duration::from_secs(15)));
        assert!(limiter.count(Class::SignIn, &client(2)).is_some_and(|o| o.is_ok()));
        assert!(limiter.count(Class::Reads, &client(1)).is_some_and(|o| o.is_ok()));
    }

    #[test]
    fn nothing_is_counted_when_limits_are_off() {
        assert_eq!(
            Limiter::new(RateLimits::Off).count(Class::Reads, &Client::Address(IpAddr::from([127, 0, 0, 1]))),
            None
        );
    }
}
