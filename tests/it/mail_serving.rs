//! Mail beside the requests: what a running program sends, what a mail server cannot do to it, and what operators and staff are told.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use vouchsafe::clock::Clock;
use vouchsafe::db::mails;
use vouchsafe::domain::staff::Role;
use vouchsafe::jobs::sender;
use vouchsafe::pipeline::{Desk, post, submit};

use crate::cli::{ended, said, vouchsafe};
use crate::on_both;
use crate::support::browser::Office;
use crate::support::database::TestDatabase;
use crate::support::server::TestServer;
use crate::support::smtp::{Act, At, MailServer};
use crate::support::{invented, tamper};

const PASSWORD: &str = "s3cret-w0rd";

/// Puts so many mails into the outbox, as of now.
fn write(db: &TestDatabase, numbers: std::ops::Range<usize>) {
    let main = db.main();
    for number in numbers {
        let (to, now) = (format!("reader{number:03}@example.org"), Clock::system().now());
        main.write(|c| mails::put(c, &to, "News", "Something happened.\n", now)).expect("written");
    }
}

fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(60), "{what}: not within a minute");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A program that serves and sends mail. Killed where it is still running when dropped.
struct Program {
    child: Child,
    log: std::thread::JoinHandle<String>,
}

impl Program {
    fn start(db: &TestDatabase, mail: &[&str]) -> Self {
        let key = db.folder().join("test.key");
        let url = db.url();
        let mut args = vec!["serve", "--bind", "127.0.0.1:0", "--database-url", &url, "--handover", "--log", "trace"];
        args.extend(["--key-file", key.to_str().expect("a path")]);
        args.extend(mail);
        let mut child = vouchsafe(&args).stderr(Stdio::piped()).spawn().expect("starts");
        let mut lines = BufReader::new(child.stderr.take().expect("piped"));
        let mut log = String::new();
        while !log.contains("listening on") {
            assert_ne!(lines.read_line(&mut log).expect("read"), 0, "it ended: {log}");
        }
        let log = std::thread::spawn(move || {
            lines.read_to_string(&mut log).expect("read");
            log
        });
        Program { child, log }
    }

    /// Ends it as a power failure would. Answers what it had logged.
    fn kill(mut self) -> String {
        self.child.kill().expect("our own child");
        self.child.wait().expect("ends");
        self.log.join().expect("read")
    }
}

fn through(server: &MailServer) -> [String; 4] {
    let url = format!("smtp://ana:{PASSWORD}@{}", server.address());
    ["--smtp".into(), url, "--mail-from".into(), "directory@example.com".into()]
}

fn serving(db: &TestDatabase, server: &MailServer) -> Program {
    let args = through(server);
    Program::start(db, &args.each_ref().map(String::as_str))
}

on_both! {
    fn two_processes_send_each_mail_once_and_log_no_password_and_no_address(db: TestDatabase) {
        let server = MailServer::good();
        write(&db, 0..20);
        let programs = [serving(&db, &server), serving(&db, &server)];
        write(&db, 20..40);
        until("everything is sent", || server.taken().len() >= 40);
        until("and noted", || post::waiting(&db.main(), Clock::system().now()).expect("reads").is_none());
        let logs = programs.map(Program::kill).concat();
        let to: BTreeSet<String> = server.taken().into_iter().map(|t| t.to).collect();
        assert_eq!((to.len(), server.taken().len()), (40, 40));
        assert!(logs.contains("mail is handed to the mail server") && logs.contains(&server.address().to_string()), "{logs}");
        let encoded = data_encoding::BASE64.encode(format!("\0ana\0{PASSWORD}").as_bytes());
        for secret in [PASSWORD, &encoded, "@example.org"] {
            assert!(!logs.contains(secret), "{secret}: {logs}");
        }
        assert!(server.heard().iter().any(|l| l.contains(&encoded)), "it did sign in");
    }

    fn a_process_killed_while_the_server_takes_a_mail_loses_nothing(db: TestDatabase) {
        let server = MailServer::start(|at, to| match at {
            At::Content if to.starts_with("reader000") => Act::TakeAndLeave,
            At::Content => Act::Hang,
            _ => Act::Well,
        });
        write(&db, 0..5);
        let program = serving(&db, &server);
        until("texts were on their way", || server.heard().iter().filter(|l| *l == "DATA").count() >= 3);
        program.kill();
        let after = MailServer::good();
        // Its leases end.
        tamper(&db.main(), "UPDATE mails SET free_at = '2000-01-01 00:00:00'", &[]);
        let next = serving(&db, &after);
        until("everything is sent", || after.taken().len() == 5);
        until("and noted", || post::waiting(&db.main(), Clock::system().now()).expect("reads").is_none());
        next.kill();
        // What the first server had, the second was given with the same id.
        let ids: BTreeSet<String> = after.taken().iter().map(|t| t.header("Message-ID").to_string()).collect();
        let first = server.taken();
        assert_eq!((ids.len(), first.len()), (5, 1));
        assert!(ids.contains(first[0].header("Message-ID")));
    }

    fn no_request_waits_while_the_mail_server_says_nothing(db: TestDatabase) {
        let hangs = MailServer::start(|at, _| if at == At::Content { Act::Hang } else { Act::Well });
        let server = TestServer::start(&db);
        let desk = Desk { clock: Clock::system(), ..invented::desk(&db) };
        write(&db, 0..4);
        let senders = sender::start(&desk, &hangs.smtp()).expect("threads");
        until("both senders wait", || hangs.heard().iter().filter(|l| *l == "DATA").count() == 2);
        let mut slowest = Duration::ZERO;
        for number in 0..20 {
            let mut raw = invented::dossier();
            raw["provider"]["name"] = format!("Quiet Harbor {number}").into();
            let begun = Instant::now();
            let (status, answer) = server.post_json("/api/v1/submissions", &raw);
            // The sixth in an hour is told to wait, at once.
            assert!(matches!(status, 201 | 202 | 409 | 429), "{status}: {answer}");
            assert_eq!(server.get("/search?near=97202").status(), 200);
            slowest = slowest.max(begun.elapsed());
        }
        assert!(slowest < Duration::from_secs(5), "{slowest:?}");
        drop(hangs);
        drop(senders);
    }

    fn without_a_mail_server_mail_waits_and_start_and_doctor_say_so(db: TestDatabase) {
        let desk = invented::desk(&db);
        submit::submit(&desk, &invented::dossier()).expect("taken");
        let key = db.folder().join("test.key");
        std::fs::write(&key, format!("vouchsafe-key-1:{}\n", data_encoding::BASE64URL_NOPAD.encode(&[7; 32]))).expect("written");
        let log = Program::start(&db, &[]).kill();
        assert!(log.contains("no mail is sent: --smtp is not given") && log.contains("waiting=1"), "{log}");
        let doctor = ["doctor", "--database-url", &db.url(), "--key-file", &key.to_string_lossy()];
        let told = || String::from_utf8_lossy(&ended(&doctor).stdout).into_owned();
        let text = told();
        assert!(text.contains("mail: 1 waiting, the oldest since 2026-11-23 12:00 UTC") && text.contains("--smtp"), "{text}");
        assert_eq!(ended(&doctor).status.code(), Some(0), "that is no damage");
        tamper(&desk.db, "UPDATE mails SET sent_at = written_at", &[]);
        assert!(told().contains("mail: none waits"));
    }

    fn staff_are_told_of_mail_that_waits_or_was_given_up(db: TestDatabase) {
        let office = Office::open(&db);
        office.hire("pat@example.org", Role::Reviewer);
        let desk = Desk { clock: office.clock.clone(), ..invented::desk(&db) };
        let reference = submit::submit(&desk, &invented::dossier()).expect("taken").reference;
        assert!(!office.signed_in("pat@example.org").get("/admin/tasks").body.contains("to be sent"));
        office.clock.set(desk.clock.now() + chrono::Duration::hours(2));
        // The session from before has ended meanwhile.
        let mut pat = office.signed_in("pat@example.org");
        let tasks = pat.get("/admin/tasks").body;
        assert!(tasks.contains("1 mail waits to be sent; the oldest was written 2 hours ago"), "{tasks}");
        let refuses = MailServer::start(|at, _| if at == At::Recipient { Act::Say("550 <b>nobody</b> ana@example.com") } else { Act::Well });
        post::step(&desk, &refuses.smtp()).expect("reads");
        let tasks = pat.get("/admin/tasks").body;
        for told in ["1 mail could not be delivered", "the address takes no mail", &reference, "&lt;b&gt;nobody"] {
            assert!(tasks.contains(told), "{told}: {tasks}");
        }
        assert!(!tasks.contains("to be sent") && !tasks.contains("ana@example.com"), "{tasks}");
    }

    fn the_gauge_says_how_many_mails_wait_and_the_counter_what_came_of_them(db: TestDatabase) {
        let server = TestServer::start(&db);
        let desk = Desk { clock: Clock::system(), ..invented::desk(&db) };
        write(&db, 0..3);
        post::step(&desk, &MailServer::good().smtp()).expect("reads");
        let worker = vouchsafe::jobs::worker::start(desk.clone()).expect("a thread");
        let metrics = || {
            let url = format!("http://{}/metrics", server.metrics);
            server.client().get(url).call().expect("an answer").into_body().read_to_string().expect("text")
        };
        until("the worker looked", || metrics().contains("vouchsafe_mails_waiting"));
        drop(worker);
        assert!(metrics().contains("vouchsafe_mails_total{outcome=\"sent\"}"), "{}", metrics());
    }
}

#[test]
fn mail_settings_that_cannot_be_used_end_with_2_and_show_no_password() {
    let db = TestDatabase::sqlite();
    let key = db.folder().join("test.key");
    let good = format!("smtps://ana:{PASSWORD}@mail.example.org");
    for (smtp, from, names) in [
        (format!("http://ana:{PASSWORD}@mail.example.org"), "directory@example.com", "--smtp"),
        (format!("smtp://ana:{PASSWORD}@mail.example.org:x"), "directory@example.com", "--smtp"),
        (good.clone(), "nobody", "--mail-from"),
        (good.clone(), "", "--mail-from"),
    ] {
        let url = db.url();
        let args = ["serve", "--bind", "127.0.0.1:0", "--database-url", &url, "--smtp", &smtp, "--mail-from", from];
        let output = vouchsafe(&args).args(["--key-file", &key.to_string_lossy()]).output().expect("runs");
        let (code, sentence) = said(&output);
        assert_eq!(code, Some(2), "{sentence}");
        assert!(sentence.contains(names) && !sentence.contains(PASSWORD), "{sentence}");
    }
    let help = vouchsafe(&["serve", "--help"]).env("VOUCHSAFE_SMTP", &good).output().expect("runs");
    assert!(!String::from_utf8_lossy(&help.stdout).contains(PASSWORD));
}
