//! The program itself as an operator runs it: started, logged, stopped, refused.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::invented;

/// `vouchsafe serve` over a SQLite file in a folder of its own. Killed when dropped.
struct Serving {
    child: Child,
    address: String,
    said: Arc<Mutex<String>>,
}

fn program(folder: &Path, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    let url = format!("sqlite:{}", folder.join("vouchsafe.db").display());
    command.arg("serve").args(["--database-url", &url]).args(options).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Serving {
    fn start(folder: &Path, options: &[&str]) -> Self {
        let mut child = program(folder, &[&["--bind", "127.0.0.1:0"], options].concat()).spawn().expect("starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (tell, told) = std::sync::mpsc::channel();
        let (kept, stderr) = (said.clone(), child.stderr.take().expect("piped"));
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some((_, at)) = line.split_once("listening on http://") {
                    tell.send(at.trim().trim_matches('"').to_string()).ok();
                }
                let mut kept = kept.lock().expect("not poisoned");
                kept.push_str(&line);
                kept.push('\n');
            }
        });
        let address = told.recv_timeout(Duration::from_secs(30)).expect("it says where it listens");
        Serving { child, address, said }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Tells it to stop and gives its exit code and everything it wrote.
    fn stop(mut self) -> (Option<i32>, String) {
        let told = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status().expect("told");
        assert!(told.success());
        let patience = Instant::now() + Duration::from_secs(25);
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                break status;
            }
            assert!(Instant::now() < patience, "it does not stop");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut all = String::new();
        self.child.stdout.take().expect("piped").read_to_string(&mut all).expect("text");
        std::thread::sleep(Duration::from_millis(100));
        all.push_str(&self.said.lock().expect("not poisoned"));
        (status.code(), all)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have stopped already, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> ureq::Agent {
    ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into()
}

/// Runs it to its end: exit code and stderr.
fn refused(folder: &Path, options: &[&str]) -> (Option<i32>, String) {
    let output = program(folder, options).output().expect("runs");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// 16.2.5: at the finest level that an operator can ask for, the log tells nothing about anybody.
#[test]
fn the_log_holds_no_place_no_condition_no_birth_date_no_dea_number_and_no_token() {
    let folder = tempfile::tempdir().expect("a folder");
    let serving = Serving::start(folder.path(), &["--log", "trace"]);
    let client = client();
    let get = |path: &str| client.get(serving.url(path)).call().expect("an answer").status().as_u16();
    get("/search?near=59718&condition=ocd&q=canaryname&radius=37");
    get("/api/v1/providers?near=Bozeman,%20MT&condition=ocd&radius=canaryradius");
    get("/api/v1/providers?near=45.6770,-111.0429");
    get("/es/search?near=canaryplace");
    get("/providers/canaryslug");
    get("/status/VS-CANARY?key=canarykey");
    let mut dossier = invented::dossier();
    dossier["clinicians"][0]["date_of_birth"] = json!("1979-03-14");
    let mut taken = client.post(serving.url("/api/v1/submissions")).send_json(&dossier).expect("an answer");
    assert_eq!(taken.status(), 201);
    let taken: serde_json::Value = taken.body_mut().read_json().expect("JSON");
    let (token, status_url) =
        (taken["token"].as_str().expect("a token"), taken["status_url"].as_str().expect("an address"));
    let key = status_url.split("key=").nth(1).expect("a key");
    client.get(status_url).call().expect("an answer");
    dossier["clinicians"][0]["date_of_birth"] = json!("1979-03-canary");
    dossier["clinicians"][0]["credentials"][1]["number"] = json!(7);
    client.post(serving.url("/api/v1/submissions")).send_json(&dossier).expect("an answer");
    client
        .post(serving.url("/api/v1/submissions"))
        .content_type("application/json")
        .send("{\"dea\": FR1234563")
        .expect("an answer");
    let sign_in = client.post(serving.url("/admin/sign-in")).content_type("application/x-www-form-urlencoded");
    sign_in.send("email=canary@example.org&password=canarypassword&code=123456").expect("an answer");

    let (exit, said) = serving.stop();
    assert_eq!(exit, Some(0), "{said}");
    assert!(said.matches("route=").count() >= 10, "requests are logged: {said}");
    let canaries =
        ["59718", "Bozeman", "45.677", "ocd", "canary", "1979-03", "FR1234563", "Reyes", "127.0.0.1,", token, key];
    for canary in canaries {
        let line = said.lines().find(|line| line.contains(canary) && !line.contains("listening on"));
        assert_eq!(line, None, "{canary}");
    }
}

#[test]
fn a_second_server_on_the_same_file_is_refused_unless_it_takes_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Serving::start(folder.path(), &[]);
    let (exit, said) = refused(folder.path(), &["--bind", "127.0.0.1:0"]);
    assert!(exit == Some(3) && said.contains("--handover"), "{exit:?} {said}");
    let second = Serving::start(folder.path(), &["--handover"]);
    assert_eq!(first.stop().0, Some(0));
    let answer = client().get(second.url("/readyz")).call().expect("an answer");
    assert_eq!(answer.status(), 200);
}

#[test]
fn what_cannot_be_served_ends_with_its_exit_code_and_names_the_option() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let first = Serving::start(one.path(), &[]);
    let cases: &[(&[&str], i32, &str)] = &[
        (&["--bind", &first.address], 3, "--bind"),
        (&["--bind", "127.0.0.1:0", "--metrics-bind", &first.address], 3, "--metrics-bind"),
        (&["--bind", "0.0.0.0:0", "--rate-limits", "off"], 2, "--rate-limits"),
        (&["--bind", "somewhere"], 2, "--bind"),
        (&["--public-url", "care.example.org"], 2, "--public-url"),
    ];
    for (options, code, name) in cases {
        let (exit, said) = refused(two.path(), options);
        assert!(exit == Some(*code) && said.contains(name), "{options:?}: {exit:?} {said}");
    }
}
