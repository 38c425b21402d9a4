//! What a provider may change of a place so that it is public at once and reviewed afterwards: opening hours, price amounts,
//! whether new patients are taken and the first opening. No check but the reading of the price's own words looks at them.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::dossier::Location;
use super::dossier_shape::DOSSIER;
use super::money::Price;
use super::schedule::{FirstOpening, Hours};
use super::shape::Problems;
use super::words::wire_words;

wire_words! {
    /// A field of a place that is public at once; the word is its name in the dossier.
    AtOnce {
        Hours => "hours",
        Price => "price",
        AcceptingNew => "accepting_new",
        FirstOpening => "first_opening",
    }
}

/// These fields of one place. Two of them are compared by what they say, whatever day it was said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Details {
    hours: Vec<Hours>,
    price: Option<Price>,
    accepting_new: Option<bool>,
    first_opening: Option<FirstOpening>,
}

impl Details {
    /// What a place says.
    pub fn of(location: &Location) -> Self {
        Details {
            hours: location.hours.clone(),
            price: location.price.clone(),
            accepting_new: location.accepting_new,
            first_opening: location.first_opening.clone(),
        }
    }

    /// Reads raw fields as they stand in a dossier; other fields of `raw` are left aside.
    ///
    /// # Errors
    /// Every problem, each with its place below the location, such as `/price/intake`.
    pub fn read(raw: &Value) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let mut kept = Map::new();
        for word in AtOnce::WORDS {
            let Some(value) = raw.get(word).filter(|v| !v.is_null()) else { continue };
            if let Some(shape) = DOSSIER.at(&format!("/locations/0/{word}")) {
                shape.read(value, &format!("/{word}"), &mut problems);
            }
            kept.insert((*word).to_string(), value.clone());
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        // What the table lets through, the types take.
        Ok(serde_json::from_value(Value::Object(kept)).unwrap_or_default())
    }

    /// As they stand in a dossier.
    pub fn to_value(&self) -> Value {
        json!({
            "hours": self.hours, "price": self.price, "accepting_new": self.accepting_new, "first_opening": self.first_opening,
        })
    }

    /// The fields that say something else in the other one. Days on which something was said are no statement of their own.
    pub fn differing(&self, other: &Details) -> Vec<AtOnce> {
        let differs = |field: &AtOnce| match field {
            AtOnce::Hours => self.sorted_hours() != other.sorted_hours(),
            AtOnce::Price => self.undated_price() != other.undated_price(),
            AtOnce::AcceptingNew => self.accepting_new != other.accepting_new,
            AtOnce::FirstOpening => {
                let within = |d: &Details| d.first_opening.as_ref().map(|o| o.within);
                within(self) != within(other)
            }
        };
        AtOnce::ALL.iter().copied().filter(differs).collect()
    }

    /// Opening hours in the place's time zone.
    pub fn hours(&self) -> &[Hours] {
        &self.hours
    }

    /// What the price includes, in the provider's words.
    pub fn includes(&self) -> Option<&str> {
        self.price.as_ref()?.includes.as_deref()
    }

    /// With these fields said today.
    pub fn said_on(mut self, fields: &[AtOnce], today: NaiveDate) -> Self {
        if fields.contains(&AtOnce::Price)
            && let Some(price) = &mut self.price
        {
            price.as_of = Some(today);
        }
        if fields.contains(&AtOnce::FirstOpening)
            && let Some(opening) = &mut self.first_opening
        {
            opening.said_on = Some(today);
        }
        self
    }

    /// Puts these fields into a place, and leaves everything else there as it is.
    pub fn put(&self, fields: &[AtOnce], location: &mut Location) {
        for field in fields {
            match field {
                AtOnce::Hours => location.hours.clone_from(&self.hours),
                AtOnce::Price => location.price.clone_from(&self.price),
                AtOnce::AcceptingNew => location.accepting_new = self.accepting_new,
                AtOnce::FirstOpening => location.first_opening.clone_from(&self.first_opening),
            }
        }
    }

    fn sorted_hours(&self) -> Vec<&Hours> {
        let mut hours: Vec<&Hours> = self.hours.iter().collect();
        hours.sort_by_key(|h| (h.day as u8, &h.opens));
        hours
    }

    /// A price without amounts and words says nothing, dated or not.
    fn undated_price(&self) -> Option<Price> {
        let price = self.price.clone().map(|price| Price { as_of: None, ..price });
        price.filter(|price| *price != Price::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn details(raw: Value) -> Details {
        Details::read(&raw).expect("reads")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn monday() -> Value {
        json!({ "day": "mon", "opens": "09:00", "closes": "17:00" })
    }

    #[test]
    fn what_differs_is_what_is_said_and_not_when_or_in_which_order() {
        let tuesday = json!({ "day": "tue", "opens": "09:00", "closes": "17:00" });
        let old = details(json!({ "hours": [monday(), tuesday], "price": { "intake": 300, "as_of": "2026-01-01" } }));
        let new = details(json!({ "hours": [tuesday, monday()], "price": { "intake": 300 } }));
        assert_eq!(new.differing(&old), []);
        let new = details(json!({ "hours": [monday()], "price": { "intake": 350 }, "accepting_new": false }));
        assert_eq!(new.differing(&old), [AtOnce::Hours, AtOnce::Price, AtOnce::AcceptingNew]);
        let dated = |on: &str| details(json!({ "first_opening": { "within": "1_week", "said_on": on } }));
        assert_eq!(dated("2026-01-01").differing(&dated("2026-02-01")), []);
    }

    #[test]
    fn only_what_changed_is_said_today() {
        let both =
            json!({ "price": { "intake": 300, "as_of": "2026-01-01" }, "first_opening": { "within": "1_week" } });
        let said = details(both).said_on(&[AtOnce::FirstOpening], day("2026-11-23")).to_value();
        assert_eq!(
            (&said["price"]["as_of"], &said["first_opening"]["said_on"]),
            (&json!("2026-01-01"), &json!("2026-11-23"))
        );
    }

    #[test]
    fn every_field_is_put_where_it_was_read_and_nothing_else_moves() {
        let raw = json!({
            "hours": [monday()], "price": { "intake": 300 }, "accepting_new": true, "first_opening": { "within": "waiting_list" },
        });
        let mut place: Location =
            serde_json::from_value(json!({ "key": "main", "phone": "503-555-0142" })).expect("a place");
        details(raw.clone()).put(AtOnce::ALL, &mut place);
        let mut expected = raw;
        expected["key"] = json!("main");
        expected["phone"] = json!("503-555-0142");
        let place = serde_json::to_value(&place).expect("serialises");
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&place[name], value, "{name}");
        }
        assert_eq!(Details::of(&serde_json::from_value(place).expect("a place")).differing(&details(expected)), []);
    }

    #[test]
    fn every_problem_is_told_with_its_place() {
        let raw =
            json!({ "price": { "intake": "a lot" }, "hours": [{ "day": "mon", "opens": "soon", "closes": "17:00" }] });
        let problems = Details::read(&raw).expect_err("cannot be read");
        assert_eq!(problems.structure.len() + problems.values.len(), 2, "{problems:?}");
    }
}
