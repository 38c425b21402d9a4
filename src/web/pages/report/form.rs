//! The questions of the form, and what its answers say.

use crate::domain::report::ReportReason;
use crate::domain::shape::Shape;
use crate::pipeline::report::LONGEST_TEXT;
use crate::search::Site;
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::views::Page;
use crate::web::views::form::{Choice, Field, Shown};
use crate::web::views::listing::address_lines;

/// The answer that no single place is meant.
const WHOLE: &str = "whole";

/// What the form says.
#[derive(Debug, PartialEq)]
pub(super) struct Read {
    pub reason: ReportReason,
    pub place_id: Option<String>,
    pub text: String,
    pub email: Option<String>,
}

/// What is wrong with an answer.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    /// The question's element.
    id: &'static str,
    /// The text that says so.
    key: &'static str,
    /// How many characters there are, where there are too many.
    count: usize,
}

impl Fault {
    fn of(id: &'static str, key: &'static str) -> Self {
        Fault { id, key, count: 0 }
    }

    /// In the page's language.
    pub fn said(&self, page: &Page) -> Result<Shown, WebError> {
        let filled = [("count", self.count.into()), ("most", LONGEST_TEXT.into())];
        Ok(Shown::about(self.id, page.say(self.key, &filled)?))
    }
}

/// Reads the form of a listing with these places: everything that is wrong, in the order of the page, or what it says.
pub(super) fn read(form: &Form, sites: &[Site]) -> Result<Read, Vec<Fault>> {
    let mut faults = Vec::new();
    let reason: Option<ReportReason> = form.raw("reason").and_then(|word| word.parse().ok());
    if reason.is_none() {
        faults.push(Fault::of("reason", "report-need-reason"));
    }
    let place_id = place(form, sites, reason).unwrap_or_else(|fault| {
        faults.push(fault);
        None
    });
    let text = form.prose("text");
    let count = text.chars().count();
    if text.is_empty() && reason.is_some_and(ReportReason::needs_words) {
        faults.push(Fault::of("text", "report-need-text"));
    } else if count > LONGEST_TEXT {
        faults.push(Fault { count, ..Fault::of("text", "report-long-text") });
    }
    let email = form.text("email").map(str::to_string);
    if email.as_ref().is_some_and(|email| !Shape::Email.takes(email)) {
        faults.push(Fault::of("email", "report-bad-email"));
    }
    match reason {
        Some(reason) if faults.is_empty() => Ok(Read { reason, place_id, text, email }),
        _ => Err(faults),
    }
}

/// The place that is meant. A listing with one place is not asked about it.
fn place(form: &Form, sites: &[Site], reason: Option<ReportReason>) -> Result<Option<String>, Fault> {
    if let [only] = sites {
        return Ok(Some(only.id.to_string()));
    }
    match form.raw("place") {
        _ if sites.is_empty() => Ok(None),
        Some(WHOLE) if reason.is_some_and(ReportReason::needs_place) => Err(Fault::of("place", "report-one-place")),
        Some(WHOLE) => Ok(None),
        Some(id) if sites.iter().any(|site| site.id.as_str() == id) => Ok(Some(id.to_string())),
        _ => Err(Fault::of("place", "report-need-place")),
    }
}

/// The reason, and the other questions.
pub(super) fn fields(
    page: &Page,
    sites: &[Site],
    form: &Form,
    problems: &[Shown],
) -> Result<(Field, Vec<Field>), WebError> {
    let reasons = ReportReason::WORDS.iter().map(|word| {
        let label = page.say(&format!("report-reason-{word}"), &[])?;
        Ok(Choice { value: word.to_string(), label, chosen: form.raw("reason") == Some(word) })
    });
    let reason = Field {
        kind: "radios",
        width: "stacked",
        options: reasons.collect::<Result<_, WebError>>()?,
        ..field(page, "reason", form, problems)?
    };
    let mut others = Vec::new();
    if sites.len() > 1 {
        let places = places(page, sites, form)?;
        others.push(Field {
            kind: "radios",
            width: "stacked",
            options: places,
            ..field(page, "place", form, problems)?
        });
    }
    others.push(Field { kind: "textarea", optional: true, ..field(page, "text", form, problems)? });
    others.push(Field {
        kind: "email",
        optional: true,
        autocomplete: "email",
        inputmode: "email",
        ..field(page, "email", form, problems)?
    });
    Ok((reason, others))
}

fn field(page: &Page, id: &'static str, form: &Form, problems: &[Shown]) -> Result<Field, WebError> {
    Ok(Field {
        id,
        name: id,
        label: page.say(&format!("report-{id}"), &[])?,
        hint: page.hint(&format!("report-{id}-hint")),
        error: Shown::of(problems, id),
        value: form.raw(id).unwrap_or_default().to_string(),
        ..Field::default()
    })
}

fn places(page: &Page, sites: &[Site], form: &Form) -> Result<Vec<Choice>, WebError> {
    let chosen = |value: &str| form.raw("place") == Some(value);
    let mut choices = Vec::new();
    for site in sites {
        let mut parts: Vec<String> = site.offer.name.iter().cloned().collect();
        parts.extend(address_lines(&site.address));
        if site.offer.is_telehealth_only() {
            parts.push(page.say("card-telehealth", &[])?);
        }
        parts.extend(site.offer.phone.clone());
        choices.push(Choice { chosen: chosen(site.id.as_str()), value: site.id.to_string(), label: parts.join(", ") });
    }
    choices.push(Choice { value: WHOLE.into(), label: page.say("report-place-whole", &[])?, chosen: chosen(WHOLE) });
    Ok(choices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Id;
    use crate::search::listing::{Address, Location, Offer};

    fn sites(count: usize) -> Vec<Site> {
        let site = |_| {
            let (address, offer) = (Address::default(), Offer::default());
            Site::of(Location { id: Id::new(), address, point: None, hide_street: false, offer }, |_| None)
        };
        (0..count).map(site).collect()
    }

    fn sent(fields: &[(&str, &str)]) -> Form {
        Form::of(fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect())
    }

    fn wrong(fields: &[(&str, &str)], sites: &[Site]) -> Vec<&'static str> {
        read(&sent(fields), sites).expect_err("something is wrong").into_iter().map(|fault| fault.key).collect()
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once_in_the_order_of_the_page() {
        let long = "é".repeat(LONGEST_TEXT + 1);
        let all = [("reason", "gossip"), ("place", "elsewhere"), ("text", &long), ("email", "nobody")];
        let keys = ["report-need-reason", "report-need-place", "report-long-text", "report-bad-email"];
        assert_eq!(wrong(&all, &sites(2)), keys);
        assert_eq!(wrong(&[("reason", "other"), ("text", " \r\n ")], &sites(1)), ["report-need-text"]);
    }

    #[test]
    fn a_dead_phone_is_one_places_and_a_listing_with_one_place_is_not_asked_which() {
        let two = sites(2);
        assert_eq!(wrong(&[("reason", "dead_phone"), ("place", WHOLE)], &two), ["report-one-place"]);
        let one = read(&sent(&[("reason", "dead_phone")]), &two[..1]).expect("enough");
        assert_eq!(one.place_id.as_deref(), Some(two[0].id.as_str()));
        let whole = read(&sent(&[("reason", "not_us"), ("place", WHOLE)]), &two).expect("enough");
        assert_eq!(whole.place_id, None);
    }

    #[test]
    fn two_thousand_characters_fit_however_their_lines_end() {
        let lines = format!("{}\r\n{}", "ñ".repeat(999), "x".repeat(1_000));
        let read = read(&sent(&[("reason", "other"), ("text", &lines), ("email", " a@example.org ")]), &sites(1));
        let read = read.expect("it fits");
        assert_eq!((read.text.chars().count(), read.email.as_deref()), (LONGEST_TEXT, Some("a@example.org")));
    }
}
