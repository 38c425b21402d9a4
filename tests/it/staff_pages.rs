//! Staff pages over HTTP: the one-time link, the session's cookie, form tokens, roles.

use chrono::Duration;
use vouchsafe::clock::Clock;
use vouchsafe::db::audit::Actor;
use vouchsafe::domain::staff::Role;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office, PASSWORD};
use crate::support::server::TestServer;

on_both! {
    fn a_one_time_link_survives_being_looked_at_and_is_used_up_by_the_form(db: TestDatabase) {
        let office = Office::open(&db);
        let invitation = office.accounts.invite(&Actor::Program("test"), "pat@example.org", Role::Reviewer);
        let link = invitation.expect("invited").path;
        let mut browser = office.browser();
        for _ in 0..10 {
            let page = browser.get(&link);
            assert_eq!((page.status, page.header("cache-control").as_str()), (200, "no-store"));
            assert_eq!(page.header("referrer-policy"), "no-referrer");
            assert!(!page.body.contains("Key:"), "nothing secret before the button is pressed");
            assert!(page.body.contains("It works once, until") && page.body.contains("12:00 UTC"), "{}", page.body);
        }
        let door = browser.get(&link);
        let form = browser.post(&link, &[("form_token", door.token())]);
        assert!(form.body.contains("<svg class=\"qr\"") && form.body.contains("Key:"), "{}", form.body);
        let token = link.rsplit('/').next().expect("a token");
        let code = office.accounts.invited(token).expect("valid").secret.code(office.clock.now());
        let send = |browser: &mut Browser<'_>, password: &str, again: &str, code: &str| {
            let fields = [("password", password), ("password_again", again), ("code", code)];
            let fields = fields.map(|(n, v)| (n, v.to_string()));
            browser.post(&link, &[&[("form_token", door.token())], &fields[..]].concat())
        };
        for (password, again, code, said) in [
            ("short", "short", code.as_str(), "at least 12 characters"),
            ("password1234", "password1234", &code, "attackers try first"),
            (PASSWORD, "four calm green geese!", &code, "differ"),
            (PASSWORD, PASSWORD, "000000", "not the one for this moment"),
        ] {
            let again = send(&mut browser, password, again, code);
            assert_eq!(again.status, 422);
            assert!(again.body.contains(said) && !again.body.contains(password), "{said}: {}", again.body);
        }
        let done = send(&mut browser, PASSWORD, PASSWORD, &code);
        assert_eq!((done.status, done.header("location").as_str()), (303, "/admin/work"));
        assert_eq!(browser.get("/admin/audit").status, 200, "signed in at once");
        let mut later = office.browser();
        assert_eq!(later.get(&link).status, 410);
        assert_eq!(send(&mut later, PASSWORD, PASSWORD, &code).status, 410);
        assert_eq!(later.get("/admin/welcome/nonsense").status, 404);
    }

    fn signing_in_sets_one_strict_cookie_and_signing_out_kills_the_session(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let mut browser = office.browser();
        let page = browser.get("/admin/audit");
        assert_eq!((page.status, page.header("location").as_str()), (303, "/admin/sign-in?next=%2Fadmin%2Faudit"));
        let form = browser.get("/admin/sign-in?next=%2Fadmin%2Faudit");
        let code = office.secret.code(office.clock.now());
        let mut fields = vec![("form_token", form.token()), ("next", form.hidden("next"))];
        fields.extend([("email", "pat@example.org".to_string()), ("password", PASSWORD.into()), ("code", code.clone())]);
        let answer = browser.post("/admin/sign-in", &fields);
        assert_eq!((answer.status, answer.header("location").as_str()), (303, "/admin/audit"));
        let cookie = answer.header("set-cookie");
        for part in ["__Host-", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let audit = browser.get("/admin/audit");
        assert_eq!((audit.status, audit.header("cache-control").as_str()), (200, "no-store"));
        assert!(audit.body.contains("data-label=\"What\">signed in as staff") && audit.body.contains("pat@example.org"));

        let replayed = office.sign_in(&mut office.browser(), "pat@example.org", &code);
        assert_eq!(replayed.status, 401, "a code works once");
        assert!(replayed.body.contains("not right") && !replayed.body.contains(PASSWORD));

        let old = browser.cookie.clone();
        let out = browser.post("/admin/sign-out", &[("form_token", audit.token())]);
        assert_eq!((out.status, browser.cookie.is_none()), (303, true));
        browser.cookie = old;
        assert_eq!(browser.get("/admin/audit").status, 303, "the old cookie opens nothing");
    }

    fn a_session_ends_on_the_server_when_idle(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Auditor);
        let mut browser = office.signed_in("pat@example.org");
        office.clock.advance(Duration::minutes(29));
        assert_eq!(browser.get("/admin/audit").status, 200);
        office.clock.advance(Duration::minutes(30));
        assert_eq!(browser.get("/admin/audit").status, 303);
    }

    fn signing_in_again_ends_the_session_before(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Auditor);
        let mut browser = office.signed_in("pat@example.org");
        let first = browser.cookie.clone();
        let code = office.accounts.usable_code("pat@example.org", &office.secret).expect("asked").expect("a code");
        assert_eq!(office.sign_in(&mut browser, "pat@example.org", &code).status, 303);
        assert_ne!(browser.cookie, first);
        let mut old = office.browser();
        old.cookie = first;
        assert_eq!(old.get("/admin/audit").status, 303);
    }

    fn a_form_without_its_token_or_from_elsewhere_is_refused(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let mut browser = office.signed_in("pat@example.org");
        let mut other = office.signed_in("pat@example.org");
        let foreign = other.get("/admin/audit").token();
        for token in ["", "nonsense", &foreign] {
            assert_eq!(browser.post("/admin/sign-out", &[("form_token", token.to_string())]).status, 403, "{token}");
        }
        assert_eq!(browser.post("/admin/sign-out", &[]).status, 403);
        let token = browser.get("/admin/audit").token();
        for site in ["cross-site", "same-site"] {
            assert_eq!(browser.post_from("/admin/sign-out", &[("form_token", token.clone())], site).status, 403);
        }
        assert_eq!(browser.get("/admin/audit").status, 200, "still signed in");
        let fields = [("email", "pat@example.org".to_string()), ("password", PASSWORD.into())];
        assert_eq!(office.browser().post("/admin/sign-in", &fields).status, 403, "signing in needs a token too");
    }

    fn guessing_is_answered_with_a_growing_wait(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let mut browser = office.browser();
        let statuses: Vec<u16> =
            (0..8).map(|_| office.sign_in(&mut browser, "pat@example.org", "000000").status).collect();
        assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
        let told = office.sign_in(&mut browser, "pat@example.org", "000000");
        assert!(told.body.contains("Wait 2 seconds"), "{}", told.body);
        assert_eq!(told.header("retry-after"), "2");
        office.clock.advance(Duration::seconds(2));
        let code = office.secret.code(office.clock.now());
        assert_eq!(office.sign_in(&mut browser, "pat@example.org", &code).status, 303, "nobody is locked out");
    }

    fn a_known_and_an_unknown_account_get_the_same_answer(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let [known, unknown] = ["pat@example.org", "pit@example.org"].map(|email| {
            let answer = office.sign_in(&mut office.browser(), email, "000000");
            (answer.status, answer.body.replace(&answer.token(), "").replace(email, ""))
        });
        assert_eq!(known, unknown);
    }

    fn pages_to_sign_in_with_are_refused_where_what_is_typed_would_travel_in_the_clear(db: TestDatabase) {
        let server = TestServer::start_with(&db, Clock::system(), |listen| {
            listen.public_url = Some("http://care.example.org".parse().expect("an address"));
        });
        for path in ["/admin/sign-in", "/admin/queue", "/admin/welcome/x", "/portal/sign-in", "/portal"] {
            let answer = Answer::read(server.get(path));
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.body.contains("Pages to sign in with need https"), "{path}: {}", answer.body);
        }
    }
}
