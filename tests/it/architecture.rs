//! The house keeps its shape: which room may use which, where the frameworks may be named, and what a template may hold.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A room, and the rooms it may use. `domain` is the ground floor; `cli` and `demo` see everything.
const EDGES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("sources", &["domain"]),
    ("rules", &["domain"]),
    ("geo", &["domain"]),
    ("search", &["geo", "domain"]),
    ("fhir", &["search", "geo", "domain"]),
    ("mail", &["domain"]),
    ("documents", &["domain"]),
    ("verify", &["rules", "geo", "sources", "domain"]),
    ("db", &["sources", "domain"]),
    ("staff", &["db", "domain"]),
    ("managers", &["pipeline", "db", "domain"]),
    ("reads", &["db", "search", "geo", "domain"]),
    ("pipeline", &["db", "documents", "mail", "verify", "sources", "search", "rules", "geo", "domain"]),
    ("jobs", &["pipeline", "mail", "reads", "search", "verify", "rules", "geo", "domain"]),
    ("web", &["fhir", "pipeline", "reads", "staff", "managers", "search", "verify", "rules", "geo", "domain"]),
    (
        "app",
        &[
            "web", "fhir", "jobs", "pipeline", "reads", "staff", "managers", "search", "verify", "rules", "geo",
            "domain",
        ],
    ),
    ("cli", ANY),
    ("demo", ANY),
    ("main", ANY),
    ("lib", ANY),
];

/// Every room.
const ANY: &[&str] = &["*"];

/// These belong to no room and use none, so any room may use them.
const OUTSIDE: &[&str] = &["clock", "config", "error", "keys", "telemetry"];

/// What a room may take from another without the edge: the handle that it only hands on.
const HANDLES: &[(&str, &str, &[&str])] =
    &[("web", "db", &["Db", "DbError"]), ("app", "db", &["Db", "DbError"]), ("jobs", "db", &["Db", "DbError"])];

/// A framework's crate, and where it may be named.
const FRAMEWORKS: &[(&str, &[&str])] = &[
    ("diesel", &["src/db/"]),
    ("diesel_migrations", &["src/db/"]),
    ("actix_web", &["src/web/", "src/app.rs"]),
    ("tera", &["src/web/"]),
    ("ureq", &["src/sources/online/"]),
    ("lettre", &["src/mail/"]),
    ("image", &["src/documents/"]),
    ("actix_multipart", &["src/web/"]),
    ("clap", &["src/cli/", "src/config.rs", "src/main.rs"]),
];

/// A file that needs more than this many lines has two subjects.
const LONGEST_FILE: usize = 500;

#[test]
fn a_room_uses_only_the_rooms_below_it() {
    let faults: Vec<String> = sources()
        .iter()
        .flat_map(|file| {
            let room = room_of(file);
            uses(&code(file)).into_iter().filter(move |used| !may_use(&room, used)).map({
                let file = file.clone();
                move |used| format!("{}: {} may not use {}", file.display(), room_of(&file), used.join("::"))
            })
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_room_has_its_edges_written_down() {
    let known: BTreeSet<&str> = EDGES.iter().map(|(room, _)| *room).chain(OUTSIDE.iter().copied()).collect();
    let unknown: BTreeSet<String> =
        sources().iter().map(|f| room_of(f)).filter(|r| !known.contains(r.as_str())).collect();
    assert!(unknown.is_empty(), "add to EDGES: {unknown:?}");
}

#[test]
fn a_framework_is_named_only_in_its_own_room() {
    let mut faults = Vec::new();
    for file in sources() {
        let code = code(&file);
        let place = file.to_string_lossy().into_owned();
        for (framework, rooms) in FRAMEWORKS {
            let named = code.contains(&format!("{framework}::")) || code.contains(&format!("use {framework};"));
            if named && !rooms.iter().any(|room| place.starts_with(room)) {
                faults.push(format!("{place}: names {framework}, which belongs in {}", rooms.join(" and ")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn no_source_file_has_two_subjects() {
    let roots = ["src", "tests", "templates", "assets"];
    let long: Vec<String> = roots
        .iter()
        .flat_map(|root| files(Path::new(root)))
        .filter(|file| has_extension(file, &["rs", "html", "css", "js"]))
        .filter_map(|file| {
            let lines = fs::read_to_string(&file).expect("text").lines().count();
            (lines > LONGEST_FILE).then(|| format!("{}: {lines} lines, more than {LONGEST_FILE}", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn a_template_holds_no_inline_style_no_inline_script_and_no_unescaped_value() {
    let faults: Vec<String> = templates().iter().flat_map(|file| template_faults(file)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_template_lint_finds_what_it_is_for() {
    for bad in [
        r#"<p style="color: red">"#,
        r#"<button onclick="go()">"#,
        "<script>go()</script>",
        "{{ name | safe }}",
        r#"<a href="https://example.org/">out</a>"#,
        r#"<img src="https://example.org/a.png">"#,
        "{% set_global x = 1 %}{{ __tera_one_off }}",
    ] {
        assert_ne!(line_faults(bad), Vec::<&str>::new(), "{bad}");
    }
    for good in [
        r#"<a href="https://988lifeline.org/" rel="noreferrer">chat</a>"#,
        r#"<script src="/assets/app.js" defer></script>"#,
        r#"<p class="style">based on=x</p>"#,
        r#"<a href="{{ url }}">{{ name }}</a>"#,
    ] {
        assert_eq!(line_faults(good), Vec::<&str>::new(), "{good}");
    }
}

#[test]
fn the_reader_of_uses_sees_every_way_to_write_one() {
    let code = "use crate::db::Db;\nuse crate::{geo::Place, search};\nfn f() { crate::web::go() }";
    let found: Vec<String> = uses(code).iter().map(|used| used.join("::")).collect();
    assert_eq!(found, ["db::Db", "geo::Place", "search", "web::go"]);
    assert!(!may_use("web", &["db".into(), "schema".into()]), "a handle opens no door to the rest of the room");
    assert!(may_use("web", &["db".into(), "Db".into()]));
}

/// Whether `room` may name `used`: a path below `crate`, its first step a room.
fn may_use(room: &str, used: &[String]) -> bool {
    let other = used[0].as_str();
    let item = used.get(1).map_or("", String::as_str);
    let allowed = EDGES.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, allowed)| allowed);
    other == room
        || OUTSIDE.contains(&other)
        || (allowed == ANY && room != "lib")
        || allowed.contains(&other)
        || HANDLES.iter().any(|(from, to, items)| *from == room && *to == other && items.contains(&item))
}

/// The paths below `crate::` that the code names; a braced group gives one path for each of its parts.
fn uses(code: &str) -> Vec<Vec<String>> {
    code.match_indices("crate::")
        .filter(|(at, _)| !code[..*at].ends_with(is_word))
        .flat_map(|(at, _)| paths(&code[at + 7..]))
        .collect()
}

fn paths(text: &str) -> Vec<Vec<String>> {
    let first: String = text.chars().take_while(|c| is_word(*c)).collect();
    if let Some(group) = text.strip_prefix('{') {
        return parts(group).iter().flat_map(|part| paths(part.trim())).collect();
    }
    let rest = text[first.len()..].strip_prefix("::").unwrap_or("");
    match rest {
        "" => vec![vec![first]],
        _ => paths(rest).into_iter().map(|below| [vec![first.clone()], below].concat()).collect(),
    }
}

/// The parts of a braced group, split at its own commas; `group` starts behind the opening brace.
fn parts(group: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 1;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            (_, 0) => break,
            (',', 1) => parts.push(String::new()),
            _ => parts.last_mut().expect("starts with one").push(c),
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A file's code: without comments, and without its tests, which may use what they need.
fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("source is text");
    let text = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// `src/db/core.rs` and `src/db.rs` are both in the room `db`.
fn room_of(file: &Path) -> String {
    let name = file.components().nth(1).expect("below src").as_os_str().to_string_lossy().into_owned();
    name.strip_suffix(".rs").unwrap_or(&name).to_owned()
}

/// Every source file that is not tests alone.
fn sources() -> Vec<PathBuf> {
    let tests_alone =
        |file: &PathBuf| file.components().any(|c| c.as_os_str() == "tests" || c.as_os_str() == "tests.rs");
    let found: Vec<PathBuf> =
        files(Path::new("src")).into_iter().filter(|f| has_extension(f, &["rs"]) && !tests_alone(f)).collect();
    assert!(found.len() > 20, "run from the repository's root");
    found
}

fn templates() -> Vec<PathBuf> {
    files(Path::new("templates")).into_iter().filter(|file| !file.ends_with(".gitkeep")).collect()
}

fn template_faults(file: &Path) -> Vec<String> {
    if has_extension(file, &["ftl"]) {
        return Vec::new();
    }
    if !has_extension(file, &["html"]) {
        // Values are escaped in templates whose name ends in .html, and in no other.
        return vec![format!("{}: a template's name ends in .html", file.display())];
    }
    let text = fs::read_to_string(file).expect("a template is text");
    let fault = |(at, line): (usize, &str)| {
        line_faults(line).into_iter().map(move |f| format!("{}:{}: {f}", file.display(), at + 1)).collect::<Vec<_>>()
    };
    text.lines().enumerate().flat_map(fault).collect()
}

/// What is wrong with one line of a template.
fn line_faults(line: &str) -> Vec<&'static str> {
    let line = line.to_ascii_lowercase();
    let squeezed = line.replace(' ', "");
    let elsewhere = ["href=\"http", "src=\"http", "href=\"//", "src=\"//", "action=\"http"]
        .iter()
        .any(|start| line.contains(start));
    let handler = line.split(" on").skip(1).any(|rest| {
        let name = rest.chars().take_while(char::is_ascii_lowercase).count();
        name > 0 && rest[name..].starts_with("=\"")
    });
    [
        (line.contains(" style=\""), "an inline style; the CSP refuses it, use a class"),
        (handler, "an inline event handler; the CSP refuses it, use a script file"),
        (
            line.contains("<script") && !line.contains("src=") && !line.contains("application/"),
            "an inline script; the CSP refuses it",
        ),
        (line.contains("<style"), "an inline style sheet; the CSP refuses it"),
        (squeezed.contains("|safe"), "`safe` turns escaping off; use the Markup type"),
        (line.contains("one_off"), "a one-off template is not escaped"),
        (
            elsewhere && (line.contains("src=\"") || !line.contains("rel=\"noreferrer")),
            "another origin: a link needs rel=\"noreferrer\", anything else is not allowed",
        ),
    ]
    .into_iter()
    .filter_map(|(wrong, fault)| wrong.then_some(fault))
    .collect()
}

fn has_extension(file: &Path, extensions: &[&str]) -> bool {
    file.extension().is_some_and(|found| extensions.iter().any(|wanted| found == *wanted))
}

/// Every file below `root`, in order; none where there is no such folder.
fn files(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .filter(|path| !path.ends_with("node_modules"))
        .flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] })
        .collect();
    found.sort();
    found
}
