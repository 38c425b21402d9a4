//! A provider as a card for the address book.

use chrono::Duration;
use vouchsafe::domain::ids::Id;
use vouchsafe::domain::place::Point;

use super::world::{World, directory, listing};

#[test]
fn a_card_holds_what_the_page_holds() {
    let mut alder = listing("Alder; Clinic, Inc", "97202", "Portland", "OR");
    alder.profile.slug = "alder-clinic".into();
    alder.locations[0].point = Point::new(45.48, -122.64);
    alder.locations[0].address.line2 = Some("Suite 2".into());
    let world = World::of(vec![alder]);
    let mut answer = world.server.get("/providers/alder-clinic.vcf");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "text/vcard; charset=utf-8");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"alder-clinic.vcf\"");
    let card = answer.body_mut().read_to_string().expect("text");
    assert!(card.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") && card.ends_with("\r\nEND:VCARD\r\n"), "{card}");
    for line in [
        "FN:Alder\\; Clinic\\, Inc",
        "ORG:Alder\\; Clinic\\, Inc",
        "TEL;VALUE=uri;TYPE=\"voice,work\":tel:+15035550142",
        "ADR;TYPE=work:;;100 Main Street\\, Suite 2;Portland;OR;97202;US",
        "GEO:geo:45.48,-122.64",
        "REV:20260904T000000Z",
    ] {
        assert!(card.split("\r\n").any(|l| l == line), "{line} is not in {card}");
    }
    assert!(card.split("\r\n").any(|l| l.starts_with("URL:http") && l.ends_with("/providers/alder-clinic")), "{card}");
    assert!(card.split("\r\n").all(|line| line.len() <= 75), "{card}");
}

#[test]
fn each_place_has_a_card_and_a_name_that_tells_it_from_the_others() {
    let mut alder = listing("Alder Clinic", "97202", "Portland", "OR");
    let mut second = alder.locations[0].clone();
    second.id = Id::new();
    second.address.line1 = Some("9 Oak Street".into());
    alder.locations.push(second);
    alder.locations.iter_mut().for_each(|place| place.offer.name = Some("Portland office".into()));
    let world = World::of(vec![alder]);
    let cards = world.page(200, "/providers/alder-clinic.vcf").replace("\r\n ", "");
    assert_eq!(cards.matches("BEGIN:VCARD").count(), 2);
    assert!(cards.contains("FN:Alder Clinic (Portland office\\, 100 Main Street)\r\n"), "{cards}");
    assert!(cards.contains("FN:Alder Clinic (Portland office\\, 9 Oak Street)\r\n"), "{cards}");
    assert!(!cards.contains("GEO"), "the ZIP's centroid is not where the place is: {cards}");
    // The page's headings do the same.
    let page = world.page(200, "/providers/alder-clinic");
    assert!(page.contains("<h2>Portland office, 9 Oak Street</h2>"), "{page}");
}

#[test]
fn telehealth_alone_has_a_card_without_an_address() {
    let card = World::of(directory()).page(200, "/providers/cedar-by-video.vcf");
    assert!(card.contains("TEL;") && !card.contains("ADR") && !card.contains("GEO"), "{card}");
}

#[test]
fn a_card_has_the_address_of_its_page_with_what_follows_from_that() {
    let world = World::of(directory());
    let old = world.server.get("/providers/alder-clinic-before.vcf");
    assert_eq!(old.status(), 301);
    assert_eq!(old.headers()["location"], "/providers/alder-clinic.vcf");
    let old = world.server.get("/es/providers/alder-clinic-before.vcf");
    assert_eq!(old.headers()["location"], "/es/providers/alder-clinic.vcf");
    assert!(world.page(200, "/es/providers/alder-clinic.vcf").contains("/es/providers/alder-clinic\r\n"));
    world.page(404, "/providers/nobody.vcf");
    let first = world.server.get("/providers/alder-clinic.vcf");
    let tag = first.headers()["etag"].to_str().expect("text").to_string();
    let url = world.server.url("/providers/alder-clinic.vcf");
    let again = world.server.client().get(url).header("if-none-match", &tag).call().expect("an answer");
    assert_eq!(again.status(), 304);
    world.clock.advance(Duration::days(500));
    world.page(410, "/providers/alder-clinic.vcf");
}
