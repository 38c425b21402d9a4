//! Results on a map: the same numbers, and every link a search.

use vouchsafe::domain::place::Point;

use super::world::{World, directory, listing};

/// The values of an attribute of the elements of a class.
fn attributes(page: &str, class: &str, attribute: &str) -> Vec<String> {
    let start = format!("<a class=\"{class}\"");
    let of = |element: &str| {
        let (_, value) = element.split_once(&format!(" {attribute}=\""))?;
        Some(value.split('"').next()?.replace("&amp;", "&"))
    };
    page.split(&start).skip(1).filter_map(|rest| of(rest.split('>').next()?)).collect()
}

#[test]
fn a_map_is_shown_when_it_is_asked_for_and_stays_until_it_is_not() {
    let world = World::of(directory());
    let without = world.page(200, "/search?near=97202");
    assert!(
        !without.contains("<figure class=\"map\"") && without.contains("href=\"/search?near=97202&amp;map=true#map\"")
    );
    assert!(!without.contains("href=\"#pin-"), "a number leads to no pin that is not there");
    let with = world.page(200, "/search?near=97202&treatment=iv&map=true");
    assert!(with.contains("<figure class=\"map\"") && with.contains("href=\"/search?near=97202&amp;treatment=iv\""));
    assert!(with.contains("href=\"/search?near=97202&amp;map=true\""), "a filter that goes leaves the map");
    assert!(with.contains("<input type=\"hidden\" name=\"map\" value=\"true\">"), "so does the form");
    let spanish = world.page(200, "/es/search?near=97202&map=true");
    assert!(spanish.contains("Ocultar el mapa") && spanish.contains("href=\"/search?near=97202&amp;map=true\""));
}

#[test]
fn pins_have_the_numbers_of_the_list_and_lead_there_and_back() {
    let world = World::of(directory());
    let page = world.page(200, "/search?near=97202&map=true");
    let pins = attributes(&page, "pin", "aria-label");
    let listed = world.names("near=97202");
    for (number, name) in (1..).zip(&listed) {
        assert!(pins.iter().any(|pin| pin.contains(&format!("{number}. {name}"))), "{number} {name}: {pins:?}");
        assert!(page.contains(&format!("id=\"pin-{number}\"")) && page.contains(&format!("href=\"#pin-{number}\"")));
        assert!(page.contains(&format!("<li id=\"result-{number}\">")));
    }
    let everywhere = world.page(200, "/search?map=true");
    let numbers = everywhere.matches("href=\"#pin-").count();
    assert_eq!((everywhere.matches("<li id=\"result-").count(), numbers), (5, 4), "who is only on video has no pin");
}

#[test]
fn every_way_to_move_the_map_is_a_search_that_finds_what_it_shows() {
    let world = World::of(directory());
    let page = world.page(200, "/search?near=97202&map=true");
    let moves = attributes(&page, "move", "href");
    assert_eq!(moves.len(), 6);
    for address in &moves {
        let (address, fragment) = address.split_once('#').expect("it stays at the map");
        assert!(fragment == "map" && address.contains("radius=any") && address.contains("bbox="), "{address}");
        let json = address.replace("/search", "/api/v1/providers").replace("&map=true", "");
        let (shown, found) = (world.page(200, address), world.json(200, &json));
        let (results, total) = (shown.matches("<li id=\"result-").count() as u64, found["total"].as_u64());
        assert_eq!(Some(results), total, "{address}");
        if results > 0 {
            assert!(shown.contains("<figure class=\"map\""), "{address}");
        }
    }
    // Step by step away, until New York is in sight.
    let mut address = moves[1].clone();
    for _ in 0..12 {
        let page = world.page(200, address.split('#').next().expect("an address"));
        if page.contains(">Far Clinic</a>") {
            return;
        }
        address = attributes(&page, "move", "href")[1].clone();
    }
    panic!("New York was never in sight");
}

#[test]
fn several_in_one_place_are_one_pin_and_a_closer_look_tells_them_apart() {
    let mut listings: Vec<_> = (0..3).map(|n| listing(&format!("Clinic {n}"), "97202", "Portland", "OR")).collect();
    for (n, listing) in listings.iter_mut().enumerate() {
        listing.locations[0].point = Point::new(45.48 + 0.01 * n as f64, -122.64);
    }
    let world = World::of(listings);
    let page = world.page(200, "/search?near=97202&radius=500&map=true");
    let pins = attributes(&page, "pin", "href");
    assert_eq!(pins.len(), 1, "{pins:?}");
    let closer = world.page(200, pins[0].split('#').next().expect("an address"));
    assert_eq!(attributes(&closer, "pin", "href"), ["#result-1", "#result-2", "#result-3"]);
}

#[test]
fn a_hidden_street_has_its_pin_at_the_middle_of_its_zip() {
    let pin_of = |listings| {
        let page = World::of(listings).page(200, "/search?near=97206&q=hazel&map=true");
        let at = page.split("<g id=\"pin-1\"><svg ").nth(1).and_then(|rest| rest.split(" overflow").next());
        at.expect("a pin").to_string()
    };
    let mut moved = directory();
    moved[3].locations[0].point = Point::new(45.5, -122.61);
    assert_eq!(pin_of(directory()), pin_of(moved));
}

#[test]
fn a_name_on_a_pin_is_only_words_and_the_api_knows_no_map() {
    let world = World::of(vec![listing("\"><i>\u{E000}0\u{E001}", "97202", "Portland", "OR")]);
    let page = world.page(200, "/search?near=97202&map=true");
    assert!(!page.contains("<i>") && page.contains("&quot;&gt;&lt;i&gt;"));
    assert_eq!(world.json(400, "/api/v1/providers?near=97202&map=true")["errors"][0]["parameter"], "map");
    assert!(world.page(400, "/search?near=97202&map=1").contains("error-summary"));
}

#[test]
fn a_search_of_a_moved_map_says_in_words_what_part_it_is() {
    let world = World::of(directory());
    let heading = |path: &str| {
        let page = world.page(200, path);
        let (_, rest) = page.split_once("<h1>").expect("a heading");
        let heading = rest.split("</h1>").next().unwrap_or_default().to_string();
        assert!(page.contains(&format!("<title>{heading} - vouchsafe</title>")), "{path}: the title says the same");
        heading
    };
    let around = "bbox=-122.9,45.3,-122.3,45.8&radius=any&map=true";
    assert_eq!(heading(&format!("/search?{around}")), "3 places in this part of the map, around Portland, OR");
    let moved = heading(&format!("/search?near=97202&{around}"));
    assert_eq!(moved, "3 places in this part of the map, around Portland, OR", "not around where it was moved from");
    assert_eq!(heading(&format!("/es/search?{around}")), "3 lugares en esta parte del mapa, alrededor de Portland, OR");
    let wide = "bbox=-125,24.5,-66.5,49.5&map=true";
    assert_eq!(heading(&format!("/search?{wide}")), "4 places in this part of the map");
    let desert = heading("/search?bbox=-119.3,43.1,-119.28,43.12&map=true");
    assert!(desert.starts_with("No places in this part of the map, around ") && desert.ends_with(", OR"), "{desert}");
    assert_eq!(heading("/es/search?bbox=-140,35,-139,36"), "Ningún lugar en esta parte del mapa");
}
