//! The form of what is public at once of one place: its questions, what is answered now, and answers as a dossier takes them.

use serde_json::{Value, json};

use crate::domain::at_once::Details;
use crate::domain::problem::{Place, Problem};
use crate::domain::schedule::{Day, Within};
use crate::web::extract::form::Form;
use crate::web::portal::entry;
use crate::web::portal::fields::Kind;
use crate::web::views::form::{Choice, Field, Shown};

/// One question.
struct Question {
    name: &'static str,
    kind: Kind,
    /// Where the answer goes, below the place; of hours, the day decides.
    at: &'static str,
    label: &'static str,
    hint: &'static str,
}

const fn ask(name: &'static str, kind: Kind, at: &'static str, label: &'static str, hint: &'static str) -> Question {
    Question { name, kind, at, label, hint }
}

/// Questions under one heading.
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// Under the heading; may be empty.
    pub intro: &'static str,
    questions: &'static [Question],
}

const DOLLARS: &str = "In whole dollars, like 475";
const LINE: Kind = Kind::Line("text", "off", "");

/// The whole form.
pub const FORM: &[Group] = &[
    Group {
        title: "New patients",
        intro: "",
        questions: &[
            ask("accepting_new", Kind::Maybe, "/accepting_new", "Are you taking new patients?", ""),
            ask(
                "first_opening",
                Kind::One("opening", Within::WORDS),
                "/first_opening/within",
                "How soon can you see someone new?",
                "",
            ),
        ],
    },
    Group {
        title: "Prices",
        intro: "",
        questions: &[
            ask("price_intake", Kind::Whole, "/price/intake", "Price of the first visit", DOLLARS),
            ask("price_per_session", Kind::Whole, "/price/per_session", "Price of one session", DOLLARS),
            ask("price_usual_sessions", Kind::Whole, "/price/usual_sessions", "Sessions in a usual course", "A number"),
            ask("price_includes", LINE, "/price/includes", "What the price includes", ""),
        ],
    },
    Group {
        title: "Opening hours",
        intro: "Like 9:00-17:00, or 9:00-12:00, 13:00-17:00. Leave a day empty on which you are closed.",
        questions: &[
            ask("hours_mon", Kind::Hours(Day::Mon), "/hours", "Monday", ""),
            ask("hours_tue", Kind::Hours(Day::Tue), "/hours", "Tuesday", ""),
            ask("hours_wed", Kind::Hours(Day::Wed), "/hours", "Wednesday", ""),
            ask("hours_thu", Kind::Hours(Day::Thu), "/hours", "Thursday", ""),
            ask("hours_fri", Kind::Hours(Day::Fri), "/hours", "Friday", ""),
            ask("hours_sat", Kind::Hours(Day::Sat), "/hours", "Saturday", ""),
            ask("hours_sun", Kind::Hours(Day::Sun), "/hours", "Sunday", ""),
        ],
    },
];

fn questions() -> impl Iterator<Item = &'static Question> {
    FORM.iter().flat_map(|group| group.questions)
}

/// The answers that say what these details say.
pub fn answers(details: &Details) -> Form {
    let value = details.to_value();
    Form::of(questions().map(|q| (q.name.to_string(), answer(&value, q))).collect())
}

fn answer(details: &Value, question: &Question) -> String {
    if let Kind::Hours(day) = question.kind {
        let all = details["hours"].as_array().map(Vec::as_slice).unwrap_or_default();
        let spans = all.iter().filter(|h| h["day"] == day.as_str());
        let time = |h: &Value, name: &str| h[name].as_str().unwrap_or_default().to_string();
        return spans.map(|h| format!("{}-{}", time(h, "opens"), time(h, "closes"))).collect::<Vec<_>>().join(", ");
    }
    match details.pointer(question.at) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// What was answered, as the fields of a place; unread.
pub fn details(form: &Form) -> Value {
    let mut details = json!({});
    let mut hours = Vec::new();
    for question in questions() {
        let typed = form.raw(question.name).unwrap_or_default();
        if matches!(question.kind, Kind::Hours(_)) {
            hours.extend(typed.split([',', ';']).filter_map(|span| entry::value(question.kind, &[span])));
        } else if let Some(value) = entry::value(question.kind, &[typed]) {
            match question.at.trim_start_matches('/').split_once('/') {
                Some((holder, part)) => details[holder][part] = value,
                None => details[question.at.trim_start_matches('/')] = value,
            }
        }
    }
    details["hours"] = json!(hours);
    details
}

/// Each problem at its question, one a question, in the order of the form.
pub fn problems(details: &Value, found: &[Problem]) -> Vec<Shown> {
    let about = |problem: &Problem| {
        let pointer = match &problem.place {
            Place::Body(pointer) => pointer.as_str(),
            _ => "",
        };
        let day = pointer.strip_prefix("/hours/").and_then(|rest| rest.split('/').next());
        let day = day.and_then(|index| details.pointer(&format!("/hours/{index}/day"))).and_then(Value::as_str);
        questions().position(|q| match (q.kind, day) {
            (Kind::Hours(of), Some(day)) => of.as_str() == day,
            (Kind::Hours(_), None) => pointer.starts_with("/hours"),
            _ => q.at == pointer,
        })
    };
    let mut told: Vec<(usize, String)> = Vec::new();
    for problem in found {
        let at = about(problem).unwrap_or_default();
        if !told.iter().any(|(known, _)| *known == at) {
            told.push((at, problem.detail.clone()));
        }
    }
    told.sort_by_key(|(at, _)| *at);
    let shown = |(at, detail): (usize, String)| {
        let question = questions().nth(at)?;
        let said = match (question.kind, detail.starts_with("The closing time")) {
            (Kind::Hours(_), false) => {
                "Write the hours like 9:00-17:00. Leave a day empty when you are closed.".to_string()
            }
            (Kind::Whole, _) => "Write a whole number, like 475.".to_string(),
            _ => detail,
        };
        Some(Shown::about(question.name, format!("{}: {said}", question.label)))
    };
    told.into_iter().filter_map(shown).collect()
}

/// The fields of one group, with what was typed. `now`: what the listing says by now, where that is something else.
pub fn fields(group: &Group, form: &Form, problems: &[Shown], now: Option<&Form>) -> Vec<Field> {
    group.questions.iter().map(|q| field(q, form, problems, now)).collect()
}

fn field(question: &Question, form: &Form, problems: &[Shown], now: Option<&Form>) -> Field {
    let typed = form.raw(question.name).unwrap_or_default();
    let other = now.map(|now| now.raw(question.name).unwrap_or_default()).filter(|now| *now != typed.trim());
    let hint = match other {
        Some("") => "The listing says nothing here now.".to_string(),
        Some(now) => format!("The listing says now: {}.", said(question, now)),
        None => question.hint.to_string(),
    };
    let (kind, width, inputmode) = match question.kind {
        Kind::Maybe => ("radios", "", ""),
        Kind::One(..) => ("select", "", ""),
        Kind::Whole => ("text", "narrow", "numeric"),
        Kind::Hours(_) => ("text", "narrow", ""),
        _ => ("text", "", ""),
    };
    Field {
        id: question.name,
        name: question.name,
        kind,
        label: question.label.to_string(),
        hint: Some(hint).filter(|h| !h.is_empty()),
        error: Shown::of(problems, question.name),
        value: typed.to_string(),
        optional: false,
        width,
        autocomplete: "off",
        inputmode,
        options: options(question, typed),
    }
}

fn options(question: &Question, typed: &str) -> Vec<Choice> {
    let choice =
        |value: &str| Choice { value: value.to_string(), label: said(question, value), chosen: typed == value };
    match question.kind {
        Kind::Maybe => ["true", "false"].map(choice).into(),
        Kind::One(_, words) => std::iter::once("").chain(words.iter().copied()).map(choice).collect(),
        _ => Vec::new(),
    }
}

/// An answer as people read it.
fn said(question: &Question, answer: &str) -> String {
    let words = match (question.kind, answer) {
        (Kind::Maybe, "true") => "Yes",
        (Kind::Maybe, "false") => "No",
        (Kind::One(..), "") => "Not said",
        (Kind::One(..), "1_week") => "Within a week",
        (Kind::One(..), "2_4_weeks") => "In 2 to 4 weeks",
        (Kind::One(..), "waiting_list") => "There is a waiting list",
        _ => answer,
    };
    words.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::at_once::AtOnce;

    fn whole() -> Details {
        Details::read(&json!({
            "hours": [
                { "day": "mon", "opens": "09:00", "closes": "12:00" }, { "day": "mon", "opens": "13:00", "closes": "17:00" },
                { "day": "sun", "opens": "10:00", "closes": "14:00" },
            ],
            "price": { "intake": 300, "per_session": 450, "usual_sessions": 6, "includes": "Monitoring" },
            "accepting_new": false, "first_opening": { "within": "waiting_list" },
        }))
        .expect("reads")
    }

    #[test]
    fn the_form_holds_every_field_that_is_public_at_once_and_loses_nothing() {
        let again = Details::read(&details(&answers(&whole()))).expect("reads");
        assert_eq!(again.differing(&whole()), []);
        assert_eq!(again.differing(&Details::default()), AtOnce::ALL);
        let nothing = Details::read(&details(&Form::default())).expect("reads");
        assert_eq!(nothing.differing(&Details::default()), []);
    }

    #[test]
    fn every_problem_stands_at_its_question() {
        let typed = [("hours_tue", "9-12, noon"), ("price_intake", "a lot"), ("price_includes", "x")];
        let form = Form::of(typed.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect());
        let raw = details(&form);
        let found = Details::read(&raw).expect_err("cannot be read");
        let found: Vec<Problem> = found.structure.into_iter().chain(found.values).collect();
        let told: Vec<String> = problems(&raw, &found).into_iter().filter_map(|p| p.href).collect();
        assert_eq!(told, ["#price_intake", "#hours_tue"]);
    }
}
