//! The map of coverage on `/admin/figures`: a tile a state, its class as a letter and as a shade, and the numbers as a table.

use serde::Serialize;

use crate::reads::coverage::{Class, Covered};
use crate::web::views::filters::grouped;
use crate::web::views::tiles::{self, Spot};

/// The map and its table.
#[derive(Debug, Serialize)]
pub(super) struct CoverageMap {
    /// Units across.
    wide: u32,
    /// Units down.
    high: u32,
    tiles: Vec<Tile>,
    classes: Vec<Key>,
    rows: Vec<Row>,
}

/// One state on the map.
#[derive(Debug, Serialize)]
struct Tile {
    #[serde(flatten)]
    spot: Spot,
    code: &'static str,
    #[serde(flatten)]
    look: Look,
}

/// How a class looks: the end of a CSS class, and the letter, so that nobody needs the shade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Look {
    class: &'static str,
    mark: &'static str,
}

/// What a letter means.
#[derive(Debug, Serialize)]
struct Key {
    #[serde(flatten)]
    look: Look,
    says: String,
    states: usize,
}

/// One line of the table.
#[derive(Debug, Serialize)]
struct Row {
    name: &'static str,
    people: String,
    providers: String,
    /// `None` where there is no provider.
    each: Option<String>,
}

impl CoverageMap {
    pub(super) fn of(states: &[Covered]) -> CoverageMap {
        let (wide, high) = tiles::size();
        let tile = |state: &Covered| {
            let code = state.residents.code;
            tiles::spot(code).map(|spot| Tile { spot, code, look: look(state.class()) })
        };
        let count = |class: Class| states.iter().filter(|state| state.class() == class).count();
        let key = |class: Class| Key { look: look(class), says: says(class), states: count(class) };
        CoverageMap {
            wide,
            high,
            tiles: states.iter().filter_map(tile).collect(),
            classes: Class::ALL.into_iter().map(key).collect(),
            rows: states.iter().map(row).collect(),
        }
    }
}

fn row(state: &Covered) -> Row {
    Row {
        name: state.residents.name,
        people: grouped(state.residents.people),
        providers: grouped(state.providers),
        each: state.people_each().map(grouped),
    }
}

const fn look(class: Class) -> Look {
    match class {
        Class::A => Look { class: "a", mark: "A" },
        Class::B => Look { class: "b", mark: "B" },
        Class::C => Look { class: "c", mark: "C" },
        Class::D => Look { class: "d", mark: "D" },
        Class::None => Look { class: "none", mark: "none" },
    }
}

fn says(class: Class) -> String {
    match (class, class.most()) {
        (Class::None, _) => "no verified provider".to_string(),
        (_, Some(most)) => format!("at most {} people for one", grouped(most)),
        (_, None) => format!("more than {} people for one", grouped(Class::C.most().unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geo::population::residents;

    #[test]
    fn every_state_is_on_the_map_in_the_table_and_under_one_letter() {
        let states: Vec<Covered> = residents()
            .iter()
            .zip(0..)
            .map(|(residents, n)| Covered { residents: *residents, providers: n % 3 * 20 })
            .collect();
        let map = CoverageMap::of(&states);
        assert_eq!((map.tiles.len(), map.rows.len()), (52, 52));
        assert_eq!(map.classes.iter().map(|key| key.states).sum::<usize>(), 52);
        assert_eq!(map.classes.last().map(|key| (key.look.mark, key.states)), Some(("none", 18)));
        let alaska = &map.rows[1];
        assert_eq!((alaska.name, alaska.people.as_str()), ("Alaska", "733,391"));
        assert_eq!((alaska.providers.as_str(), alaska.each.as_deref()), ("20", Some("36,670")));
        let marks: std::collections::BTreeSet<&str> = Class::ALL.into_iter().map(|class| look(class).mark).collect();
        assert_eq!(marks.len(), Class::ALL.len(), "each class has a letter of its own");
    }
}
