//! Filters in words, as on the form.

use crate::geo::Gazetteer;
use crate::web::error::WebError;
use crate::web::views::Page;
use crate::web::views::filters::dollars_text;
use crate::web::views::languages::language_name;

/// A filter as its option on the form reads.
pub fn filter(page: &Page, parameter: &str, value: &str) -> Result<String, WebError> {
    match parameter {
        "accepting_new" | "open_now" | "step_free" | "verified" => page.say(&format!("flag-{parameter}"), &[]),
        "language" => Ok(language_name(page.locale(), value).to_string()),
        "licensed_in" => page.say("filter-licensed_in", &[("state", state(value).into())]),
        "max_price" => {
            let amount = value.parse().map_or_else(|_| value.to_string(), dollars_text);
            page.say("filter-max_price", &[("amount", amount.into())])
        }
        "q" => page.say("filter-q", &[("text", value.into())]),
        "bbox" => page.say("filter-bbox", &[]),
        group => page.say(&format!("{group}-{value}"), &[]),
    }
}

/// The name of a state; its code where we have no name for it.
pub fn state(code: &str) -> &str {
    Gazetteer::get().state(code).map_or(code, |s| s.name)
}

/// A radius as people write it: `25`, `12.5`.
pub fn radius(miles: f64) -> String {
    miles.to_string()
}
