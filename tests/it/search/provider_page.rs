//! The page of a provider: what it says, in which order, and in which words.

use chrono::{Duration, NaiveDate};
use serde_json::Value;
use vouchsafe::domain::check::Outcome;
use vouchsafe::domain::clinical::{Setting, Treatment};
use vouchsafe::domain::credential::Profession;
use vouchsafe::domain::dossier::{ProviderKind, Safety};
use vouchsafe::domain::money::Price;
use vouchsafe::domain::place::Point;
use vouchsafe::domain::schedule::{Day, Hours};
use vouchsafe::search::Listing;

use super::world::{World, directory, listing};

const ALDER: &str = "/providers/alder-clinic";

/// Alder Clinic after a change.
fn world(change: impl FnOnce(&mut Listing)) -> World {
    let mut alder = listing("Alder Clinic", "97202", "Portland", "OR");
    change(&mut alder);
    World::of(vec![alder])
}

fn in_order(page: &str, texts: &[&str]) {
    let mut from = 0;
    for text in texts {
        let at = page[from..].find(text);
        from += at.unwrap_or_else(|| panic!("{text:?} is missing or too early: {page}")) + text.len();
    }
}

/// What stands in the page's block for search engines.
fn structured(page: &str) -> Option<Value> {
    let (_, rest) = page.split_once("<script type=\"application/ld+json\">")?;
    let (json, _) = rest.split_once("</script>")?;
    Some(serde_json::from_str(json).unwrap_or_else(|e| panic!("{e}: {json}")))
}

#[test]
fn what_helps_first_stands_first() {
    let page = world(|_| {}).page(200, ALDER);
    in_order(
        &page,
        &[
            "<h1>Alder Clinic</h1>",
            "Nurse anesthetist (CRNA)",
            "Exclusion lists",
            "class=\"button call\" href=\"tel:+15035550142\"",
            "100 Main Street",
            "rel=\"noreferrer\">Directions",
            "Hours</h3>",
            "Cost of a usual course</h3>",
            "Treatments</h3>",
            "Who is in the room</h3>",
            "Insurance and payment</h3>",
            "Access and languages</h3>",
            "English, Spanish",
            "Who treats you</h2>",
            "What we checked</h2>",
            "What this does not mean</h2>",
            "Questions to ask</h2>",
        ],
    );
    assert!(page.contains("<a href=\"tel:988\">"));
}

/// The words of each label are agreed upon; nobody improves them by the way.
#[test]
fn each_treatment_has_the_words_that_say_what_the_fda_said_of_it() {
    let page = world(|alder| alder.locations[0].offer.treatments = Treatment::ALL.to_vec()).page(200, ALDER);
    for words in [
        "FDA-approved for adults with depression after at least two antidepressants failed and, with an antidepressant, for depressive symptoms in adults with major depression and acute suicidal thoughts or actions. Not shown to prevent suicide or reduce suicidal thoughts. Not approved for anxiety, PTSD or phobias.",
        "Approved as an anesthetic. Not approved for any mental health condition; this use is off-label.",
        "Compounded. FDA has not reviewed this product, and warns about home use without monitoring.",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
}

#[test]
fn who_is_in_the_room_is_said_by_the_provider_and_never_seen() {
    let safety = Safety { monitoring: Some(true), rescue_equipment: Some(false), ..Safety::default() };
    let world = world(|alder| alder.locations[0].offer.safety = safety);
    let page = world.page(200, ALDER);
    let (_, room) = page.split_once("Who is in the room").expect("the section");
    let room = room.split("Insurance and payment").next().expect("its end");
    in_order(
        room,
        &[
            "We have not watched a treatment",
            "A prescriber is on site",
            "Not provided",
            "Blood pressure and oxygen are watched",
            "Stated by the provider",
            "Rescue equipment",
            "No, says the provider",
            "A medical and mental health check comes first",
            "Not provided",
        ],
    );
    assert!(!room.contains("seen"), "{room}");
    let spanish = world.page(200, "/es/providers/alder-clinic");
    in_order(&spanish, &["Quién está en la sala", "Lo afirma el proveedor", "No, dice el proveedor"]);
}

#[test]
fn the_cost_of_a_course_is_a_sum_only_where_every_part_was_given() {
    let whole = Price {
        intake: Some(250),
        per_session: Some(450),
        usual_sessions: Some(6),
        includes: Some("Two hours of <b>watching</b>".into()),
        as_of: NaiveDate::from_ymd_opt(2026, 8, 1),
    };
    let shown = |price: Option<Price>| world(|alder| alder.locations[0].offer.price = price).page(200, ALDER);
    in_order(
        &shown(Some(whole.clone())),
        &["$2,950", "First visit $250, and 6 sessions at $450 each", "Prices as of 1 Aug 2026", "&lt;b&gt;watching"],
    );
    let partly = shown(Some(Price { intake: None, ..whole.clone() }));
    in_order(&partly, &["$450 per session", "6 sessions", "Not given:", "the price of the first visit."]);
    assert!(!partly.contains("$2,700") && !partly.contains("$2,950") && !partly.contains("$0"), "{partly}");
    let undated = shown(Some(Price { as_of: None, includes: None, ..whole }));
    in_order(&undated, &["$2,950", "did not say from when", "What that includes:", "Not provided"]);
    for none in [None, Some(Price::default())] {
        assert!(shown(none).contains("No price given. Ask what the whole course costs."));
    }
}

#[test]
fn a_place_is_open_or_closed_by_the_clock_on_its_own_wall() {
    let hours = |day, opens: &str, closes: &str| Hours { day, opens: opens.into(), closes: closes.into() };
    let world = world(|alder| {
        alder.locations[0].offer.hours = vec![hours(Day::Fri, "09:00", "17:00"), hours(Day::Mon, "08:30", "12:00")];
    });
    let page = || (world.page(200, ALDER), world.page(200, "/es/providers/alder-clinic"));
    // Friday 00:00 UTC is Thursday 17:00 in Portland.
    let (english, spanish) = page();
    assert!(english.contains("Closed now, opens Friday at 9:00 am"), "{english}");
    assert!(spanish.contains("Cerrado ahora, abre el viernes a las 9:00 am"), "{spanish}");
    assert!(english.contains("Pacific time"));
    world.clock.advance(Duration::hours(15));
    assert!(page().0.contains("Closed now, opens today at 9:00 am"));
    world.clock.advance(Duration::hours(2));
    let (english, spanish) = page();
    assert!(english.contains("Open now, until 5:00 pm"), "{english}");
    assert!(spanish.contains("Abierto ahora, hasta las 5:00 pm"), "{spanish}");
    world.clock.advance(Duration::hours(7));
    assert!(page().0.contains("Closed now, opens Monday at 8:30 am"));
}

#[test]
fn one_oclock_has_its_own_article_in_spanish() {
    let world = world(|alder| {
        let hours = Hours { day: Day::Fri, opens: "13:00".into(), closes: "24:00".into() };
        alder.locations[0].offer.hours = vec![hours];
    });
    let page = || world.page(200, "/es/providers/alder-clinic");
    assert!(page().contains("abre el viernes a la 1:00 pm"), "{}", page());
    world.clock.advance(Duration::hours(22));
    assert!(page().contains("Abierto ahora, hasta las 12:00 am del sábado"), "{}", page());
    let node = structured(&page()).expect("a block");
    assert_eq!(node["@graph"][0]["openingHoursSpecification"][0]["closes"], "23:59");
}

#[test]
fn a_license_leads_to_its_board_and_an_address_that_nobody_read_is_marked() {
    let world = world(|alder| {
        let person = &mut alder.profile.clinicians[0];
        person.licenses[0].expires_on = NaiveDate::from_ymd_opt(2027, 5, 31);
        let mut elsewhere = person.licenses[0].clone();
        (elsewhere.state, elsewhere.expires_on) = ("NY".into(), None);
        person.licenses.push(elsewhere);
        let mut physician = person.clone();
        (physician.profession, physician.name) = (Profession::Md, "Bo Lindqvist".into());
        alder.profile.clinicians.push(physician);
    });
    let page = world.page(200, ALDER);
    in_order(
        &page,
        &["Ana Núñez", "State license: Oregon, RN-1; valid to 31 May 2027", "Look it up:", "no end date given"],
    );
    let people = page.split("Who treats you").nth(1).and_then(|p| p.split("What we checked").next()).expect("people");
    let links: Vec<&str> = people.split("<a ").skip(1).collect();
    let boards = &vouchsafe::rules::Rules::builtin().boards;
    let expected = [("OR", Profession::Crna), ("NY", Profession::Crna), ("OR", Profession::Md), ("NY", Profession::Md)];
    let found: Vec<_> = expected.iter().flat_map(|(state, profession)| boards.of(state, *profession)).collect();
    assert_eq!(links.len(), found.len(), "{people}");
    for (link, board) in links.iter().zip(found) {
        assert!(link.starts_with(&format!("href=\"{}\" rel=\"noreferrer\"", board.url)), "{link}");
        let marked = link.contains("we have not read this address");
        assert_eq!(marked, board.confidence == vouchsafe::rules::Confidence::Unconfirmed, "{link}");
    }
}

#[test]
fn a_provider_without_people_hours_phone_or_languages_says_so() {
    let page = world(|alder| {
        alder.profile.clinicians.clear();
        alder.profile.languages.clear();
        alder.locations[0].offer = Default::default();
        alder.locations[0].offer.settings = vec![Setting::Clinic];
    })
    .page(200, ALDER);
    in_order(
        &page,
        &["Phone: Not provided", "Hours</h3>", "Not provided", "No price given", "Languages", "Not provided"],
    );
    assert!(!page.contains("href=\"tel:+"), "{page}");
}

#[test]
fn the_providers_own_words_carry_their_language_only_where_it_is_known() {
    let words = |languages: &[&str]| {
        let world = world(|alder| {
            alder.profile.description = Some("Calm rooms.".into());
            alder.profile.languages = languages.iter().map(|l| (*l).into()).collect();
        });
        let page = world.page(200, "/es/providers/alder-clinic");
        let (before, _) = page.split_once("<p>Calm rooms.").expect("its words, as they are");
        before[before.rfind("<blockquote").expect("a quotation")..].to_string()
    };
    assert!(words(&["en"]).contains("lang=\"en\""));
    assert!(words(&["en", "es"]).contains("lang=\"\""));
}

#[test]
fn search_engines_read_the_same_facts_and_no_rating() {
    let world = world(|alder| {
        let place = &mut alder.locations[0];
        place.point = Point::new(45.48, -122.64);
        place.offer.hours = vec![Hours { day: Day::Tue, opens: "09:00".into(), closes: "17:00".into() }];
    });
    let node = structured(&world.page(200, ALDER)).expect("a block")["@graph"][0].clone();
    for (pointer, value) in [
        ("/@type", "MedicalClinic"),
        ("/name", "Alder Clinic"),
        ("/telephone", "+15035550142"),
        ("/address/streetAddress", "100 Main Street"),
        ("/address/addressRegion", "OR"),
        ("/openingHoursSpecification/0/dayOfWeek", "https://schema.org/Tuesday"),
        ("/openingHoursSpecification/0/opens", "09:00"),
        ("/availableService/0/name", "Ketamine through a vein (IV)"),
        ("/medicalSpecialty/1", "https://schema.org/Psychiatric"),
    ] {
        assert_eq!(node.pointer(pointer).and_then(Value::as_str), Some(value), "{pointer} of {node}");
    }
    assert_eq!(node["geo"]["latitude"], 45.48);
    assert!(node["url"].as_str().is_some_and(|url| url.starts_with("http") && url.ends_with(ALDER)), "{node}");
    let text = node.to_string().to_lowercase();
    assert!(!text.contains("rating") && !text.contains("review"), "{text}");
    let spanish = structured(&world.page(200, "/es/providers/alder-clinic")).expect("a block");
    assert_eq!(spanish["@graph"][0]["availableService"][0]["name"], "Ketamina por la vena (IV)");
}

#[test]
fn a_name_cannot_end_the_block_for_search_engines() {
    let evil = "</script><script>alert(1)</script><!--";
    let world = world(|alder| {
        alder.profile.name = evil.into();
        alder.locations[0].offer.name = Some(evil.into());
        alder.locations[0].address.line1 = Some(evil.into());
    });
    let page = world.page(200, ALDER);
    // The block, and the script that tells of a pressed call button.
    assert_eq!(page.matches("<script").count(), 2, "{page}");
    assert_eq!(page.matches("</script").count(), 2, "{page}");
    assert_eq!(structured(&page).expect("a block")["@graph"][0]["name"], evil);
}

#[test]
fn only_the_office_of_physicians_is_called_a_physician() {
    let kind = |kind, profession| {
        let world = world(|alder| {
            alder.profile.kind = kind;
            alder.profile.clinicians[0].profession = profession;
        });
        structured(&world.page(200, ALDER)).expect("a block")["@graph"][0]["@type"].clone()
    };
    assert_eq!(kind(ProviderKind::Solo, Profession::Do), "Physician");
    assert_eq!(kind(ProviderKind::Solo, Profession::Np), "MedicalClinic");
    assert_eq!(kind(ProviderKind::Clinic, Profession::Md), "MedicalClinic");
}

#[test]
fn search_engines_are_told_nothing_of_a_page_that_is_doubted() {
    let doubted = world(|alder| alder.profile.checks[0].outcome = Outcome::Fail);
    let page = doubted.page(200, ALDER);
    assert!(page.contains("We are re-checking this listing.") && structured(&page).is_none(), "{page}");
    assert!(
        page.contains("While we re-check this listing") && !page.contains("Nothing has been checked yet."),
        "{page}"
    );
    let old = world(|_| {});
    old.clock.advance(Duration::days(140));
    let page = old.page(200, ALDER);
    assert!(page.contains("These details may be out of date.") && structured(&page).is_none(), "{page}");
    old.clock.advance(Duration::days(400));
    assert!(old.page(410, ALDER).contains("988"));
    old.page(404, "/providers/nobody");
}

#[test]
fn a_hidden_street_is_on_no_page_in_no_card_and_in_no_block() {
    let world = World::of(directory());
    for path in [
        "/providers/hazel-at-home",
        "/es/providers/hazel-at-home",
        "/providers/hazel-at-home.vcf",
        "/compare?ids=hazel-at-home,alder-clinic",
        "/compare?ids=hazel-at-home&sheet=1",
    ] {
        let text = world.page(200, path);
        assert!(text.contains("Hazel at Home") && text.contains("97206"), "{path}: {text}");
        for secret in ["Private Lane", "7777", "45.4821", "122.5987", "GEO", "GeoCoordinates"] {
            assert!(!text.contains(secret), "{path} tells {secret}");
        }
    }
}
