//! The pins of a page's results, under their numbers in the list. Those that would cover each other are one.

use serde::Serialize;

use crate::domain::place::Point;

use super::frame::{Frame, HEIGHT, WIDTH};
use super::labels::{PHONE, Taken};
use super::percent;

/// A result that has a place on the map.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Spot {
    /// In the list.
    pub number: usize,
    /// The provider's.
    pub name: String,
    /// Where.
    #[serde(skip)]
    pub point: Point,
}

/// One or several results at one place of the map.
#[derive(Debug, Serialize)]
pub struct Pin {
    x: String,
    y: String,
    /// As [`text`] has it.
    text: String,
    /// Letters of `text`, to make room for.
    letters: usize,
    /// Those it stands for, in the order of the list.
    pub spots: Vec<Spot>,
    #[serde(skip)]
    at: (f64, f64),
}

impl Pin {
    fn of(at: (f64, f64), spots: Vec<Spot>) -> Pin {
        let text = text(&spots.iter().map(|spot| spot.number).collect::<Vec<_>>());
        let letters = text.chars().count();
        Pin { x: percent(at.0, WIDTH), y: percent(at.1, HEIGHT), text, letters, spots, at }
    }

    /// Where it stands, in units.
    pub fn at(&self) -> (f64, f64) {
        self.at
    }

    /// How much room it takes, where a letter and a line are so large.
    pub fn size(&self, letter: f64, line: f64) -> (f64, f64) {
        (letter * (self.letters as f64 + 3.0), line * 1.5)
    }

    /// The places of those it stands for, where they are not all one.
    pub fn points(&self) -> Option<Vec<Point>> {
        let points: Vec<Point> = self.spots.iter().map(|spot| spot.point).collect();
        points.iter().any(|point| *point != points[0]).then_some(points)
    }
}

/// Pins for all that stand on the map, in the order of the list.
pub fn pins(frame: Frame, spots: Vec<Spot>) -> Vec<Pin> {
    let shown = spots.into_iter().filter(|spot| frame.shows(spot.point));
    let mut pins: Vec<Pin> = shown.map(|spot| Pin::of(frame.project(spot.point), vec![spot])).collect();
    // A pin that takes another in may become wider, and so cover a third.
    while let Some((one, other)) = crowded(&pins) {
        let taken = pins.remove(other);
        let mut spots = std::mem::take(&mut pins[one].spots);
        spots.extend(taken.spots);
        spots.sort_by_key(|spot| spot.number);
        pins[one] = Pin::of(frame.project(spots[0].point), spots);
    }
    pins
}

/// Two pins, the earlier first, of which one would cover the other on a phone.
fn crowded(pins: &[Pin]) -> Option<(usize, usize)> {
    let area = |pin: &Pin| Taken::around(pin.at, pin.size(PHONE.0, PHONE.1));
    let pairs = (0..pins.len()).flat_map(|one| (one + 1..pins.len()).map(move |other| (one, other)));
    pairs.into_iter().find(|(one, other)| area(&pins[*one]).meets(&area(&pins[*other])))
}

/// "3", "3, 5", "3–9", or the first and how many more.
fn text(numbers: &[usize]) -> String {
    match numbers {
        [one] => one.to_string(),
        [one, other] => format!("{one}, {other}"),
        [first, .., last] if last - first + 1 == numbers.len() => format!("{first}–{last}"),
        numbers => format!("{} +{}", numbers[0], numbers.len() - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(number: usize, latitude: f64, longitude: f64) -> Spot {
        Spot { number, name: format!("P{number}"), point: Point::new(latitude, longitude).expect("on the earth") }
    }

    #[test]
    fn pins_that_crowd_are_one_and_say_whose() {
        let frame = Frame::of_circle(Point::new(45.5, -122.6).expect("on the earth"), 25.0);
        let near = |number| spot(number, 45.5, -122.6);
        let texts = |spots: Vec<Spot>| pins(frame, spots).into_iter().map(|pin| pin.text).collect::<Vec<_>>();
        assert_eq!(texts(vec![near(1), spot(2, 45.6, -122.3), near(3)]), ["1, 3", "2"]);
        assert_eq!(texts((1..=6).map(near).collect()), ["1–6"]);
        assert_eq!(texts([1, 2, 4, 9].map(near).to_vec()), ["1 +3"]);
        assert_eq!(texts(vec![spot(7, 10.0, 10.0)]), [""; 0], "beside the map");
    }

    #[test]
    fn a_pin_that_grows_takes_in_what_it_would_cover() {
        let frame = Frame::of_circle(Point::new(45.5, -122.6).expect("on the earth"), 25.0);
        let row = (1..=12).map(|n| spot(n, 45.5, -122.9 + 0.05 * n as f64)).collect();
        let all = pins(frame, row);
        assert!(crowded(&all).is_none());
        assert_eq!(all.iter().map(|pin| pin.spots.len()).sum::<usize>(), 12);
    }

    #[test]
    fn a_pin_can_be_looked_at_more_closely_only_where_its_places_differ() {
        let frame = Frame::of_circle(Point::new(45.5, -122.6).expect("on the earth"), 25.0);
        let one = &pins(frame, vec![spot(1, 45.5, -122.6), spot(2, 45.5, -122.6)])[0];
        let two = &pins(frame, vec![spot(1, 45.5, -122.6), spot(2, 45.501, -122.6)])[0];
        assert!(one.points().is_none() && two.points().is_some_and(|points| points.len() == 2));
    }
}
