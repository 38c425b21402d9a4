//! Staff at work: a server whose clock the test moves, people who may sign in, and browsers that keep a cookie.

use chrono::{DateTime, Utc};
use ureq::http::Response;
use vouchsafe::clock::Clock;
use vouchsafe::config::Listen;
use vouchsafe::domain::staff::Role;
use vouchsafe::staff::{Accounts, Secret};

use super::database::TestDatabase;
use super::server::{TestServer, keys};

/// Everybody's.
pub const PASSWORD: &str = "four calm green herons";

/// A server whose clock the test moves, and the people who work there.
pub struct Office {
    /// Serves.
    pub server: TestServer,
    /// The same accounts as the server's.
    pub accounts: Accounts,
    /// Stands at noon until it is moved.
    pub clock: Clock,
    /// Everybody's second factor.
    pub secret: Secret,
}

impl Office {
    pub fn open(db: &TestDatabase) -> Self {
        Self::open_with(db, |_| {})
    }

    /// With settings of the server changed by the test.
    pub fn open_with(db: &TestDatabase, change: impl FnOnce(&mut Listen)) -> Self {
        let noon: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a time");
        let clock = Clock::fixed(noon);
        let server = TestServer::start_with(db, clock.clone(), change);
        // The same key as the server's.
        let accounts = Accounts::new(db.main(), keys(), clock.clone(), server.state.public_url.clone());
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
        assert_eq!((answer.status, answer.header("location").as_str()), (303, "/admin/work"));
        browser
    }
}

/// Keeps the session's cookie, as a browser does on a loopback address.
pub struct Browser<'a> {
    server: &'a TestServer,
    pub cookie: Option<String>,
}

/// Sends a file, called like this, with the form of a page. `None`: no file was chosen.
pub fn form_with_file(server: &TestServer, link: &str, file: Option<(&str, &[u8])>) -> Answer {
    let token = Answer::read(server.get(link)).token();
    let (name, bytes) = file.unwrap_or_default();
    let head = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n{token}\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
    let request = server.client().post(server.url(link)).header("sec-fetch-site", "same-origin");
    let request = request.header("content-type", "multipart/form-data; boundary=edge");
    Answer::read(request.send(&body[..]).expect("an answer"))
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn read(mut response: Response<ureq::Body>) -> Self {
        let body = response.body_mut().read_to_string().expect("text");
        Answer { status: response.status().as_u16(), headers: response.headers().clone(), body }
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|v| v.to_str().expect("text").to_string()).unwrap_or_default()
    }

    /// The value of the first hidden field with this name.
    pub fn hidden(&self, name: &str) -> String {
        self.hidden_after("", name)
    }

    /// The value of the first hidden field with this name after a text.
    pub fn hidden_after(&self, text: &str, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let body = self.body.split_once(text).map(|(_, rest)| rest).unwrap_or_default();
        let rest = body.split_once(&start).map(|(_, rest)| rest).unwrap_or_default();
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

    /// Sends a form with a file, as a browser does: the fields first, then the file, called like this.
    pub fn send_file(&mut self, path: &str, fields: &[(&str, &str)], name: &str, bytes: &[u8]) -> Answer {
        let part = |(name, value): &(&str, &str)| {
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let head: String = fields.iter().map(part).collect();
        let head = format!(
            "{head}--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: text/csv\r\n\r\n"
        );
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        let request = self.with_cookie(self.server.client().post(self.server.url(path)));
        let request = request.header("sec-fetch-site", "same-origin");
        let request = request.header("content-type", "multipart/form-data; boundary=edge");
        let answer = Answer::read(request.send(&body[..]).expect("an answer"));
        self.keep(answer)
    }

    /// A request without a body by any method.
    pub fn bare(&mut self, method: &str, path: &str) -> Answer {
        let request = ureq::http::Request::builder().method(method).uri(self.server.url(path));
        let request = match &self.cookie {
            Some(cookie) => request.header("cookie", cookie),
            None => request,
        };
        let request = request.header("sec-fetch-site", "same-origin").body(()).expect("a request");
        Answer::read(self.server.client().run(request).expect("an answer"))
    }
}
