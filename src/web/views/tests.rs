//! What must hold for every template and every text.

use super::*;

#[test]
fn all_templates_and_texts_can_be_read() {
    Views::load().expect("templates and texts are readable");
}

#[test]
fn every_key_that_a_template_names_has_an_english_text() {
    let english = Texts::read(Locale::En, &text_files(Locale::En)).expect("texts");
    let missing: Vec<String> = template_files()
        .iter()
        .flat_map(|(name, content)| keys_in(content).into_iter().map(move |key| (name.clone(), key)))
        .filter(|(_, key)| !english.has(key))
        .map(|(name, key)| format!("{name}: {key}"))
        .collect();
    assert!(missing.is_empty(), "texts missing in locales/en*.ftl:\n{}", missing.join("\n"));
}

#[test]
fn texts_that_keep_people_safe_are_never_left_in_english() {
    let keys = |locale| -> Vec<String> { text_files(locale).iter().flat_map(|(_, c)| defined_keys(c)).collect() };
    let (english, spanish) = (keys(Locale::En), keys(Locale::Es));
    let missing: Vec<_> = english
        .iter()
        .filter(|k| k.starts_with("crisis-") || k.starts_with("safety-"))
        .filter(|k| !spanish.contains(k))
        .collect();
    assert!(missing.is_empty(), "missing in locales/es*.ftl: {missing:?}");
    let strangers: Vec<_> = spanish.iter().filter(|k| !english.contains(k)).collect();
    assert!(strangers.is_empty(), "in Spanish only: {strangers:?}");
}

/// Only the demo's own page, and the mails that providers get, speak English alone.
#[test]
fn every_english_text_of_a_page_has_its_spanish_one() {
    let spanish = Texts::read(Locale::Es, &text_files(Locale::Es)).expect("texts");
    let pages = text_files(Locale::En).into_iter().filter(|(name, _)| name != "locales/en-mail.ftl");
    let english: Vec<String> = pages.flat_map(|(_, c)| defined_keys(&c)).collect();
    assert!(english.len() > 500, "{}", english.len());
    let missing: Vec<&String> = english.iter().filter(|k| !k.starts_with("demo-") && !spanish.has(k)).collect();
    assert!(missing.is_empty(), "missing in locales/es*.ftl: {missing:?}");
}

/// The strict content security policy stops inline styles and handlers, so a template that has one is broken;
/// and `safe` would open a hole.
#[test]
fn no_template_has_inline_style_or_script_or_turns_escaping_off() {
    for (name, content) in template_files() {
        let lower = content.to_lowercase();
        for banned in
            [" style=", "<style", " onclick=", " onload=", " onchange=", " onsubmit=", "javascript:", "| safe", "|safe"]
        {
            assert!(!lower.contains(banned), "{name} contains `{banned}`");
        }
        for (at, _) in lower.match_indices("<script") {
            let tag: String = lower[at..].chars().take_while(|c| *c != '>').collect();
            assert!(tag.contains("src=") || tag.contains("ld+json"), "{name}: inline script {tag}");
        }
    }
}

#[test]
fn what_comes_from_outside_is_escaped_and_markup_is_not() {
    let mut tera = Tera::default();
    tera.add_raw_template("x.html", "{{ a }}{{ b }}").expect("reads");
    let mut context = Context::new();
    context.insert("a", "<i>");
    context.insert_value("b", Markup::trusted("<b></b>".into()).to_value());
    assert_eq!(tera.render("x.html", &context).expect("renders"), "&lt;i&gt;<b></b>");
}

/// Keys in `t(key="...")`. A key put together from parts (`"a-" ~ b`) is not seen here; the pages' own tests render it.
fn keys_in(template: &str) -> Vec<String> {
    template
        .match_indices("key=\"")
        .filter_map(|(at, mark)| {
            let rest = &template[at + mark.len()..];
            let end = rest.find('"')?;
            let composed = rest[end + 1..].trim_start().starts_with('~');
            (!composed).then(|| rest[..end].to_string())
        })
        .collect()
}

fn defined_keys(ftl: &str) -> Vec<String> {
    ftl.lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
        .filter_map(|line| line.split_once('=').map(|(key, _)| key.trim().to_string()))
        .collect()
}
