//! The command line: what it does where something is in the way, and what its exit codes say.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Output, Stdio};

use vouchsafe::pipeline::submit;

use crate::on_both;
use crate::support::database::TestDatabase;
use crate::support::{invented, tamper};

/// The binary, without what the surroundings might set.
pub fn vouchsafe(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    for name in [
        "DATABASE_URL",
        "VOUCHSAFE_BIND",
        "VOUCHSAFE_KEY_FILE",
        "VOUCHSAFE_MAIL_FROM",
        "VOUCHSAFE_PUBLIC_URL",
        "VOUCHSAFE_RULES",
        "VOUCHSAFE_SMTP",
    ] {
        command.env_remove(name);
    }
    command.args(args);
    command
}

pub fn ended(args: &[&str]) -> Output {
    vouchsafe(args).output().expect("runs")
}

pub fn said(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// A running server that ends with its test.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().expect("our own child");
        self.0.wait().expect("ends");
    }
}

/// Starts `serve` and waits until it says that it listens.
fn serve(db: &TestDatabase, bind: &str) -> Serving {
    let key = db.folder().join("test.key");
    let args = ["serve", "--bind", bind, "--database-url", &db.url(), "--key-file", &key.to_string_lossy()];
    let mut child = vouchsafe(&args).stderr(Stdio::piped()).spawn().expect("starts");
    let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let serving = Serving(child);
    let ready = lines.map_while(Result::ok).any(|line| line.contains("listening on"));
    assert!(ready, "the server said that it listens");
    serving
}

on_both! {
    fn a_taken_port_ends_with_3_and_names_the_option(db: TestDatabase) {
        let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let bind = taken.local_addr().expect("its address").to_string();
        let key = db.folder().join("test.key");
        let args = ["serve", "--bind", &bind, "--database-url", &db.url(), "--key-file", &key.to_string_lossy()];
        let (code, sentence) = said(&ended(&args));
        assert_eq!(code, Some(3), "{sentence}");
        assert!(sentence.contains("--bind") && sentence.contains(&bind), "{sentence}");
    }

    fn a_database_that_needs_a_newer_program_ends_with_3_and_says_so(db: TestDatabase) {
        tamper(&db.main(), "UPDATE meta SET value = '999' WHERE name = 'min_program_schema'", &[]);
        let (code, sentence) = said(&ended(&["migrate", "--database-url", &db.url()]));
        assert_eq!(code, Some(3), "{sentence}");
        assert!(sentence.contains("999") && sentence.contains("newer program"), "{sentence}");
    }

    fn doctor_says_sound_and_then_what_was_changed(db: TestDatabase) {
        let desk = invented::desk(&db);
        submit::submit(&desk, &invented::dossier()).expect("taken");
        // The desk's key as a file.
        let key = db.folder().join("test.key");
        std::fs::write(&key, format!("vouchsafe-key-1:{}\n", data_encoding::BASE64URL_NOPAD.encode(&[7; 32]))).expect("written");
        let args = ["doctor", "--database-url", &db.url(), "--key-file", &key.to_string_lossy()];
        let sound = ended(&args);
        assert_eq!(sound.status.code(), Some(0), "{}", String::from_utf8_lossy(&sound.stdout));
        tamper(&desk.db, "UPDATE evidence SET detail = detail || '!'", &[]);
        let faulty = ended(&args);
        assert_eq!(faulty.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&faulty.stdout).contains("evidence run"));
    }
}

#[test]
fn a_second_server_on_one_file_is_refused_until_the_first_has_ended() {
    let db = TestDatabase::sqlite();
    let key = db.folder().join("test.key");
    let first = serve(&db, "127.0.0.1:0");
    let args = ["serve", "--bind", "127.0.0.1:0", "--database-url", &db.url(), "--key-file", &key.to_string_lossy()];
    let (code, sentence) = said(&ended(&args));
    assert_eq!(code, Some(3), "{sentence}");
    assert!(sentence.contains("--handover"), "{sentence}");
    drop(first);
    drop(serve(&db, "127.0.0.1:0"));
}

#[test]
fn a_folder_that_cannot_be_written_ends_with_3_and_names_the_file() {
    let (code, sentence) = said(&ended(&["migrate", "--database-url", "sqlite:/proc/vouchsafe/vouchsafe.db"]));
    assert_eq!(code, Some(3), "{sentence}");
    assert!(sentence.contains("/proc/vouchsafe/vouchsafe.db"), "{sentence}");
}

#[test]
fn an_address_that_is_no_database_ends_with_2() {
    let (code, sentence) = said(&ended(&["migrate", "--database-url", "mysql://root:secret@localhost/db"]));
    assert_eq!(code, Some(2), "{sentence}");
    assert!(!sentence.contains("secret"), "{sentence}");
}
