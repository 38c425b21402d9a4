//! Who is let in where: every address with every kind of visitor, as `route_roles.txt` says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde_json::json;
use vouchsafe::config::RateLimits;
use vouchsafe::db::submissions;
use vouchsafe::domain::staff::Role;

use crate::on_both;
use crate::support::browser::{Answer, Browser, Office};
use crate::support::invented;
use crate::support::practice::Practice;

/// Read when the test runs, so that a line is mended without compiling.
const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/route_roles.txt");

/// The columns of the table.
const VISITORS: [&str; 7] =
    ["anonymous", "manager A", "manager B", "reviewer", "administrator", "auditor", "revoked staff session"];

/// One line: who gets what there.
struct Line {
    method: String,
    path: String,
    expected: Vec<String>,
}

fn lines() -> Vec<Line> {
    let table = std::fs::read_to_string(TABLE).expect("the table");
    let rows = table.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let (method, path) = cells[0].split_once(' ').expect("a method and a path");
        let expected: Vec<String> = match &cells[1..] {
            [all] => vec![all.to_string(); VISITORS.len()],
            each => each.iter().map(ToString::to_string).collect(),
        };
        assert_eq!(expected.len(), VISITORS.len(), "{row}: one answer for everybody, or one for each");
        Line { method: method.to_string(), path: path.trim().to_string(), expected }
    })
    .collect()
}

/// An address that the program registers, whether it is there in Spanish too, and its methods.
type Routes = BTreeMap<String, (bool, BTreeSet<&'static str>)>;

/// Where addresses are written down: the file, the function in it, what comes before each address of that function, and whether it is
/// registered under `/es` as well.
const WRITTEN_IN: &[(&str, &str, &str, bool)] = &[
    (include_str!("../../src/web/routes.rs"), "fn table", "", false),
    (include_str!("../../src/web/routes.rs"), "fn programs", "", false),
    (include_str!("../../src/web/routes.rs"), "fn public", "", true),
    (include_str!("../../src/web/routes.rs"), "fn drafts", "/list/{draft}", true),
    (include_str!("../../src/web/admin/mod.rs"), "pub fn routes", "/admin", false),
    (include_str!("../../src/web/admin/mod.rs"), "fn inside", "/admin", false),
    (include_str!("../../src/web/admin/mod.rs"), "fn own_account", "/admin", false),
    (include_str!("../../src/web/admin/mod.rs"), "fn everybodys_accounts", "/admin", false),
    (include_str!("../../src/web/admin/mod.rs"), "fn keys_of_programs", "/admin", false),
    (include_str!("../../src/web/portal/account/mod.rs"), "pub fn routes", "/portal", false),
    (include_str!("../../src/web/portal/account/mod.rs"), "fn inside", "/portal", false),
];

/// Every address in those functions: `get("/x", ..)`, `page("/x")`, `open("/x")` and `web::resource("/x")` with the routes after it.
fn registered() -> Routes {
    let mut routes = Routes::new();
    for (source, function, prefix, in_spanish) in WRITTEN_IN {
        let (_, rest) = source.split_once(&format!("\n{function}(")).expect("the function is there");
        let (body, _) = rest.split_once("\n}").expect("it ends");
        for service in body.split(".service(").skip(1) {
            let service = service.trim_start();
            let Some((maker, rest)) = service.split_once("(\"") else { continue };
            if maker == "web::scope" {
                continue;
            }
            let (path, after) = rest.split_once('"').expect("an address ends");
            let methods =
                [("GET", "web::get()"), ("POST", "web::post()"), ("PUT", "web::put()"), ("DELETE", "web::delete()")];
            let mut found: BTreeSet<&str> =
                methods.iter().filter(|(_, m)| after.contains(m)).map(|(m, _)| *m).collect();
            if maker == "get" {
                found.insert("GET");
            }
            assert!(!found.is_empty(), "{prefix}{path}: no method could be read; teach this test how it is written");
            // The one address without a path of its own is the first page in Spanish.
            let path = if prefix.is_empty() && path.is_empty() { "/es" } else { path };
            let entry = routes.entry(format!("{prefix}{path}")).or_insert((*in_spanish, BTreeSet::new()));
            entry.1.extend(found);
        }
    }
    routes
}

#[test]
fn every_address_that_the_program_registers_has_a_line_and_every_line_an_address() {
    let registered: BTreeSet<String> = registered()
        .into_iter()
        .flat_map(|(path, (_, methods))| methods.into_iter().map(move |method| format!("{method} {path}")))
        .collect();
    let written: BTreeSet<String> = lines().iter().map(|line| format!("{} {}", line.method, line.path)).collect();
    let missing: Vec<_> = registered.difference(&written).collect();
    let gone: Vec<_> = written.difference(&registered).collect();
    assert!(missing.is_empty() && gone.is_empty(), "without a line: {missing:#?}\nwithout an address: {gone:#?}");
    assert_eq!(written.len(), lines().len(), "one line an address");
    assert!(written.len() > 120, "only {} addresses were read", written.len());
}

/// Nothing but the functions above registers an address, so that reading them is reading all.
#[test]
fn addresses_are_written_down_in_the_tables_of_routes_alone() {
    let read: [&str; 3] = ["src/web/routes.rs", "src/web/admin/mod.rs", "src/web/portal/account/mod.rs"];
    let mut waiting = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/web")];
    let mut elsewhere = Vec::new();
    while let Some(dir) = waiting.pop() {
        for entry in std::fs::read_dir(dir).expect("a folder").map(|e| e.expect("an entry").path()) {
            if entry.is_dir() {
                waiting.push(entry);
                continue;
            }
            let text = std::fs::read_to_string(&entry).expect("text");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let registers = ["web::resource(", "web::scope(", ".route("].iter().any(|call| code.contains(call));
            if registers && !read.iter().any(|file| entry.ends_with(file)) {
                elsewhere.push(entry);
            }
        }
    }
    let metrics =
        |path: &std::path::PathBuf| path.ends_with("src/web/metrics.rs") || path.ends_with("src/web/tests.rs");
    elsewhere.retain(|path| !metrics(path));
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

/// What an answer means for who asked.
fn meaning(answer: &Answer) -> &'static str {
    let to = answer.header("location");
    match answer.status {
        401 => "sign-in",
        303 if to.contains("/sign-in?") || to.ends_with("/sign-in") => "sign-in",
        403 => "forbidden",
        404 => "not found",
        429 => "slowed down",
        500.. => "broken",
        _ => "ok",
    }
}

fn knock(browser: &mut Browser<'_>, method: &str, path: &str, token: &str) -> Answer {
    match method {
        "GET" => browser.get(path),
        "POST" => browser.post(path, &[("form_token", token.to_string())]),
        other => browser.bare(other, path),
    }
}

on_both! {
    fn every_address_answers_every_kind_of_visitor_as_the_table_says(db: TestDatabase) {
        // So many requests at once would be slowed down, which says nothing about who asks.
        let office = Office::open_with(&db, |listen| listen.rate_limits = RateLimits::Off);
        let practice = Practice::open(&db, &office.clock);
        let desk = &practice.desk;
        invented::load_lists(&desk.reference, &[invented::record()], &[]);
        let mut dossier = invented::dossier();
        dossier["provider"]["email"] = json!("ana@example.org");
        let submission = invented::publish_dossier(desk, &dossier);
        let organization = desk.db.read(|c| submissions::get(c, &submission)).expect("there").organization_id;
        practice.send("Still Water", "ben@example.org");
        let nobody = vouchsafe::domain::ids::Id::new().to_string();
        let known = [
            ("{organization}", organization.as_str()),
            ("{slug}", "quiet-harbor-psychiatry"),
            ("{topic}", "a-course"),
        ];

        office.hire("col@example.org", Role::Auditor);
        let colleague = office.accounts.account("col@example.org").expect("reads").expect("there").id;
        let staff = [("rey@example.org", Role::Reviewer), ("ada@example.org", Role::Administrator),
            ("aud@example.org", Role::Auditor), ("rev@example.org", Role::Administrator)];
        let mut visitors: Vec<(Browser<'_>, String)> = vec![(office.browser(), String::new())];
        for email in ["ana@example.org", "ben@example.org"] {
            let mut browser = office.browser();
            practice.sign_in(&mut browser, email);
            let token = browser.get("/portal").token();
            visitors.push((browser, token));
        }
        for (email, role) in staff {
            office.hire(email, role);
            let mut browser = office.signed_in(email);
            let token = browser.get("/admin/queue").token();
            assert!(!token.is_empty(), "{email} is in");
            visitors.push((browser, token));
        }
        let revoked = visitors.last_mut().expect("the last one");
        let cookie = revoked.0.cookie.clone();
        assert_eq!(revoked.0.post("/admin/sign-out", &[("form_token", revoked.1.clone())]).status, 303);
        revoked.0.cookie = cookie;
        office.clock.advance(Duration::seconds(1));

        let in_spanish: BTreeMap<String, bool> =
            registered().into_iter().map(|(path, (spanish, _))| (path, spanish)).collect();
        // Signing out comes last: it is over after that.
        let mut lines = lines();
        lines.sort_by_key(|line| line.path.ends_with("/sign-out"));
        let mut faults = Vec::new();
        for line in lines {
            let path = known.iter().fold(line.path.clone(), |path, (name, value)| path.replace(name, value));
            let path = path.replace("/admin/submissions/{id}", &format!("/admin/submissions/{submission}"));
            let path = path.replace("/admin/accounts/{id}", &format!("/admin/accounts/{colleague}"));
            // What is left has nothing behind it: who is let in is told that there is nothing.
            let path = path.split('/').map(|part| if part.starts_with('{') { nobody.as_str() } else { part });
            let path = path.collect::<Vec<_>>().join("/");
            let spanish = in_spanish.get(&line.path).copied().unwrap_or_default();
            let paths = std::iter::once(path.clone()).chain(spanish.then(|| format!("/es{path}")));
            for path in paths {
                let got: Vec<&str> = visitors
                    .iter_mut()
                    .map(|(browser, token)| {
                        let cookie = browser.cookie.clone();
                        let answer = knock(browser, &line.method, &path, token);
                        if !line.path.ends_with("/sign-out") {
                            browser.cookie = cookie;
                        }
                        meaning(&answer)
                    })
                    .collect();
                if got != line.expected {
                    faults.push(format!("{} {} | {}", line.method, line.path, got.join(" | ")));
                }
            }
        }
        assert!(faults.is_empty(), "answered otherwise than written:\n{}", faults.join("\n"));
    }
}
