//! What holds for every page of the guide.

use std::collections::BTreeSet;

use super::*;

/// The Markdown of a page without its head.
fn markdown(locale: Locale, slug: &str) -> String {
    let file = file(&format!("{}/{slug}.md", locale.code())).expect("it is there");
    file.split_once("\n+++\n").expect("a head").1.to_string()
}

/// All pages in both languages.
fn pages() -> impl Iterator<Item = (Locale, &'static Entry, String)> {
    Guide::get()
        .entries()
        .iter()
        .flat_map(|entry| Locale::ALL.iter().map(move |&locale| (locale, entry, markdown(locale, &entry.topic.slug))))
}

#[test]
fn every_text_is_a_page_in_both_languages_and_every_page_has_a_text() {
    let topics: BTreeSet<String> = Guide::get().topics().all().map(|topic| topic.slug.clone()).collect();
    for locale in Locale::ALL.iter().copied() {
        let folder = format!("{}/", locale.code());
        let texts = Files::iter().filter_map(|name| Some(name.strip_prefix(&folder)?.strip_suffix(".md")?.to_string()));
        assert_eq!(texts.collect::<BTreeSet<_>>(), topics, "{folder}");
    }
}

#[test]
fn both_languages_say_the_same_from_the_same_sources() {
    for entry in Guide::get().entries() {
        let [english, spanish] = [Locale::En, Locale::Es].map(|locale| markdown(locale, &entry.topic.slug));
        let headings = |text: &str| text.lines().filter(|line| line.starts_with("##")).count();
        assert_eq!(headings(&english), headings(&spanish), "{}", entry.topic.slug);
        let sources = |text: &str| {
            let names =
                text.lines().filter_map(|line| line.strip_prefix("[^")?.split_once("]:").map(|(n, _)| n.to_string()));
            names.collect::<BTreeSet<_>>()
        };
        assert_eq!(sources(&english), sources(&spanish), "{}", entry.topic.slug);
    }
}

#[test]
fn every_source_says_when_and_where_it_can_be_read() {
    for (locale, entry, _) in pages() {
        let sources = &entry.text(locale).sources;
        assert!(!sources.is_empty(), "{}", entry.topic.slug);
        for source in sources {
            let html = source.text.as_str();
            let words = html.split("<a href").next().unwrap_or_default();
            let year = words.split(|c: char| !c.is_ascii_digit()).any(|n| matches!(n.parse(), Ok(1940..=2026)));
            assert!(year, "{} {}: no year: {html}", entry.topic.slug, source.number);
            assert!(html.contains("<a href=\"https://"), "{} {}: {html}", entry.topic.slug, source.number);
        }
    }
}

#[test]
fn links_lead_to_pages_that_are_there_in_the_page_s_own_language() {
    for (locale, entry, text) in pages() {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let inside = link.strip_prefix(locale.prefix()).filter(|path| path.starts_with('/'));
            let known = inside.is_some_and(|path| match path.strip_prefix("/guide/") {
                Some(slug) => Guide::get().entry(slug).is_some(),
                None => path.starts_with("/search?") || path == "/search" || path == "/about/verification",
            });
            let outside = link.starts_with("https://") || link.starts_with("tel:") || link.starts_with("sms:");
            assert!(known || outside, "{} {}: {link}", locale.code(), entry.topic.slug);
        }
    }
}

/// Words that we do not say of any treatment.
const BOASTS: [&str; 5] = ["breakthrough", "miracle", "game-changer", "risk-free", "guaranteed"];

#[test]
fn every_column_of_a_table_has_a_name() {
    for (locale, entry, _) in pages() {
        let html = entry.text(locale).body.as_str();
        assert!(!html.contains("<th></th>"), "{} {}", locale.code(), entry.topic.slug);
    }
}

#[test]
fn nothing_is_promised() {
    // One page is about such words.
    for (locale, entry, text) in pages().filter(|(_, entry, _)| entry.topic.slug != "misconceptions") {
        let said = text.split("\n[^").next().unwrap_or_default().to_lowercase();
        for boast in BOASTS {
            assert!(!said.contains(boast), "{} {}: {boast}", locale.code(), entry.topic.slug);
        }
    }
}

#[test]
fn what_the_fda_approved_is_told_in_the_words_that_the_public_reads() {
    let text = |slug| markdown(Locale::En, slug).replace('\n', " ");
    assert!(text("esketamine").contains("Not shown to prevent suicide or reduce suicidal thoughts."));
    for slug in ["iv", "im"] {
        assert!(text(slug).contains("Not approved for any mental health condition; this use is off-label."), "{slug}");
    }
    for slug in ["sublingual", "nasal-compounded"] {
        assert!(text(slug).contains("FDA has not reviewed this product"), "{slug}");
    }
    assert!(text("usual-treatments").contains("Tell the clinic if you take a benzodiazepine"));
    assert!(["988", "911", "741741"].iter().all(|number| text("crisis").contains(number)));
}

/// Syllables, roughly: groups of vowels, without a silent e.
fn syllables(word: &str) -> usize {
    let is_vowel = |c: char| "aeiouy".contains(c);
    let groups =
        word.chars().fold((0, false), |(count, within), c| (count + usize::from(is_vowel(c) && !within), is_vowel(c)));
    let silent = word.ends_with('e') && !word.ends_with("le") && groups.0 > 1;
    (groups.0 - usize::from(silent)).max(1)
}

/// The school grade of Flesch and Kincaid (1975), of prose.
fn grade(text: &str) -> f64 {
    let prose = text.split("\n[^").next().unwrap_or_default();
    let lines = prose.lines().filter(|line| !line.starts_with('#') && !line.starts_with('|'));
    let (mut sentences, mut words, mut beats) = (0usize, 0usize, 0usize);
    for line in lines {
        // Addresses and references are not read.
        let line: String = line.split("](").map(|part| part.split_once(')').map_or(part, |(_, rest)| rest)).collect();
        let line: String = line.split("[^").map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect();
        let ends = line.matches(['.', '!', '?', ':']).count();
        let of_line: Vec<String> = line
            .split_whitespace()
            .map(|word| word.chars().filter(|c| c.is_ascii_alphabetic()).collect::<String>().to_lowercase())
            .filter(|word| !word.is_empty())
            .collect();
        if !of_line.is_empty() {
            sentences += ends.max(1);
            words += of_line.len();
            beats += of_line.iter().map(|word| syllables(word)).sum::<usize>();
        }
    }
    0.39 * words as f64 / sentences.max(1) as f64 + 11.8 * beats as f64 / words.max(1) as f64 - 15.59
}

#[test]
fn a_sixth_grader_can_read_most_of_it() {
    let grades: Vec<(f64, &str)> = Guide::get()
        .entries()
        .iter()
        .map(|entry| (grade(&markdown(Locale::En, &entry.topic.slug)), entry.topic.slug.as_str()))
        .collect();
    for (grade, slug) in &grades {
        assert!(*grade < 8.5, "{slug}: grade {grade:.1}");
    }
    let mean = grades.iter().map(|(grade, _)| grade).sum::<f64>() / grades.len() as f64;
    assert!(mean < 6.5, "{mean:.1}");
}

#[test]
fn a_measure_of_reading_tells_plain_from_learned() {
    assert!(grade("You rest. Someone takes you home.") < 3.0);
    let learned = "Pharmacological interventions necessitate individualized consideration of contraindications";
    assert!(grade(learned) > 15.0);
}

#[test]
fn a_notice_changes_its_words_on_its_day_and_never_goes() {
    let notice = &Guide::get().topics().notices[0];
    let on = |day: &str| notice.text_key(day.parse().expect("a day"));
    assert_eq!(
        [on("2026-12-31"), on("2027-01-01"), on("2040-01-01")],
        ["notice-remote-before", "notice-remote-after", "notice-remote-after"]
    );
    for slug in &notice.topics {
        assert!(Guide::get().entry(slug).is_some(), "{slug}");
    }
}

#[test]
fn a_text_that_cannot_be_used_says_what_is_wrong() {
    let head = "+++\ntitle = \"A\"\nsummary = \"B\"\n+++\n";
    for (text, what) in [
        ("no head", "+++"),
        ("+++\ntitle = \"A\"\n+++\nx", "summary"),
        (&format!("{head}<b>x</b>"), "HTML"),
        (&format!("{head}![x](y)"), "picture"),
        (&format!("{head}# Again"), "second title"),
        (&format!("{head}x\n\n[^a]: nobody leads here"), "nothing leads to"),
    ] {
        let said = Text::read(text).expect_err(text);
        assert!(said.contains(what), "{text}: {said}");
    }
    let fine = Text::read(&format!("{head}One.[^b] Two.[^a] [^b]\n\n[^a]: A. <https://a.example>\n\n[^b]: B & c."));
    let fine = fine.expect("it can be used");
    assert!(fine.body.as_str().contains("<a href=\"#source-2\">2</a>"), "{}", fine.body.as_str());
    assert_eq!(fine.sources[0].text.as_str(), "B &amp; c.");
    assert_eq!(
        fine.sources[1].text.as_str(),
        "A. <a href=\"https://a.example\" rel=\"noreferrer\">https://a.example</a>"
    );
}
