//! No search ends without a next step: 1,000 random ones over a random directory either find something or offer counted
//! ways on, and each way finds as many places as it said. The same is true of the page, link by link.

use vouchsafe::demo::random::Random;
use vouchsafe::domain::clinical::{Condition, Payment, Setting, Treatment};
use vouchsafe::domain::credential::Profession;
use vouchsafe::geo::Gazetteer;
use vouchsafe::search::link::query_string;
use vouchsafe::search::{Audience, Index, Listing, Refusal, Request, Slice, Sort, search, ways_on};
use vouchsafe::web::extract::query::QueryPairs;

use super::world::{World, listing, now};

/// Searches whose ways are followed in the search itself, and on the page.
const SEARCHES: usize = 1_000;
const PAGES: usize = 250;

/// Far fewer places than there are towns, so that most searches near a town find nothing.
fn directory(random: &mut Random) -> Vec<Listing> {
    let zips = Gazetteer::get().zips();
    let one = |i: usize, random: &mut Random| {
        let zip = *random.pick(zips);
        let mut one = listing(&format!("Practice {i}"), zip.zip, zip.city, zip.state);
        let offer = &mut one.locations[0].offer;
        offer.treatments = random.some(Treatment::ALL, 1 + i % 3);
        offer.conditions = random.some(Condition::ALL, 1 + i % 4);
        offer.settings = random.some(Setting::ALL, 1 + i % 2);
        offer.payments = random.some(Payment::ALL, 1 + i % 3);
        offer.accepting_new = *random.pick(&[None, Some(true), Some(false)]);
        if let Some(price) = &mut offer.price {
            price.per_session = random.percent(70).then(|| random.between(250, 1_200) as u32);
        }
        one.profile.languages = random.some(&["en", "es", "vi"], 1 + i % 2).into_iter().map(String::from).collect();
        one.profile.telehealth_states = vec![zip.state.to_string()];
        one.profile.clinicians[0].profession = *random.pick(Profession::ALL);
        if random.percent(30) {
            one.profile.checks.clear();
        }
        one
    };
    (0..120).map(|i| one(i, random)).collect()
}

type Pairs = Vec<(&'static str, String)>;

/// Place x filters x order x radius, as an address may have them.
fn pairs(random: &mut Random) -> Pairs {
    let mut pairs: Pairs = Vec::new();
    let gazetteer = Gazetteer::get();
    let zip = *random.pick(gazetteer.zips());
    let point = format!("{:.3},{:.3}", zip.point.latitude, zip.point.longitude);
    match random.below(10) {
        0..=4 => pairs.push(("near", zip.zip.to_string())),
        5 | 6 => pairs.push(("near", format!("{}, {}", zip.city, zip.state))),
        7 => pairs.push(("near", random.pick(gazetteer.states()).name.to_string())),
        8 => pairs.push(("near", point)),
        _ => {}
    }
    if random.percent(80) {
        pairs.push(("radius", random.pick(&["1", "5", "10", "25", "50", "100", "137.5", "500", "any"]).to_string()));
    }
    if random.percent(10) {
        let (lat, lon) = (zip.point.latitude, zip.point.longitude);
        pairs.push(("bbox", format!("{:.2},{:.2},{:.2},{:.2}", lon - 0.4, lat - 0.3, lon + 0.4, lat + 0.3)));
    }
    filters(random, &mut pairs);
    if random.percent(40) {
        pairs.push(("sort", random.pick(&Sort::ALL).as_str().to_string()));
    }
    pairs
}

fn filters(random: &mut Random, pairs: &mut Pairs) {
    let words: [(&'static str, &[&str]); 6] = [
        ("treatment", Treatment::WORDS),
        ("condition", Condition::WORDS),
        ("setting", Setting::WORDS),
        ("payment", Payment::WORDS),
        ("profession", Profession::WORDS),
        ("language", &["en", "es", "vi", "ko"]),
    ];
    for (name, of) in words {
        if random.percent(25) {
            let chosen = random.some(of, 1 + random.clone().below(2));
            pairs.extend(chosen.into_iter().map(|word| (name, word.to_string())));
        }
    }
    for flag in ["accepting_new", "open_now", "verified"] {
        if random.percent(12) {
            pairs.push((flag, "true".into()));
        }
    }
    if random.percent(12) {
        pairs.push(("licensed_in", random.pick(Gazetteer::get().states()).code.to_string()));
    }
    if random.percent(15) {
        pairs.push(("max_price", random.between(100, 1_300).to_string()));
    }
    if random.percent(12) {
        let names = ["practice", "practise 7", "Practice 31", "nobody of this name", "spravato", "1234567893"];
        pairs.push(("q", random.pick(&names).to_string()));
    }
}

/// The searches that are understood; a name that several places bear is asked about instead.
fn searches(seed: u64, how_many: usize) -> impl Iterator<Item = (String, Request)> {
    let mut random = Random::new(seed);
    let drawn = std::iter::repeat_with(move || pairs(&mut random)).filter_map(|pairs| {
        let address = query_string(&pairs);
        match read(&address) {
            Ok(request) => Some((address, request)),
            Err(Refusal::WhichPlace { choices, .. }) => {
                assert!(choices.len() > 1, "{address}: a question without answers");
                None
            }
            Err(other) => panic!("{address}: {other:?}"),
        }
    });
    drawn.take(how_many)
}

fn read(address: &str) -> Result<Request, Refusal> {
    let pairs = QueryPairs::read(address).unwrap_or_else(|_| panic!("{address} can be read"));
    Request::parse(&pairs.0, Gazetteer::get(), Audience::Page)
}

#[test]
fn of_a_thousand_random_searches_none_is_without_a_next_step_and_each_way_finds_what_it_says() {
    let index = Index::new(vouchsafe::search::Snapshot::build(directory(&mut Random::new(1)), 1, now()));
    let snapshot = index.current();
    let total = |request: &Request| search(&snapshot, &request.query, &Slice::first(1), now()).total;
    let (mut nothing, mut followed) = (0, 0);
    for (address, request) in searches(2, SEARCHES) {
        if total(&request) > 0 {
            continue;
        }
        nothing += 1;
        let ways = ways_on(&snapshot, &request.query, now());
        assert!(!ways.is_empty(), "{address} found nothing and leads nowhere");
        for way in ways {
            // As a click does: through the address.
            let there = way.query.query_string();
            let request = read(&there).unwrap_or_else(|e| panic!("{address} leads to {there}, which is refused: {e}"));
            assert_eq!(total(&request), way.places, "{address} leads to {there} by {:?}", way.way);
            assert!(way.places > 0, "{address} leads to nothing: {there}");
            followed += 1;
        }
    }
    assert!((200..SEARCHES - 100).contains(&nothing), "found something and nothing, each often: {nothing}");
    assert!(followed > nothing);
}

/// The ways of a page: where each leads, and in what words.
fn ways(page: &str) -> Vec<(String, String)> {
    let Some((_, list)) = page.split_once("<ul class=\"ways plain\">") else { return Vec::new() };
    let (list, _) = list.split_once("</ul>").expect("its end");
    let way = |link: &str| {
        let (address, rest) = link.split_once("\">")?;
        Some((address.replace("&amp;", "&"), rest.split_once("</a>")?.0.to_string()))
    };
    list.split("<a href=\"").skip(1).filter_map(way).collect()
}

/// How many places a way promises: the number before "places"; "the nearest" and "the one" are one.
fn promised(way: &str) -> Option<usize> {
    let words: Vec<&str> = way.split_whitespace().collect();
    let counted = words.windows(2).rev().find(|two| two[1].starts_with("place") || two[1].starts_with("telehealth"));
    match counted.and_then(|two| two[0].parse().ok()) {
        None if way.starts_with("The nearest place") || way.starts_with("The one place") => Some(1),
        found => found,
    }
}

/// How many results a page says that there are.
fn told(page: &str) -> Option<usize> {
    let (_, head) = page.split_once("<div class=\"list-head\"")?;
    let (_, range) = head.split_once("<p class=\"quiet\">")?;
    let range = range.split(['.', '<']).next()?;
    range.split_whitespace().last()?.parse().ok()
}

#[test]
fn on_the_page_every_search_has_results_or_ways_on_whose_numbers_are_true_when_followed() {
    let world = World::of(directory(&mut Random::new(3)));
    let mut nothing = 0;
    for (address, _) in searches(4, PAGES) {
        let page = world.page(200, &format!("/search?{address}"));
        if let Some(total) = told(&page) {
            assert!(total > 0 && page.contains("<ol class=\"cards\">"), "{address}");
            continue;
        }
        nothing += 1;
        let ways = ways(&page);
        assert!(!ways.is_empty(), "{address} found nothing and leads nowhere");
        for (there, words) in [ways.first(), ways.last()].into_iter().flatten() {
            let promised = promised(words).unwrap_or_else(|| panic!("{address}: \"{words}\" is not counted"));
            assert_eq!(told(&world.page(200, there)), Some(promised), "{address}: \"{words}\" leads to {there}");
        }
    }
    assert!((40..PAGES - 20).contains(&nothing), "{nothing}");
}

#[test]
fn an_empty_directory_still_says_whom_to_call_and_where_to_begin_again() {
    let world = World::of(Vec::new());
    for (path, list) in
        [("/search?near=97202&treatment=iv", "/list"), ("/es/search?near=97202&treatment=iv", "/es/list")]
    {
        let page = world.page(200, path);
        assert_eq!(ways(&page).len(), 1, "an empty form: {page}");
        assert!(page.contains("href=\"tel:18006624357\"") && page.contains(&format!("href=\"{list}\"")), "{path}");
        assert!(page.contains("988lifeline.org"), "{path}");
    }
}
