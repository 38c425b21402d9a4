//! Rule tables of one's own: written out to begin with, read instead of the built-in ones, refused where they cannot hold.

use std::path::Path;
use std::process::{Command, Output};

use vouchsafe::rules::Rules;

fn vouchsafe(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouchsafe"));
    command.env_clear().current_dir(folder).env("DATABASE_URL", "sqlite:nothing-here.db").args(args);
    command.output().expect("the program runs")
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn roster(folder: &Path) {
    // A title that no built-in table knows.
    let text = "npi,last_name,profession,license_number,license_state,license_expires_on,state\n\
                2000000002,Vantassel,wizard,11,CT,2027-12-31,CT\n";
    std::fs::write(folder.join("roster.csv"), text).expect("writes");
}

fn replace(file: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(file).expect("reads");
    assert!(text.contains(from), "{from}");
    std::fs::write(file, text.replace(from, to)).expect("writes");
}

#[test]
fn what_was_written_out_says_the_same_and_a_change_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (code, builtin, _) = said(&vouchsafe(folder.path(), &["rules"]));
    assert_eq!(code, Some(0));
    let (code, files, _) = said(&vouchsafe(folder.path(), &["rules", "--export", "mine"]));
    assert_eq!((code, files.lines().count()), (Some(0), Rules::builtin_texts().count()), "{files}");
    let (code, same, _) = said(&vouchsafe(folder.path(), &["rules", "--rules", "mine"]));
    assert_eq!((code, same.lines().next()), (Some(0), builtin.lines().next()), "the same tables, the same version");

    replace(&folder.path().join("mine/scope.toml"), "also_called = [\"pa-c\"]", "also_called = [\"pa-c\", \"wizard\"]");
    roster(folder.path());
    let verify = ["verify", "roster.csv", "--as-of", "2026-11-20", "--format", "json"];
    let (code, _, _) = said(&vouchsafe(folder.path(), &verify));
    assert_eq!(code, Some(2), "no profession of the built-in tables");
    let (code, report, problems) = said(&vouchsafe(folder.path(), &[&verify[..], &["--rules", "mine"]].concat()));
    assert_eq!(code, Some(0), "{problems}");
    assert!(report.contains("\"npi\":\"2000000002\""), "{report}");
    let (_, changed, _) = said(&vouchsafe(folder.path(), &["rules", "--rules", "mine"]));
    assert_ne!(changed.lines().next(), builtin.lines().next());
    assert!(changed.contains("mine/scope.toml"), "{changed}");
}

#[test]
fn files_that_are_there_are_not_written_over() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("clocks.toml"), "mine").expect("writes");
    let (code, told, _) = said(&vouchsafe(folder.path(), &["rules", "--export", "."]));
    assert_eq!(code, Some(0));
    assert!(told.contains("clocks.toml is there already"), "{told}");
    assert_eq!(std::fs::read_to_string(folder.path().join("clocks.toml")).expect("reads"), "mine");
}

#[test]
fn a_table_that_cannot_hold_ends_every_command_with_2_and_names_file_line_and_key() {
    let folder = tempfile::tempdir().expect("a folder");
    said(&vouchsafe(folder.path(), &["rules", "--export", "mine"]));
    let letters = folder.path().join("mine/dea_letters.toml");
    replace(&letters, "letters = \"M\"", "letters = \"MB\"");
    roster(folder.path());
    let line = std::fs::read_to_string(&letters).expect("reads").lines().position(|l| l.contains("MB")).expect("there");
    let place = format!("mine/dea_letters.toml, line {}, key `letters`", line + 1);
    for command in [&["rules"][..], &["verify", "roster.csv"], &["serve", "--bind", "127.0.0.1:0"], &["doctor"]] {
        let (code, _, sentence) = said(&vouchsafe(folder.path(), &[command, &["--rules", "mine"]].concat()));
        assert_eq!(code, Some(2), "{command:?}: {sentence}");
        assert!(sentence.contains(&place), "{command:?}: {sentence}");
    }
    assert!(!folder.path().join("nothing-here.db").exists(), "refused before anything was made");
}
