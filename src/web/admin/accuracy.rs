//! This month's sample: whom staff phone, what each listing says, and what came of it (`templates/admin/accuracy.html`).

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::ids::Id;
use crate::domain::proportion::Share;
use crate::domain::sample::{Answer, Month, Outcome, Reached, SIZE, TRIES};
use crate::pipeline::sample::{self, Board, Listed, Said, SampleError, Sheet, Try};
use crate::reads::sample::{self as phoned, Phoned};
use crate::web::error::WebError;
use crate::web::extract::form::Form;
use crate::web::problem::Code;
use crate::web::state::State;
use crate::web::views::Page;
use crate::web::views::listing::PhoneView;
use crate::web::views::page::see_other;

use super::guard::{MayDecide, MayRead, Right, SessionForm, Staff};
use super::submissions::{Returned, id_of, seen_version};

/// The page's address.
const PAGE: &str = "/admin/accuracy";
/// So many earlier months stand on the page.
const MONTHS: i64 = 24;
/// The parts that are asked about: their field, and the question.
const PARTS: [(&str, &str); 3] = [
    ("address", "Is the address right?"),
    ("new_patients", "New patients as listed?"),
    ("treatments", "Treatments as listed?"),
];

/// A listing that is to be phoned.
#[derive(Debug, Serialize)]
struct ToPhone {
    /// Where its form goes, and what the form's element is called.
    action: String,
    form: String,
    version: i64,
    listing: i64,
    provider: String,
    public_page: String,
    place: String,
    phone: Option<PhoneView>,
    written: Option<String>,
    questions: Vec<Question>,
    tries: Vec<TryView>,
    /// So many tries are left, this one included.
    tries_left: usize,
    /// When it may be tried again, where that is still to come.
    again: Option<DateTime<Utc>>,
}

/// One part that is asked about, and what the listing says of it.
#[derive(Debug, Serialize)]
struct Question {
    field: &'static str,
    asks: &'static str,
    listed: String,
}

/// One try.
#[derive(Debug, Serialize)]
struct TryView {
    at: DateTime<Utc>,
    by: String,
    said: &'static str,
    note: String,
}

/// A listing that is done with.
#[derive(Debug, Serialize)]
struct Done {
    provider: String,
    outcome: &'static str,
    /// What was otherwise than listed, or not said.
    wrong: Vec<String>,
    tries: Vec<TryView>,
}

/// A month whose figure is public.
#[derive(Debug, Serialize)]
struct MonthRow {
    month: String,
    drawn: u32,
    dropped_out: u32,
    not_phoned: u32,
    right: u32,
    of: u32,
    percent: Option<String>,
    interval: Option<(String, String)>,
}

const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Answered => "Answered",
        Outcome::WrongNumber => "Wrong number, or none",
        Outcome::Unreachable => "Nobody answered",
        Outcome::NotPhoned => "Not phoned",
        Outcome::DroppedOut => "Out of sight before it was phoned",
    }
}

const fn result_words(result: Reached) -> &'static str {
    match result {
        Reached::Answered => "Somebody answered who can say",
        Reached::NoAnswer => "Nobody answered, or nobody who can say",
        Reached::WrongNumber => "Wrong number, out of service, or none listed",
    }
}

const fn answer_words(answer: Answer) -> &'static str {
    match answer {
        Answer::Right => "Yes, as listed",
        Answer::Wrong => "No, otherwise",
        Answer::NotSaid => "They could not say",
        Answer::NotListed => "Not listed",
    }
}

/// The page.
pub async fn show(state: State, page: Page, staff: Staff<MayRead>) -> Result<HttpResponse, WebError> {
    render(&state, &page, &staff, None).await
}

/// Takes what came of a call.
pub async fn record(
    state: State,
    page: Page,
    staff: Staff<MayDecide>,
    path: web::Path<String>,
    form: SessionForm,
) -> Result<HttpResponse, WebError> {
    let (id, form, reviewer) = (id_of(&path)?, form.0, staff.reviewer());
    let wanted = id.clone();
    let is_known = state.blocking(move |s| Ok::<_, WebError>(phoned::is_drawn(&s.db, wanted.as_str())?)).await?;
    if !is_known {
        return Err(WebError::not_found());
    }
    let returned = |field, text: &str| Some(Returned::of(form_of(&id), &form, field, text));
    let Some(result) = form.raw("result").and_then(|word| word.parse::<Reached>().ok()) else {
        return render(&state, &page, &staff, returned("result", "Choose what came of the call.")).await;
    };
    let said = said(&form, result)?;
    let wanted = id.clone();
    let done = state
        .blocking(move |s| match sample::record(&s.desk(), &reviewer, &wanted, &said) {
            Err(SampleError::Db(e)) => Err(WebError::from(e)),
            told => Ok(told),
        })
        .await?;
    match done {
        Ok(()) => Ok(see_other(PAGE)),
        Err(SampleError::AnswerNeeded(at)) => {
            let (field, asks) = PARTS[at.min(PARTS.len() - 1)];
            let text = format!("{asks} Choose an answer, since somebody was there who can say.");
            render(&state, &page, &staff, returned(field, &text)).await
        }
        Err(SampleError::NoteTooLong) => {
            render(&state, &page, &staff, returned("note", "Write at most 2,000 characters.")).await
        }
        Err(error) => Err(WebError::new(Code::Conflict).detail(refusal(&error))),
    }
}

fn said(form: &Form, result: Reached) -> Result<Said, WebError> {
    let listing = form.raw("listing").unwrap_or_default().parse();
    let answer = |(field, _): (&str, &str)| form.raw(field).and_then(|word| word.parse().ok());
    Ok(Said {
        seen_version: seen_version(form)?,
        seen_listing: listing.map_err(|_| {
            WebError::new(Code::InvalidValues).detail("The form does not say what it was made for; reload its page.")
        })?,
        result,
        answers: PARTS.map(answer),
        note: form.prose("note"),
    })
}

const fn refusal(error: &SampleError) -> &'static str {
    match error {
        SampleError::Closed => "This month is closed: nothing more is recorded for it.",
        SampleError::TooSoon => "Nobody answered a few hours ago. Nothing was recorded; try again on another day.",
        _ => "The listing changed meanwhile, or somebody else recorded a call. Nothing was recorded; look at it again.",
    }
}

fn form_of(id: &Id) -> String {
    format!("phone-{id}")
}

async fn render<R: Right>(
    state: &State,
    page: &Page,
    staff: &Staff<R>,
    returned: Option<Returned>,
) -> Result<HttpResponse, WebError> {
    let now = state.clock.now();
    let (board, months) =
        state.blocking(move |s| Ok::<_, WebError>((sample::board(&s.desk())?, phoned::months(&s.db, MONTHS)?))).await?;
    let sheets = || board.iter().flat_map(|board| &board.sheets);
    let is_closed = board.as_ref().is_some_and(|board| board.sample.closed_at.is_some());
    let lines = sheets().filter_map(|sheet| to_phone_of(page, sheet, now).transpose());
    let mut to_phone = lines.collect::<Result<Vec<ToPhone>, _>>()?;
    // Who may be tried now comes first.
    to_phone.sort_by_key(|line| line.again);
    let hidden = |sheet: &&Sheet| sheet.drawn.settled.is_none() && sheet.listed.is_none();
    let mut context = staff.context();
    context.insert("month", &month_words(Month::of(now)));
    context.insert("is_drawn", &board.is_some());
    context.insert("is_closed", &is_closed);
    context.insert("drawn", &board.as_ref().map(drawn));
    context.insert("size", &SIZE);
    context.insert("to_phone", &to_phone);
    context.insert("out_of_sight", &sheets().filter(hidden).map(|sheet| &sheet.provider).collect::<Vec<_>>());
    context.insert("done", &sheets().filter_map(done).collect::<Vec<_>>());
    context.insert("results", &Reached::ALL.iter().map(|r| (r.as_str(), result_words(*r))).collect::<Vec<_>>());
    context.insert("answers", &Answer::ASKED.iter().map(|a| (a.as_str(), answer_words(*a))).collect::<Vec<_>>());
    context.insert("months", &months.iter().map(month_row).collect::<Vec<_>>());
    context.insert("returned", &returned);
    let status = if returned.is_some() { Code::InvalidValues.status() } else { StatusCode::OK };
    page.render_as(status, "admin/accuracy.html", context)
}

/// How many were drawn, of how many, and when.
fn drawn(board: &Board) -> (usize, i64, DateTime<Utc>) {
    (board.sheets.len(), board.sample.listed, board.sample.drawn_at)
}

/// `None` for one that is done with or out of sight.
fn to_phone_of(page: &Page, sheet: &Sheet, now: DateTime<Utc>) -> Result<Option<ToPhone>, WebError> {
    let Some(listed) = sheet.listed.as_ref().filter(|_| sheet.drawn.settled.is_none()) else { return Ok(None) };
    let number = listed.phone.number.clone();
    Ok(Some(ToPhone {
        action: format!("{PAGE}/{}", sheet.drawn.id),
        form: format!("phone-{}", sheet.drawn.id),
        version: sheet.drawn.version,
        listing: listed.version,
        provider: sheet.provider.clone(),
        public_page: format!("/providers/{}", listed.slug),
        place: listed.phone.place.clone(),
        phone: number.as_deref().and_then(PhoneView::of),
        written: number,
        questions: questions(page, listed)?,
        tries: tries(&sheet.tries),
        tries_left: TRIES.saturating_sub(sheet.tries.len()),
        again: sheet.again_at().filter(|at| *at > now),
    }))
}

/// Treatments are called what the public page calls them.
fn questions(page: &Page, listed: &Listed) -> Result<Vec<Question>, WebError> {
    let named = listed.treatments.iter().map(|treatment| page.say(&format!("treatment-{treatment}"), &[]));
    let treatments = named.collect::<Result<Vec<String>, _>>()?;
    let accepting = if listed.accepting_new == Some(true) { "takes new patients" } else { "takes no new patients" };
    let says = [listed.address.join(", "), accepting.to_string(), treatments.join(", ")];
    let asked = PARTS.into_iter().zip(says).zip(listed.says()).filter(|(_, is_listed)| *is_listed);
    Ok(asked.map(|(((field, asks), listed), _)| Question { field, asks, listed }).collect())
}

fn tries(tries: &[Try]) -> Vec<TryView> {
    let view =
        |one: &Try| TryView { at: one.at, by: one.by.clone(), said: result_words(one.result), note: one.note.clone() };
    tries.iter().map(view).collect()
}

fn done(sheet: &Sheet) -> Option<Done> {
    let settled = sheet.drawn.settled?;
    let answers = settled.answers.map(|answers| answers.all()).into_iter().flatten();
    let otherwise = PARTS.into_iter().zip(answers).filter(|(_, a)| matches!(a, Answer::Wrong | Answer::NotSaid));
    Some(Done {
        provider: sheet.provider.clone(),
        outcome: outcome_words(settled.outcome),
        wrong: otherwise.map(|((_, asks), answer)| format!("{asks} {}", answer_words(answer))).collect(),
        tries: tries(&sheet.tries),
    })
}

fn month_words(month: Month) -> String {
    month.first_day().format("%B %Y").to_string()
}

fn month_row(phoned: &Phoned) -> MonthRow {
    let figure = &phoned.figure;
    let told: Option<Share> = figure.says_something().then_some(figure.exact);
    let tenths = |percent: f64| format!("{percent:.1}");
    MonthRow {
        month: month_words(phoned.month),
        drawn: figure.drawn,
        dropped_out: figure.dropped_out,
        not_phoned: figure.not_phoned,
        right: figure.exact.right,
        of: figure.exact.of,
        percent: told.and_then(Share::percent).map(tenths),
        interval: told.and_then(Share::interval).map(|(low, high)| (tenths(low), tenths(high))),
    }
}
