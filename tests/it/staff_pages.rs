//! Staff pages over HTTP: the one-time link, the session's cookie, form tokens, roles.

use chrono::{DateTime, Duration, Utc};
use ureq::http::Response;
use vouchsafe::clock::Clock;
use vouchsafe::db::audit::Actor;
use vouchsafe::domain::staff::Role;
use vouchsafe::keys::Keys;
use vouchsafe::staff::{Accounts, Secret};

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::server::TestServer;

const PASSWORD: &str = "four calm green herons";

/// A server whose clock the test moves, and the people who work there.
pub struct Office {
    pub server: TestServer,
    pub accounts: Accounts,
    pub clock: Clock,
    pub secret: Secret,
}

impl Office {
    pub fn open(db: &TestDatabase) -> Self {
        let noon: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a time");
        let clock = Clock::fixed(noon);
        let server = TestServer::start_with(db, clock.clone(), |_| {});
        // The same key as the server's.
        let accounts = Accounts::new(db.main(), Keys::from_bytes([7; 32]), clock.clone());
        Office { server, accounts, clock, secret: Secret::from_bytes([9; 20]) }
    }

    pub fn hire(&self, email: &str, role: Role) {
        self.accounts.plant(email, role, PASSWORD, &self.secret).expect("planted");
    }

    pub fn browser(&self) -> Browser<'_> {
        Browser { server: &self.server, cookie: None }
    }

    pub fn sign_in<'a>(&'a self, browser: &mut Browser<'a>, email: &str, code: &str) -> Answer {
        let page = browser.get("/admin/sign-in");
        let fields = [("form_token", page.token()), ("email", email.into()), ("password", PASSWORD.into())];
        browser.post("/admin/sign-in", &[&fields[..], &[("code", code.into())]].concat())
    }

    /// A browser in which this person is signed in.
    pub fn signed_in(&self, email: &str) -> Browser<'_> {
        let mut browser = self.browser();
        let code = self.accounts.usable_code(email, &self.secret).expect("asked").expect("an account");
        let answer = self.sign_in(&mut browser, email, &code);
        assert_eq!((answer.status, answer.header("location").as_str()), (303, "/admin/queue"));
        browser
    }
}

/// Keeps the session's cookie, as a browser does on a loopback address.
pub struct Browser<'a> {
    server: &'a TestServer,
    pub cookie: Option<String>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Answer {
    fn read(mut response: Response<ureq::Body>) -> Self {
        let body = response.body_mut().read_to_string().expect("text");
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|v| v.to_str().expect("text").to_string()).unwrap_or_default()
    }

    /// The value of the first hidden field with this name.
    pub fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let rest = self.body.split_once(&start).map(|(_, rest)| rest).unwrap_or_default();
        rest.split('"').next().unwrap_or_default().to_string()
    }

    pub fn token(&self) -> String {
        self.hidden("form_token")
    }
}

impl Browser<'_> {
    fn with_cookie<T>(&self, request: ureq::RequestBuilder<T>) -> ureq::RequestBuilder<T> {
        match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        }
    }

    fn keep(&mut self, answer: Answer) -> Answer {
        let set = answer.header("set-cookie");
        if let Some((pair, rest)) = set.split_once(';') {
            self.cookie = (!rest.contains("Max-Age=0")).then(|| pair.to_string());
        }
        answer
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let request = self.with_cookie(self.server.client().get(self.server.url(path)));
        let answer = Answer::read(request.call().expect("an answer"));
        self.keep(answer)
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, String)]) -> Answer {
        self.post_from(path, fields, "same-origin")
    }

    pub fn post_from(&mut self, path: &str, fields: &[(&str, String)], site: &str) -> Answer {
        let request = self.with_cookie(self.server.client().post(self.server.url(path)));
        let request = request.header("sec-fetch-site", site);
        let answer = Answer::read(request.send_form(fields.iter().map(|(n, v)| (*n, v.as_str()))).expect("an answer"));
        self.keep(answer)
    }
}

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
        assert_eq!((done.status, done.header("location").as_str()), (303, "/admin/queue"));
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
        assert!(audit.body.contains("staff signed in") && audit.body.contains("pat@example.org"));

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

    fn staff_pages_are_refused_where_a_password_would_travel_in_the_clear(db: TestDatabase) {
        let server = TestServer::start_with(&db, Clock::system(), |listen| {
            listen.public_url = Some("http://care.example.org".parse().expect("an address"));
        });
        for path in ["/admin/sign-in", "/admin/queue", "/admin/welcome/x"] {
            let answer = Answer::read(server.get(path));
            assert_eq!(answer.status, 403, "{path}");
            assert!(answer.body.contains("Staff pages need https"), "{path}: {}", answer.body);
        }
    }
}
