use proptest::prelude::*;

use super::*;

fn date(s: &str) -> Option<NaiveDate> {
    Some(s.parse().expect("a date"))
}

fn row(last: &str, first: &str, npi: &str, born: Option<NaiveDate>) -> ExclusionRecord {
    ExclusionRecord {
        last_name: last.into(),
        first_name: first.into(),
        npi: npi.into(),
        date_of_birth: born,
        state: "OH".into(),
        specialty: "IND- LIC HC SERV PRO / PSYCHIATRY".into(),
        ..Default::default()
    }
}

fn name(first: &str, middle: &str, last: &str) -> KnownName {
    KnownName { first: first.into(), middle: middle.into(), last: last.into() }
}

fn suspect<'a>(
    names: &[KnownName],
    born: Option<NaiveDate>,
    npi: Option<&'a str>,
    states: &'a BTreeSet<String>,
) -> Suspect<'a> {
    let names = names.iter().cloned().collect();
    Suspect { names, born, npi, practice: states.clone(), states, profession: Some(Profession::Md) }
}

fn judged(born: Option<NaiveDate>, npi: Option<&str>, row: ExclusionRecord, state: &str) -> Option<Tier> {
    let states = BTreeSet::from([state.to_string()]);
    tier(&suspect(&[name("Robert", "", "Hale")], born, npi, &states), row)
}

fn tier(who: &Suspect<'_>, row: ExclusionRecord) -> Option<Tier> {
    let rules = Rules::builtin();
    who.judge(&who.spellings(rules), &row.into(), rules).map(|m| m.tier)
}

#[test]
fn the_same_npi_is_confirmed_whatever_the_name() {
    let listed = row("SOMEONE", "ELSE", "1234567893", None);
    assert_eq!(judged(None, Some("1234567893"), listed, "CT"), Some(Tier::Confirmed));
    let ill_formed = row("SOMEONE", "ELSE", "123", None);
    assert_eq!(judged(None, Some(" 123"), ill_formed, "CT"), Some(Tier::Confirmed));
}

#[test]
fn name_and_birth_date_are_probable_even_by_nickname() {
    let born = date("1960-04-12");
    for (last, first) in [("HALE", "ROBERT"), ("HALE JR", "BOB"), ("ROBERT", "HALE"), ("HALE ROBERT", "")] {
        assert_eq!(judged(born, None, row(last, first, "", born), "CT"), Some(Tier::Probable), "{last} {first}");
    }
}

#[test]
fn a_birth_date_that_is_missing_or_slipped_stays_possible() {
    let slipped = ["1960-04-21", "1960-04-13", "1960-12-04", "1960-04-17", "1961-04-12", "1959-04-12", "1960-05-12"];
    for listed in slipped.map(date).into_iter().chain([None]) {
        let tier = judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "CT");
        assert_eq!(tier, Some(Tier::Possible), "{listed:?}");
    }
    assert_eq!(judged(None, None, row("HALE", "ROBERT", "", date("1960-04-12")), "CT"), Some(Tier::Possible));
}

#[test]
fn a_clearly_different_birth_date_clears_unless_state_and_work_agree() {
    let listed = date("1981-11-30");
    assert_eq!(judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "CT"), Some(Tier::AutoCleared));
    assert_eq!(judged(date("1960-04-12"), None, row("HALE", "ROBERT", "", listed), "OH"), Some(Tier::Possible));
}

#[test]
fn another_npi_and_another_birth_date_are_another_person_but_an_ill_formed_npi_says_nothing() {
    let with = |npi: &str| row("HALE", "ROBERT", npi, date("1981-11-30"));
    let tier = |npi: &str| judged(date("1960-04-12"), Some("1234567893"), with(npi), "CT");
    assert_eq!(tier("1679576722"), Some(Tier::AutoCleared));
    assert_eq!(tier("1234567983"), Some(Tier::Possible), "two digits of ours are swapped");
    assert_eq!(tier("99"), Some(Tier::AutoCleared), "nor does it keep anybody in question");
}

#[test]
fn another_given_name_is_a_question_only_with_the_birth_date() {
    let born = date("1960-04-12");
    assert_eq!(judged(born, None, row("HALE", "MARGARET", "", None), "OH"), None);
    assert_eq!(judged(born, None, row("HALE", "MARGARET", "", born), "OH"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("HALE", "RUFUS", "", born), "CT"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("HALE", "MARGARET", "", born), "CT"), None);
}

#[test]
fn middle_names_that_differ_need_the_state_where_there_is_no_birth_date() {
    let states = BTreeSet::from(["CT".to_string()]);
    let own = suspect(&[name("Robert", "Lee", "Hale")], date("1960-04-12"), None, &states);
    let asked = |middle: &str, state: &str| {
        let mut listed = row("HALE", "ROBERT", "", None);
        (listed.middle_name, listed.state) = (middle.into(), state.into());
        tier(&own, listed)
    };
    assert_eq!(asked("L", "OH"), Some(Tier::Possible));
    assert_eq!(asked("JAMES", "CT"), Some(Tier::Possible));
    assert_eq!(asked("JAMES", "OH"), None);
}

#[test]
fn a_misspelt_name_is_a_question() {
    let born = date("1960-04-12");
    assert_eq!(judged(born, None, row("HAEL", "ROBERT", "", born), "CT"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("HALLE", "ROBRET", "", born), "CT"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("HALE", "ROBRET", "", None), "OH"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("HALE", "ROBRET", "", None), "CT"), None);
}

#[test]
fn another_surname_needs_state_and_work_besides_given_name_and_birth_date() {
    let born = date("1960-04-12");
    assert_eq!(judged(born, None, row("STONE", "ROBERT", "", born), "OH"), Some(Tier::Possible));
    assert_eq!(judged(born, None, row("STONE", "ROBERT", "", born), "CT"), None);
}

#[test]
fn an_entity_called_by_the_person_s_name_is_a_question() {
    let listed = ExclusionRecord { business_name: "ROBERT J HALE MD PC".into(), ..Default::default() };
    assert_eq!(judged(date("1960-04-12"), None, listed, "CT"), Some(Tier::Possible));
}

#[test]
fn every_row_that_would_be_judged_is_looked_up() {
    let states = BTreeSet::from(["OH".to_string()]);
    let born = date("1960-04-12");
    let names = [name("Ann", "", "Altman-Steele"), name("Ann", "", "Featherstonehaugh-Cholmondeley")];
    let keys = suspect(&names, born, None, &states).keys(&Rules::builtin().names);
    for (last, first, listed) in [
        ("STEELE", "ANN", None),
        ("ALTMAN", "ANN", None),
        ("STELE", "ANN", None),
        ("FEATHERSTONEHAUGH-CH", "ANN", None),
        ("ANN", "STEELE", None),
        ("STEELE JR", "ANN", None),
        ("OTHER", "ANN", born),
    ] {
        let listed = exclusion_keys::of_row(&row(last, first, "", listed));
        assert!(listed.iter().any(|k| keys.contains(k)), "{last}");
    }
}

/// How sure, as a number.
fn sure(tier: Option<Tier>) -> usize {
    let order = [Tier::None, Tier::AutoCleared, Tier::Possible, Tier::Probable, Tier::Confirmed];
    tier.and_then(|t| order.iter().position(|o| *o == t)).unwrap_or(0)
}

/// What two documents may say of one person, in every degree of agreement: the last one agrees fully.
const BORN: [&str; 4] = ["1981-11-30", "", "1960-04-21", "1960-04-12"];
const LAST: [&str; 4] = ["STONE", "WHITCOMBE", "LANE-WHITCOMB", "WHITCOMB"];
const FIRST: [&str; 4] = ["ORSON", "MARGRAET", "PEGGY", "MARGARET"];
const NPIS: [&str; 3] = ["1679576722", "", "1234567893"];

fn graded(born: usize, last: usize, first: usize, npi: usize, state: bool, work: bool) -> usize {
    let states = BTreeSet::from(["OH".to_string()]);
    let mut listed = row(LAST[last], FIRST[first], NPIS[npi], BORN[born].parse().ok());
    listed.state = if state { "OH" } else { "FL" }.into();
    listed.specialty = if work { "PSYCHIATRY" } else { "TAXI COMPANY" }.into();
    let own = [name("Margaret", "", "Whitcomb")];
    sure(tier(&suspect(&own, date("1960-04-12"), Some("1234567893"), &states), listed))
}

#[test]
fn more_that_agrees_never_makes_a_tier_less_sure() {
    let flags = [false, true];
    for (born, last, first, npi) in
        (0..4).flat_map(|b| (0..4).flat_map(move |l| (0..4).flat_map(move |f| (0..3).map(move |n| (b, l, f, n)))))
    {
        for (state, work) in flags.iter().flat_map(|s| flags.iter().map(move |w| (*s, *w))) {
            let now = graded(born, last, first, npi, state, work);
            let more = [
                (born < 3).then(|| graded(born + 1, last, first, npi, state, work)),
                (last < 3).then(|| graded(born, last + 1, first, npi, state, work)),
                (first < 3).then(|| graded(born, last, first + 1, npi, state, work)),
                (npi < 2).then(|| graded(born, last, first, npi + 1, state, work)),
                Some(graded(born, last, first, npi, true, work)),
                Some(graded(born, last, first, npi, state, true)),
            ];
            assert!(more.iter().flatten().all(|m| *m >= now), "{born} {last} {first} {npi} {state} {work}: {more:?}");
        }
    }
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,24}",
        "[A-Z][a-z]{0,9}([ -][A-Z][a-z]{0,9})?",
        Just("DE LA".to_string()),
        Just("Jr".to_string())
    ]
}

/// Given, middle and family name out of a few words, so that two of them have much in common.
fn a_name() -> impl Strategy<Value = [String; 3]> {
    let word = || {
        proptest::sample::select(vec![
            "", "Bob", "Robert", "R", "Hale", "Hael", "Lane", "de la", "Al", "e", "Jr", "Núñez",
        ])
    };
    let long = "(Maximilianarosali|Maximiliana-Ros|Featherstonehaughchol|Featherstonehaughcho)?";
    let column =
        (word(), word(), long).prop_map(|(a, b, c)| format!("{a} {b}-{c}").trim_matches([' ', '-']).to_string());
    proptest::array::uniform3(column)
}

/// Birth dates that are equal, near, different or not said.
fn judged_dates() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::sample::select(vec![date("1960-04-12"), date("1960-04-21"), date("1981-11-30"), None])
}

fn any_date() -> impl Strategy<Value = Option<NaiveDate>> {
    proptest::option::of(
        (-9999i32..9999, 1u32..13, 1u32..29).prop_map(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d).expect("a day")),
    )
}

proptest! {
    #[test]
    fn no_name_or_date_makes_the_matcher_panic_and_oneself_is_always_found(
        last in any_name(), first in any_name(), middle in any_name(), other_last in any_name(), other_first in any_name(),
        born in any_date(), other_born in any_date(), npi in "\\PC{0,12}",
    ) {
        let states = BTreeSet::from(["OH".to_string()]);
        let own = suspect(&[name(&first, &middle, &last)], born, Some(&npi), &states);
        tier(&own, row(&other_last, &other_first, &npi, other_born));
        tier(&own, ExclusionRecord { business_name: other_last.clone(), ..Default::default() });
        let letters = |s: &str| crate::domain::fold::letters_and_digits(s).chars().count();
        if letters(&last) > 1 && letters(&first) > 1 && born.is_some() {
            let mut listed = row(&last, &first, "", born);
            listed.middle_name = middle.clone();
            prop_assert!(exclusion_keys::of_row(&listed).iter().any(|k| own.keys(&Rules::builtin().names).contains(k)));
            prop_assert_eq!(tier(&own, listed), Some(Tier::Probable));
        }
    }

    #[test]
    fn birth_dates_and_npis_compare_the_same_both_ways(a in any_date(), b in any_date(), one in "[0-9]{8,11}", two in "[0-9]{8,11}") {
        prop_assert_eq!(compare_dates(a, b), compare_dates(b, a));
        prop_assert_eq!(compare_npi(Some(&one), &two), compare_npi(Some(&two), &one));
    }

    #[test]
    fn two_names_fit_each_other_the_same_both_ways(
        last in "[A-Z][a-z]{1,9}([ -][A-Z][a-z]{1,9})?", first in "[A-Z][a-z]{1,9}", at in 0usize..8, letter in "[a-z]"
    ) {
        let words = &Rules::builtin().names;
        let mut wrong = last.clone();
        let at = (1..=last.len()).filter(|i| last.is_char_boundary(*i)).nth(at).unwrap_or(last.len());
        wrong.insert_str(at, &letter);
        let (a, b) = (Spelling::of(&first, "", &last, words), Spelling::of(&first, "", &wrong, words));
        let fit = |a, b| exclusion_names::fit(a, b, Asked::HowWell, words);
        prop_assert_eq!(fit(&a, &b), fit(&b, &a));
    }

    #[test]
    fn it_makes_no_difference_who_is_compared_with_whom(
        own in a_name(), listed in a_name(), born in judged_dates(), other_born in judged_dates(),
    ) {
        let states = BTreeSet::from(["OH".to_string()]);
        let words = &Rules::builtin().names;
        let found = |own: &[String; 3], born, listed: &[String; 3], other_born| {
            let who = suspect(&[name(&own[0], &own[1], &own[2])], born, None, &states);
            let row = ExclusionRecord { middle_name: listed[1].clone(), ..row(&listed[2], &listed[0], "", other_born) };
            let (keys, listed) = (who.keys(words), exclusion_keys::of_row(&row));
            keys.iter().any(|key| listed.contains(key)).then(|| tier(&who, row)).flatten()
        };
        let is_named = |name: &[String; 3]| !name[0].is_empty() && !name[2].is_empty();
        prop_assume!(is_named(&own) && is_named(&listed));
        let (there, back) = (found(&own, born, &listed, other_born), found(&listed, other_born, &own, born));
        prop_assert_eq!(there, back, "{:?} {:?}", own, listed);
    }

    #[test]
    fn whether_a_name_is_the_whole_one_is_told_the_short_way_as_the_long_way(own in a_name(), listed in a_name()) {
        let words = &Rules::builtin().names;
        let of = |n: &[String; 3]| Spelling::of(&n[0], &n[1], &n[2], words);
        let fit = |asked| exclusion_names::fit(&of(&own), &of(&listed), asked, words);
        let expected = Some(fit(Asked::HowWell)).filter(|fit| fit.is_whole()).unwrap_or(NameFit::Other);
        prop_assert_eq!(fit(Asked::WhetherWhole), expected);
    }
}
