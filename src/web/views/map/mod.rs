//! A map of results, drawn by ourselves from public outlines: no tile, no other origin ever hears of it (decision 0030).
//!
//! [`frame`] is the window, [`paths`] what lies beneath, [`pins`] the results, [`labels`] what helps to know where one is. Shapes are drawn
//! in units of the window; pins and names stand at percents of it, so that they are as large on a phone as on a desktop.

pub mod frame;
pub mod labels;
pub mod paths;
pub mod pins;

use serde::Serialize;

use crate::domain::place::Point;

pub use frame::Frame;
pub use labels::Label;
pub use paths::Paths;
pub use pins::{Pin, Spot};

use frame::{HEIGHT, WIDTH};

/// A picture, as `templates/search_map.html` takes it.
#[derive(Debug, Serialize)]
pub struct Picture {
    paths: Paths,
    towns: Vec<Label>,
    states: Vec<Label>,
    scale: Scale,
    /// Where distances are measured from, in percent.
    center: Option<(String, String)>,
}

/// A bar of so many miles.
#[derive(Debug, Serialize)]
pub struct Scale {
    miles: String,
    /// How long it is, in percent of the map.
    long: String,
}

impl Picture {
    /// Of a window with these pins; `center` is where distances are measured from, with the radius of the search.
    pub fn of(frame: Frame, pins: &[Pin], center: Option<(Point, Option<f64>)>) -> Picture {
        let (states, towns) = labels::labels(frame, pins);
        let circle = center.and_then(|(center, radius)| Some((center, radius?)));
        let center = center.map(|(center, _)| center).filter(|center| frame.shows(*center));
        Picture {
            paths: Paths::of(frame, circle),
            towns,
            states,
            scale: Scale::of(frame),
            center: center.map(|center| {
                let (x, y) = frame.project(center);
                (percent(x, WIDTH), percent(y, HEIGHT))
            }),
        }
    }
}

impl Scale {
    /// A round number of miles, at most a quarter of the map.
    fn of(frame: Frame) -> Scale {
        const ROUND: [f64; 13] = [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0];
        let across = frame.miles_across();
        let miles = ROUND.into_iter().rfind(|miles| *miles <= across / 4.0).unwrap_or(ROUND[0]);
        Scale { miles: miles.to_string(), long: percent(miles, across) }
    }
}

/// A part of a whole, to a tenth of a pixel.
fn percent(part: f64, whole: f64) -> String {
    format!("{:.2}", part / whole * 100.0)
}
