//! The page that says how true the directory is counts what searches show.

use chrono::Duration;

use super::world::{World, directory, now};

/// The figure beside a label.
fn figure(page: &str, label: &str) -> String {
    let (_, rest) = page.split_once(&format!("<dt>{label}</dt><dd>")).unwrap_or_else(|| panic!("{label}: {page}"));
    rest.split("</dd>").next().unwrap_or_default().to_string()
}

#[test]
fn it_counts_what_searches_show_and_says_when_nobody_has_confirmed() {
    let world = World::of(directory());
    let page = world.page(200, "/accuracy");
    assert_eq!(figure(&page, "Providers that searches show"), "5");
    assert_eq!(figure(&page, "Confirmed their details within 90 days"), "80%");
    assert_eq!(figure(&page, "Time since details were confirmed (median)"), "3 days");
    let verified = world.json(200, "/api/v1/providers?verified=true")["total"].to_string();
    assert_eq!(figure(&page, "Have every check in date"), verified);
    assert_eq!(figure(&page, "Reports of problems that wait for our answer"), "0");
    // The same listings, 100 days later: nobody has confirmed, and every check has run out.
    world.clock.set(now() + Duration::days(100));
    let late = world.page(200, "/accuracy");
    assert_eq!(figure(&late, "Confirmed their details within 90 days"), "0%");
    assert_eq!(
        (figure(&late, "Have every check in date"), figure(&late, "Have a check that has run out")),
        ("0".into(), "5".into())
    );
    assert!(world.page(200, "/es/accuracy").contains("Proveedores que las búsquedas muestran"));
    world.clock.set(now() + Duration::days(900));
    assert_eq!(figure(&world.page(200, "/accuracy"), "Confirmed their details within 90 days"), "Nobody yet");
}
