//! A server over one of the databases, and a reviewer of the demo signed in there.

use std::net::SocketAddr;
use std::time::Instant;

use vouchsafe::app::Application;
use vouchsafe::config::{Listen, RateLimits};
use vouchsafe::search::{Index, Snapshot};
use vouchsafe::staff::Accounts;
use vouchsafe::staff::demo::{PASSWORD, STAFF};
use vouchsafe::web::state::Parts;

use crate::fill::Filled;
use crate::listings;
use crate::world::{Country, now};

/// Somebody signed in.
pub struct Visit {
    at: SocketAddr,
    agent: ureq::Agent,
    cookie: String,
    /// A submission that waits.
    id: String,
}

impl Visit {
    /// Serves on a thread of its own for as long as the process lives. Three of four submissions have a listing in sight.
    pub fn of(filled: &Filled) -> Result<Self, String> {
        let desk = &filled.desk;
        let shown = listings::listings(&Country::new(), filled.submissions * 3 / 4);
        let parts = Parts {
            rules: desk.rules,
            clock: desk.clock.clone(),
            keys: desk.keys.clone(),
            db: desk.db.clone(),
            reference: desk.reference.clone(),
            index: Index::new(Snapshot::build(shown, 1, now())),
            demo: false,
            live: None,
            scan: None,
        };
        let mut listen = Listen::at("127.0.0.1:0".parse().expect("an address"));
        listen.rate_limits = RateLimits::Off;
        let application = Application::build(parts, &listen).map_err(|e| e.to_string())?;
        let at = application.address();
        std::thread::spawn(move || application.serve());
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let mut visit = Visit { at, agent: config.build().into(), cookie: String::new(), id: filled.waiting()? };
        visit.sign_in(filled)?;
        Ok(visit)
    }

    fn sign_in(&mut self, filled: &Filled) -> Result<(), String> {
        let desk = &filled.desk;
        let accounts = Accounts::new(desk.db.clone(), desk.keys.clone(), desk.clock.clone(), desk.public_url.clone());
        let code = STAFF[0].code(&accounts).map_err(|e| e.to_string())?.ok_or("the demo has no reviewer")?;
        let page = self.get("/admin/sign-in")?.1;
        let token = page.split_once("name=\"form_token\" value=\"").and_then(|(_, rest)| rest.split('"').next());
        let fields = [
            ("form_token", token.unwrap_or_default()),
            ("email", STAFF[0].email),
            ("password", PASSWORD),
            ("code", &code),
        ];
        let asked = self.agent.post(format!("http://{}/admin/sign-in", self.at));
        let asked = asked.header("cookie", &self.cookie).header("sec-fetch-site", "same-origin");
        let answer = asked.send_form(fields).map_err(|e| e.to_string())?;
        self.keep(answer.headers());
        if answer.status() == 303 { Ok(()) } else { Err(format!("signing in: {}", answer.status())) }
    }

    fn keep(&mut self, headers: &ureq::http::HeaderMap) {
        let set = headers.get("set-cookie").and_then(|value| value.to_str().ok());
        if let Some((pair, _)) = set.and_then(|set| set.split_once(';')) {
            self.cookie = pair.to_string();
        }
    }

    fn get(&mut self, address: &str) -> Result<(u16, String), String> {
        let asked = self.agent.get(format!("http://{}{address}", self.at)).header("cookie", &self.cookie);
        let mut answer = asked.call().map_err(|e| format!("{address}: {e}"))?;
        self.keep(&answer.headers().clone());
        let body = answer.body_mut().read_to_string().map_err(|e| format!("{address}: {e}"))?;
        Ok((answer.status().as_u16(), body))
    }

    /// Opens a page, and answers in how many milliseconds.
    pub fn page(&mut self, address: &str) -> Result<f64, String> {
        let address = address.replace("{id}", &self.id);
        let began = Instant::now();
        let (status, body) = self.get(&address)?;
        let took = began.elapsed().as_secs_f64() * 1000.0;
        if status == 200 { Ok(took) } else { Err(format!("{address} answers {status}: {body:.300}")) }
    }
}
