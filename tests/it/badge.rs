//! The badge that a provider shows elsewhere: it says what is so now, or that it is not.

use chrono::Duration;
use vouchsafe::clock::Clock;
use vouchsafe::config::RateLimits;
use vouchsafe::db::listings::{self, ListingState};
use vouchsafe::db::organizations;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::invented;
use crate::support::server::TestServer;

const BADGE: &str = "/badge/quiet-harbor-psychiatry.svg";

fn server(db: &TestDatabase, days: i64) -> TestServer {
    let clock = Clock::fixed(invented::noon() + Duration::days(days));
    TestServer::start_with(db, clock, |listen| listen.rate_limits = RateLimits::Off)
}

/// Status, text, and the header that lets it stand elsewhere.
fn asked(server: &TestServer, path: &str) -> (u16, String, String) {
    let mut answer = server.get(path);
    let policy = answer
        .headers()
        .get("cross-origin-resource-policy")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default()
        .to_string();
    assert_eq!(answer.headers().get("content-type").map(|v| v.as_bytes()), Some(&b"image/svg+xml"[..]), "{path}");
    (answer.status().as_u16(), answer.body_mut().read_to_string().expect("text"), policy)
}

on_both! {
    fn a_badge_says_what_is_so_now_in_both_languages_and_may_stand_on_any_page(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let today = server(&db, 0);
        let (status, text, policy) = asked(&today, BADGE);
        assert_eq!((status, policy.as_str()), (200, "cross-origin"));
        assert!(text.contains("Every check in date"), "{text}");
        assert!(asked(&today, "/es/badge/quiet-harbor-psychiatry.svg").1.contains("Todo verificado"));
        let (_, later, _) = asked(&server(&db, 100), BADGE);
        assert!(!later.contains("Every check in date"), "nobody confirmed it since: {later}");
    }

    fn a_badge_of_what_is_not_listed_says_so(db: TestDatabase) {
        let desk = invented::desk(&db);
        invented::publish(&desk);
        let organization = desk.db.read(|c| organizations::by_slug(c, "quiet-harbor-psychiatry")).expect("reads").expect("there").id;
        desk.db.write(|c| listings::set_state(c, &organization, ListingState::Hidden, desk.clock.now())).expect("hidden");
        let server = server(&db, 0);
        for path in [BADGE, "/badge/nobody.svg"] {
            let (status, text, policy) = asked(&server, path);
            assert_eq!((status, policy.as_str()), (404, "cross-origin"), "{path}");
            assert!(text.contains("Not listed"), "{path}: {text}");
        }
    }
}

#[test]
fn other_answers_stay_for_our_own_pages() {
    let db = TestDatabase::sqlite();
    let answer = server(&db, 0).get("/about/your-page");
    assert_eq!(answer.headers().get("cross-origin-resource-policy").map(|v| v.as_bytes()), Some(&b"same-origin"[..]));
}
