//! The page on how verification works is made of the tables that the checks run on: what they have it shows, and nothing
//! else.

use std::path::Path;

use chrono::{TimeZone, Utc};
use vouchsafe::app::Application;
use vouchsafe::clock::Clock;
use vouchsafe::config::{Listen, RateLimits};
use vouchsafe::domain::check::Outcome;
use vouchsafe::domain::credential::Profession;
use vouchsafe::rules::Rules;
use vouchsafe::verify::codes::Code;

use crate::support::database::TestDatabase;
use crate::support::server::{TestServer, parts};

/// The page in both languages, English first, under these rules.
fn pages(rules: &'static Rules) -> [String; 2] {
    let db = TestDatabase::sqlite();
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).single().expect("a moment"));
    let mut parts = parts(&db, clock);
    parts.rules = rules;
    let mut listen = Listen::at("127.0.0.1:0".parse().expect("an address"));
    listen.metrics = Some(listen.bind);
    listen.rate_limits = RateLimits::Off;
    let server = TestServer::serve(Application::build(parts, &listen).expect("builds"));
    ["/about/verification", "/es/about/verification"].map(|path| {
        let mut answer = server.get(path);
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status(), 200, "{path}: {text}");
        let (_, main) = text.split_once("<main").expect("a main part");
        main.split_once("</main>").expect("its end").0.to_string()
    })
}

/// The built-in tables, written out, with some of them changed.
fn changed(folder: &Path, changes: &[(&str, &str, &str)]) -> &'static Rules {
    for (name, text) in Rules::builtin_texts() {
        std::fs::write(folder.join(name), text).expect("writes");
    }
    for (name, from, to) in changes {
        let text = std::fs::read_to_string(folder.join(name)).expect("reads");
        assert!(text.contains(from), "{name}: {from}");
        std::fs::write(folder.join(name), text.replacen(from, to, 1)).expect("writes");
    }
    Rules::in_force(Some(folder)).unwrap_or_else(|e| panic!("{e}"))
}

/// The words of a page, without its tags.
fn words(page: &str) -> String {
    let mut words = String::new();
    for (i, part) in page.split('<').enumerate() {
        words.push_str(if i == 0 { "" } else { part.split_once('>').map_or("", |(_, text)| text) });
        words.push(' ');
    }
    words
}

/// What stands between two marks.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = page.split_once(from).unwrap_or_else(|| panic!("{from}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to}")).0
}

#[test]
fn each_check_outcome_profession_and_state_is_explained_and_each_board_can_be_reached() {
    let rules = Rules::builtin();
    for page in pages(rules) {
        for code in Code::ALL {
            let row = format!("id=\"check-{}\"", code.as_str().replace('.', "-"));
            assert_eq!(page.matches(&row).count(), 1, "{row}");
        }
        for profession in Profession::ALL {
            assert!(page.contains(&format!("id=\"profession-{profession}\"")), "{profession}");
        }
        for state in &rules.states.state {
            let told = between(&page, &format!("id=\"state-{}\"", state.code), "</details>");
            assert!(told.contains(&state.name), "{}", state.name);
            for board in rules.boards.board.iter().filter(|board| board.state == state.code) {
                assert!(told.contains(&format!("href=\"{}\"", board.url.replace('&', "&amp;"))), "{}", board.name);
            }
        }
        let outcomes = between(&page, "id=\"outcomes\"", "</details>");
        assert_eq!(outcomes.matches("<dt>").count(), Outcome::ALL.len());
        assert_eq!(between(&page, "id=\"tables\"", "</details>").matches("<dt>").count(), rules.tables().len());
    }
}

#[test]
fn the_same_numbers_stand_in_both_languages() {
    let numbers = |page: &String| {
        let words = words(page).replace("&#39;", "'");
        let mut numbers: Vec<String> =
            words.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).map(String::from).collect();
        numbers.sort();
        numbers
    };
    let [english, spanish] = pages(Rules::builtin());
    assert_eq!(numbers(&english), numbers(&spanish));
    assert!(numbers(&english).len() > 40);
}

#[test]
fn a_table_of_the_operators_own_changes_what_the_page_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let rules = changed(
        folder.path(),
        &[
            ("clocks.toml", "board_lookup_days = 180", "board_lookup_days = 123"),
            ("clocks.toml", "rems_days = 90", "rems_days = 77"),
            ("clocks.toml", "override_most_days = 365", "override_most_days = 222"),
            ("scope.toml", "last_day = \"2026-12-31\"", "last_day = \"2028-02-29\""),
            (
                "scope.toml",
                "profession = \"psychologist\"\nalso_called = [\"psyd\", \"lp\"]\nclass = \"therapist\"\nprescribes = \"rarely\"",
                "profession = \"psychologist\"\nalso_called = [\"psyd\", \"lp\"]\nclass = \"therapist\"\nprescribes = \"no\"",
            ),
            ("places.toml", "max_miles_from_zip = 100.0", "max_miles_from_zip = 61.5"),
            ("license_shapes.toml", "max_length = 20", "max_length = 19"),
            (
                "requirements.toml",
                "[[need]]",
                "[[need]]\nof = \"clinician\"\nprofessions = [\"rn\"]\ncredential = \"acls\"\nwords = \"our own wish of nurses\"\n\n[[need]]",
            ),
            ("requirements.toml", "words = \"NCCPA certification\"", "words = \"certification by whom we say\""),
            (
                "states.toml",
                "name = \"Oregon\"\nnurse_practice = \"independent\"",
                "name = \"Oregon\"\nnurse_practice = \"unknown\"",
            ),
            ("states.toml", "as_of = \"2026-11-01\"", "as_of = \"2027-03-05\""),
            ("boards.toml", "https://www.nursys.com/\"", "https://nurses.example.org/\""),
        ],
    );
    let ([before, _], [english, spanish]) = (pages(Rules::builtin()), pages(rules));
    let board = |page: &str| words(between(page, "id=\"check-license-board_status\"", "</tr>"));
    assert!(board(&before).contains("180 days") && board(&english).contains("123 days"), "{}", board(&english));
    assert!(board(&spanish).contains("123 días"));
    assert!(!words(&english).contains("180 days from") && words(&english).contains("again at least every 123 days"));
    for (said, in_spanish) in [
        ("every 77 days", "cada 77 días"),
        ("never later than 222", "nunca después de 222"),
        ("61.5 miles", "61.5 millas"),
        ("at most 19 letters", "máximo 19 letras"),
    ] {
        assert!(!words(&before).contains(said) && words(&english).contains(said), "{said}");
        assert!(words(&spanish).contains(in_spanish), "{in_spanish}");
    }
    assert!(
        words(&english).contains("Feb 29, 2028") || words(&english).contains("29 Feb 2028"),
        "the day of the federal rule"
    );
    let profession = |page: &str, word: &str| words(between(page, &format!("id=\"profession-{word}\""), "<h3"));
    assert!(profession(&before, "psychologist").contains("very few states"));
    assert!(profession(&english, "psychologist").contains("May not prescribe"));
    assert!(
        profession(&english, "rn").contains("our own wish of nurses") && !profession(&before, "rn").contains("wish")
    );
    assert!(
        between(&spanish, "id=\"profession-rn\"", "<h3").contains("<span lang=\"en\">our own wish of nurses</span>")
    );
    // Our own sentence about a row does not stay where the row says something else now.
    assert!(profession(&before, "pa").contains("NCCPA") && !profession(&english, "pa").contains("NCCPA"));
    let oregon = |page: &str| words(between(page, "id=\"state-OR\"", "</details>"));
    assert!(oregon(&before).contains("without an agreement") && oregon(&english).contains("a person looks"));
    assert!(english.contains("https://nurses.example.org/") && !before.contains("nurses.example.org"));
    assert!(words(between(&english, "id=\"tables\"", "</details>")).contains("2027"));
}
