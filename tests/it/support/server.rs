//! A running server for one test: a real socket, the real middleware, a database of its own.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;
use vouchsafe::app::{AppError, Application, Stopper};
use vouchsafe::clock::Clock;
use vouchsafe::config::{Listen, PublicUrl};
use vouchsafe::jobs::refresh::{self, Refresher};
use vouchsafe::keys::Keys;
use vouchsafe::rules::Rules;
use vouchsafe::search::{Index, Snapshot};
use vouchsafe::web::state::{AppState, Parts};

use super::database::TestDatabase;

/// Stops when it is dropped.
pub struct TestServer {
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it serves `/metrics`.
    pub metrics: SocketAddr,
    /// What its handlers share.
    pub state: Arc<AppState>,
    stopper: Stopper,
    thread: Option<JoinHandle<Result<(), AppError>>>,
    _refresher: Refresher,
}

impl TestServer {
    /// Over a database, with the system's clock.
    pub fn start(db: &TestDatabase) -> Self {
        Self::start_with(db, Clock::system(), |_| {})
    }

    /// Over a database, with a clock of the test's, and settings changed by the test.
    pub fn start_with(db: &TestDatabase, clock: Clock, change: impl FnOnce(&mut Listen)) -> Self {
        let any_port = "127.0.0.1:0".parse().expect("an address");
        let mut listen = Listen::at(any_port);
        listen.metrics = Some(any_port);
        change(&mut listen);
        Self::serve(Application::build(parts(db, clock), &listen).expect("builds"))
    }

    /// Runs an application that was built with a metrics address.
    pub fn serve(application: Application) -> Self {
        let (address, stopper) = (application.address(), application.stopper());
        let metrics = application.metrics_address().expect("asked for");
        let state = application.state();
        let refresher = refresh::start(state.desk(), state.index.clone()).expect("the first snapshot");
        let thread = Some(std::thread::spawn(move || application.serve()));
        TestServer { address, metrics, state, stopper, thread, _refresher: refresher }
    }

    /// Over a database, with a clock of the test's.
    pub fn start_at(db: &TestDatabase, clock: Clock) -> Self {
        Self::start_with(db, clock, |_| {})
    }

    /// As start, as if reached by https.
    pub fn start_https(db: &TestDatabase) -> Self {
        let url: PublicUrl = "https://care.example.org".parse().expect("an address");
        Self::start_with(db, Clock::system(), |listen| listen.public_url = Some(url))
    }

    /// Asks it to stop; requests under way go on.
    pub fn stop(&self) {
        self.stopper.stop();
    }

    /// `path` as a whole address.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A client that follows nothing and takes every status as an answer.
    pub fn client(&self) -> ureq::Agent {
        let config = ureq::Agent::config_builder();
        let config = config.http_status_as_error(false).max_redirects(0).timeout_global(Some(Duration::from_secs(60)));
        config.build().into()
    }

    /// GET.
    pub fn get(&self, path: &str) -> ureq::http::Response<ureq::Body> {
        self.client().get(self.url(path)).call().expect("an answer")
    }

    /// GET, read as JSON.
    pub fn json(&self, path: &str) -> Value {
        self.get(path).into_body().read_json().expect("JSON")
    }

    /// GET with a bearer token, read as JSON.
    pub fn json_as(&self, path: &str, token: &str) -> Value {
        let request = self.client().get(self.url(path)).header("authorization", format!("Bearer {token}"));
        request.call().expect("an answer").into_body().read_json().expect("JSON")
    }

    /// POST of JSON: status and body.
    pub fn post_json(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.client().post(self.url(path)).send_json(body).expect("an answer");
        (answer.status().as_u16(), answer.into_body().read_json().expect("JSON"))
    }

    /// PUT of JSON with a bearer token: status and body.
    pub fn put_json(&self, path: &str, token: &str, body: &Value) -> (u16, Value) {
        let request = self.client().put(self.url(path)).header("authorization", format!("Bearer {token}"));
        let answer = request.send_json(body).expect("an answer");
        (answer.status().as_u16(), answer.into_body().read_json().expect("JSON"))
    }

    /// DELETE with a bearer token: status.
    pub fn delete(&self, path: &str, token: &str) -> u16 {
        let request = self.client().delete(self.url(path)).header("authorization", format!("Bearer {token}"));
        request.call().expect("an answer").status().as_u16()
    }

    /// Sends bytes as they are and returns whatever comes until the connection is closed.
    pub fn raw(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).expect("sent");
        read_to_end(&mut stream)
    }

    /// An open connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("connects");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("set");
        stream
    }
}

/// The key file of every test.
pub fn keys() -> Keys {
    Keys::from_bytes([7; 32])
}

/// Where letters lead in tests without a server.
pub fn public_url() -> PublicUrl {
    "http://127.0.0.1:8080".parse().expect("an address")
}

/// What a server over this database is made of; nothing is listed yet.
pub fn parts(db: &TestDatabase, clock: Clock) -> Parts {
    let index = Index::new(Snapshot::build(Vec::new(), 0, clock.now()));
    Parts {
        rules: Rules::builtin(),
        clock,
        keys: keys(),
        db: db.main(),
        reference: db.reference(),
        index,
        demo: false,
        live: None,
        scan: None,
    }
}

/// Everything until the other side closes; a reset counts as closing.
pub fn read_to_end(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => all.extend_from_slice(&chunk[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(e) => panic!("no end after {} bytes: {e}", all.len()),
        }
    }
    String::from_utf8_lossy(&all).into_owned()
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stopper.stop();
        if let Some(thread) = self.thread.take() {
            let stopped = thread.join();
            if !std::thread::panicking() {
                stopped.expect("the server did not panic").expect("the server stopped in order");
            }
        }
    }
}
