//! Names of towns and states on a map: the largest first, none upon another or upon a pin.

use serde::Serialize;

use crate::geo::Gazetteer;

use super::frame::{Frame, HEIGHT, WIDTH};
use super::percent;
use super::pins::Pin;

/// At most so many towns are named on a phone, and so many where there is more room.
const TOWNS: (usize, usize) = (7, 18);
/// Of so many it is tried.
const CANDIDATES: usize = 120;
/// How wide a letter is, and how high a line, in units: of a map as wide as a phone, and of one as wide as a column of a desktop.
pub const PHONE: (f64, f64) = (78.0, 190.0);
const DESKTOP: (f64, f64) = (36.0, 95.0);
/// States are named on maps of at least so many degrees across.
const STATES_ACROSS: f64 = 5.0;

/// A name and where it stands, in percent of the map.
#[derive(Debug, Serialize)]
pub struct Label {
    x: String,
    y: String,
    name: String,
    /// On the other side of its dot.
    left: bool,
    /// Only where there is room for many.
    wide: bool,
}

/// A rectangle that is taken: left, top, right, bottom.
#[derive(Debug, Clone, Copy)]
pub struct Taken([f64; 4]);

impl Taken {
    /// Around a point.
    pub fn around((x, y): (f64, f64), (wide, high): (f64, f64)) -> Taken {
        Taken([x - wide / 2.0, y - high / 2.0, x + wide / 2.0, y + high / 2.0])
    }

    /// The dot of a town with the name to its right or left.
    fn of_town((x, y): (f64, f64), letters: usize, (wide, high): (f64, f64), left: bool) -> Taken {
        let (half, long) = (high / 2.0, high / 2.0 + letters as f64 * wide);
        let (before, behind) = if left { (long, half) } else { (half, long) };
        Taken([x - before, y - half, x + behind, y + half])
    }

    /// Whether they have a place in common.
    pub fn meets(&self, other: &Taken) -> bool {
        self.0[0] < other.0[2] && other.0[0] < self.0[2] && self.0[1] < other.0[3] && other.0[1] < self.0[3]
    }

    fn is_whole(&self) -> bool {
        self.0[0] >= 0.0 && self.0[1] >= 0.0 && self.0[2] <= WIDTH && self.0[3] <= HEIGHT
    }
}

/// What is taken on a map as wide as a phone, and on one as wide as a column of a desktop.
#[derive(Debug)]
struct Room {
    phone: Vec<Taken>,
    desktop: Vec<Taken>,
}

impl Room {
    fn free(taken: &[Taken], of: Taken) -> bool {
        of.is_whole() && !taken.iter().any(|other| other.meets(&of))
    }

    /// Takes a place for a name where there is one; whether only on a desktop.
    fn take(&mut self, small: Taken, large: Taken, phone: bool) -> Option<bool> {
        let on_phone = phone && Self::free(&self.phone, small);
        if !Self::free(&self.desktop, large) {
            return None;
        }
        if on_phone {
            self.phone.push(small);
        }
        self.desktop.push(large);
        Some(!on_phone)
    }
}

/// The names of states, where there are several, and of towns.
pub fn labels(frame: Frame, pins: &[Pin]) -> (Vec<Label>, Vec<Label>) {
    let around = |wide, high| pins.iter().map(|pin| Taken::around(pin.at(), pin.size(wide, high))).collect();
    let mut room = Room { phone: around(PHONE.0, PHONE.1), desktop: around(DESKTOP.0, DESKTOP.1) };
    let states = if frame.across() < STATES_ACROSS { Vec::new() } else { states(frame, &mut room) };
    (states, towns(frame, &mut room))
}

/// The largest first.
fn towns(frame: Frame, room: &mut Room) -> Vec<Label> {
    let (mut few, mut labels) = (0, Vec::new());
    for town in Gazetteer::get().largest_towns(|point| frame.shows(point), CANDIDATES) {
        let (at, letters) = (frame.project(town.point), town.name.chars().count());
        let beside = [false, true].into_iter().find_map(|left| {
            let of = |letter| Taken::of_town(at, letters, letter, left);
            Some((left, room.take(of(PHONE), of(DESKTOP), few < TOWNS.0)?))
        });
        let Some((left, wide)) = beside else { continue };
        few += usize::from(!wide);
        labels.push(Label { x: percent(at.0, WIDTH), y: percent(at.1, HEIGHT), name: town.name.into(), left, wide });
        if labels.len() == TOWNS.1 {
            break;
        }
    }
    labels
}

/// Those whose middle is on the map.
fn states(frame: Frame, room: &mut Room) -> Vec<Label> {
    let mut states: Vec<_> = Gazetteer::get().states().iter().filter(|state| frame.shows(state.center)).collect();
    // The largest first: of those that crowd, whoever has the most room to lose.
    states.sort_by(|a, b| b.bounds.area().total_cmp(&a.bounds.area()));
    let label = |state: &crate::geo::State| {
        let at = frame.project(state.center);
        // Two wide capitals.
        let of = |(letter, line)| Taken::around(at, (letter * 4.0, line));
        let wide = room.take(of(PHONE), of(DESKTOP), true)?;
        Some(Label { x: percent(at.0, WIDTH), y: percent(at.1, HEIGHT), name: state.code.into(), left: false, wide })
    };
    states.into_iter().filter_map(label).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::Point;
    use crate::web::views::map::pins::{Spot, pins};

    #[test]
    fn towns_are_named_the_largest_first_and_never_upon_a_pin() {
        let portland = Point::new(45.52, -122.68).expect("on the earth");
        let frame = Frame::of_circle(portland, 60.0);
        let names = |labels: &[Label]| labels.iter().map(|label| label.name.clone()).collect::<Vec<_>>();
        let (states, free) = labels(frame, &[]);
        assert!(names(&free).contains(&"Portland".into()) && names(&free).contains(&"Salem".into()), "{free:?}");
        assert!(free.iter().filter(|label| !label.wide).count() <= TOWNS.0 && free.len() <= TOWNS.1);
        assert!(states.is_empty(), "a map of one state needs no name of it");
        let upon = pins(frame, vec![Spot { number: 1, name: "A".into(), point: portland }]);
        assert!(!names(&labels(frame, &upon).1).contains(&"Portland".into()));
    }

    #[test]
    fn states_that_crowd_are_not_all_named() {
        let around = |latitude, longitude, miles| {
            let (states, _) = labels(Frame::of_circle(Point::new(latitude, longitude).expect("a point"), miles), &[]);
            states.into_iter().map(|label| label.name).collect::<Vec<_>>()
        };
        let west = around(41.0, -110.0, 450.0);
        assert!(["UT", "NV", "CO", "WY"].iter().all(|code| west.contains(&code.to_string())), "{west:?}");
        let far = around(42.0, -72.0, 1_500.0);
        let small = ["CT", "RI", "MA", "NH", "VT", "NJ", "DE", "MD", "DC"];
        assert!(small.iter().filter(|code| far.contains(&code.to_string())).count() < 7, "{far:?}");
    }
}
