//! Which rule tables are taken, and how the others are refused.

use super::*;

/// What is said when one table has another text.
fn refused(name: &str, change: impl FnOnce(&str) -> String) -> Vec<RuleFault> {
    let files = RuleFiles::builtin();
    let text = change(files.text(name));
    assert_ne!(text, files.text(name), "the test changes something in {name}");
    Rules::read(&files.with(name, text)).expect_err("refused").0
}

fn one(name: &str, change: impl FnOnce(&str) -> String) -> RuleFault {
    let mut faults = refused(name, change);
    assert_eq!(faults.len(), 1, "{faults:?}");
    faults.remove(0)
}

#[test]
fn every_rule_file_reads_and_names_its_date_and_source() {
    let rules = Rules::read(&RuleFiles::builtin()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(rules.version().len(), 16);
    assert_eq!(rules.tables().len(), Rules::builtin_texts().count(), "every file is a table");
}

#[test]
fn a_source_is_something_that_a_reader_of_the_rules_page_can_open_or_a_rule_of_our_own_with_its_reason() {
    for head in Rules::builtin().tables() {
        for ours in [".md", "docs/", "decision", "contract"] {
            assert!(!head.source.contains(ours), "{}: {}", head.name, head.source);
        }
        let is_only_ours = head.source.starts_with("our own") && !head.source.contains("https://");
        assert!(!is_only_ours || head.source.contains("Why: "), "{}: {}", head.name, head.source);
    }
}

#[test]
fn a_key_that_no_table_knows_is_refused_with_file_line_and_key() {
    let fault = one("clocks.toml", |text| format!("{text}moon_days = 28\n"));
    let lines = RuleFiles::builtin().text("clocks.toml").lines().count();
    assert_eq!((fault.line, fault.key.as_str()), (Some(lines + 1), "moon_days"), "{fault}");
    assert!(fault.file.contains("clocks.toml"), "{fault}");
}

#[test]
fn a_table_without_date_or_source_is_refused_by_that_key() {
    for key in ["as_of", "source"] {
        let without = |text: &str| {
            let kept: Vec<&str> = text.lines().filter(|l| !l.starts_with(&format!("{key} ="))).collect();
            kept.join("\n")
        };
        assert_eq!(one("states.toml", without).key, key);
        let empty = |text: &str| {
            let emptied = |l: &str| if l.starts_with(&format!("{key} =")) { format!("{key} = \"\"") } else { l.into() };
            text.lines().map(emptied).collect::<Vec<String>>().join("\n")
        };
        let fault = one("states.toml", empty);
        assert_eq!((fault.key.as_str(), fault.line.is_some_and(|l| l > 1)), (key, true), "{fault}");
    }
}

#[test]
fn what_is_no_toml_and_what_has_a_wrong_type_names_its_line() {
    let fault = one("clocks.toml", |text| text.replace("rems_days = 90", "rems_days = ninety"));
    assert_eq!((fault.key.as_str(), fault.line.is_some()), ("rems_days", true), "{fault}");
    let fault = one("clocks.toml", |text| text.replace("rems_days = 90", "rems_days = \"90\""));
    assert_eq!((fault.key.as_str(), fault.line.is_some()), ("rems_days", true), "{fault}");
    let fault = one("scope.toml", |text| text.replacen("prescribes = \"rarely\"", "prescribes = \"perhaps\"", 1));
    assert_eq!(fault.key, "prescribes", "{fault}");
}

#[test]
fn a_state_twice_or_missing_is_refused() {
    let row = "\n[[state]]\ncode = \"OR\"\nname = \"Oregon\"\nnurse_practice = \"agreement\"\nown_drug_registration = \"unknown\"\n";
    let fault = one("states.toml", |text| format!("{text}{row}"));
    assert_eq!(fault.key, "code");
    let code_line = RuleFiles::builtin().text("states.toml").lines().count() + 3;
    assert_eq!(fault.line, Some(code_line), "{fault}");
    let missing = refused("states.toml", |text| text.replace("code = \"OR\"", "code = \"ZZ\""));
    assert_eq!(missing.len(), 2, "no row for OR, and ZZ is none: {missing:?}");
}

#[test]
fn a_dea_letter_in_two_classes_is_refused() {
    let fault = one("dea_letters.toml", |text| text.replace("letters = \"M\"", "letters = \"MB\""));
    assert_eq!(fault.key, "letters");
    assert!(fault.reason.contains("`B`"), "{fault}");
    let fault = one("dea_letters.toml", |text| text.replace("letters = \"X\"", "letters = \"Z\""));
    assert!(fault.reason.contains("`X`"), "{fault}");
}

#[test]
fn no_table_allows_what_the_contract_forbids() {
    let longer = one("clocks.toml", |text| text.replace("board_lookup_days = 180", "board_lookup_days = 3650"));
    assert_eq!(longer.key, "board_lookup_days");
    let from_afar = refused("scope.toml", |text| text.replace("telehealth = \"fail\"", "telehealth = \"pass\""));
    assert_eq!(from_afar.len(), 3, "{from_afar:?}");
    let farther = one("places.toml", |text| text.replace("max_miles_from_zip = 100.0", "max_miles_from_zip = 5000.0"));
    assert_eq!(farther.key, "max_miles_from_zip");
    let endless = one("clocks.toml", |text| text.replace("override_most_days = 365", "override_most_days = 3650"));
    assert_eq!(endless.key, "override_most_days");
    let row = "code = \"license.expiry\"\nby = \"evidence\"";
    let expired = one("overrides.toml", |text| text.replace(row, "code = \"license.expiry\"\nby = \"two_people\""));
    assert_eq!(expired.key, "by", "{expired}");
    let row = "code = \"exclusion.leie\"\nby = \"row\"";
    refused("overrides.toml", |text| text.replace(row, "code = \"exclusion.leie\"\nby = \"evidence\""));
    refused("overrides.toml", |text| text.replace("exclusion.sam", "exclusion.sams"));
}

#[test]
fn a_claim_without_phrases_or_with_one_that_nothing_matches_is_refused() {
    let fault = one("claims.toml", |text| text.replacen("phrases = [\"cure\",", "phrases = [\"CURE\",", 1));
    assert_eq!(fault.key, "phrases", "{fault}");
    let text = RuleFiles::builtin().text("claims.toml").to_string();
    let line = text.lines().find(|l| l.starts_with("phrases = [\"cure\"")).expect("the row").to_string();
    assert_eq!(one("claims.toml", |text| text.replace(&line, "phrases = []")).key, "phrases");
    let unknown = refused("claims.toml", |text| text.replace("claims.cure", "claims.cures"));
    assert_eq!(unknown.len(), 2, "{unknown:?}");
}

#[test]
fn a_need_asked_twice_or_of_a_field_that_no_dossier_has_is_refused() {
    let twice = "\n[[need]]\nof = \"clinician\"\nprofessions = [\"md\"]\nfield = \"npi\"\nwords = \"an NPI\"\n";
    assert_eq!(one("requirements.toml", |text| format!("{text}{twice}")).key, "field");
    let fault = one("requirements.toml", |text| text.replacen("field = \"npi\"", "field = \"npi_number\"", 1));
    assert!(fault.reason.contains("npi_number"), "{fault}");
    let again = "\n[[credential]]\nkind = \"dea\"\nneeds = [\"number\"]\n";
    assert_eq!(one("requirements.toml", |text| format!("{text}{again}")).key, "kind");
}

#[test]
fn a_title_that_means_two_professions_is_refused() {
    let fault = one("scope.toml", |text| text.replace("also_called = [\"pa-c\"]", "also_called = [\"pa-c\", \"md\"]"));
    assert!(fault.reason.contains("`md`"), "{fault}");
}

#[test]
fn a_board_address_that_is_not_https_or_not_read_where_it_says_is_refused() {
    let row = |url: &str, confidence: &str| {
        format!(
            "\n[[board]]\nstate = \"PR\"\nprofessions = [\"aa\"]\nname = \"A board\"\nurl = \"{url}\"\nconfidence = \"{confidence}\"\n"
        )
    };
    let builtin = RuleFiles::builtin();
    assert!(
        Rules::builtin().boards.of("PR", crate::domain::credential::Profession::Aa).iter().all(|b| b.state == "US")
    );
    for (url, confidence, key) in [
        ("http://board.example.org/", "unconfirmed", "url"),
        ("https://board.example.org/", "confirmed", "confidence"),
        ("https://user@board.example.org/", "unconfirmed", "url"),
    ] {
        let text = format!("{}{}", builtin.text("boards.toml"), row(url, confidence));
        assert_eq!(one("boards.toml", |_| text).key, key);
    }
}

#[test]
fn a_folder_replaces_a_table_and_leaves_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = RuleFiles::builtin().text("clocks.toml").replace("rems_days = 90", "rems_days = 30");
    std::fs::write(folder.path().join("clocks.toml"), text).expect("writes");
    let rules = Rules::in_force(Some(folder.path())).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(rules.clocks.rems_days, 30);
    assert_eq!(rules.states.state.len(), Rules::builtin().states.state.len());
    assert_ne!(rules.version(), Rules::builtin().version());
    let replaced: Vec<&str> = rules.tables().iter().filter(|t| t.replaced_by.is_some()).map(|t| t.name).collect();
    assert_eq!(replaced, ["clocks.toml"]);
}

#[test]
fn a_misspelled_file_name_is_refused_because_it_would_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("clock.toml"), "").expect("writes");
    let error = Rules::in_force(Some(folder.path())).expect_err("refused").to_string();
    assert!(error.contains("clock.toml") && error.contains("clocks.toml"), "{error}");
    let nowhere = Rules::in_force(Some(&folder.path().join("nowhere"))).expect_err("refused").to_string();
    assert!(nowhere.contains("nowhere"), "{nowhere}");
}

#[test]
fn another_text_is_another_version() {
    let builtin = RuleFiles::builtin();
    let text = format!("{}\n# a remark\n", builtin.text("claims.toml"));
    assert_ne!(builtin.version(), RuleFiles::builtin().with("claims.toml", text).version());
}
