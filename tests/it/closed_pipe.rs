//! Whoever prints into `| head` ends quietly when the reader has gone.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::cli::vouchsafe;

/// Runs a command whose reader closes the pipe before anything is written; answers its exit code and what it complained of.
fn into_a_closed_pipe(args: &[&str]) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let child = vouchsafe(args).stdout(writer).stderr(Stdio::piped()).spawn().expect("starts");
    let output = child.wait_with_output().expect("ends");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_command_that_prints_ends_quietly_where_the_reader_has_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let url = format!("sqlite:{}", path("v.db"));
    std::fs::write(
        path("roster.csv"),
        "npi,last_name,profession,license_number,license_state,state\n2000000002,Vantassel,md,11,CT,CT\n",
    )
    .expect("writes");
    let (roster, tables) = (path("roster.csv"), path("tables"));
    let database = ["--database-url", &url];
    let quiet = Some(0);
    for (args, code) in [
        (vec!["openapi"], quiet),
        (vec!["rules"], quiet),
        (vec!["rules", "--export", &tables], quiet),
        ([&["migrate"][..], &database].concat(), quiet),
        ([&["sources"][..], &database].concat(), quiet),
        ([&["sources", "--format", "json"][..], &database].concat(), quiet),
        ([&["admin", "create", "--email", "pat@example.org", "--role", "reviewer"][..], &database].concat(), quiet),
        ([&["doctor"][..], &database].concat(), quiet),
        // Not everybody was checked: the exit code must not say that nobody failed.
        ([&["verify", &roster, "--format", "csv"][..], &database].concat(), Some(3)),
    ] {
        let (ended, complaints) = into_a_closed_pipe(&args);
        assert_eq!(ended, code, "{args:?}: {complaints}");
        assert!(!complaints.contains("panicked") && !complaints.contains("pipe"), "{args:?}: {complaints}");
    }
    let written = std::fs::read_dir(&tables).expect("made").count();
    assert_eq!(written, vouchsafe::rules::Rules::builtin_texts().count(), "the work goes on without its reader");
}

#[test]
fn a_reader_who_takes_one_line_gets_it() {
    let mut child = vouchsafe(&["openapi"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("reads");
    let output = child.wait_with_output().expect("ends");
    assert_eq!((first.as_str(), output.status.code()), ("{\n", Some(0)));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
