//! `/api/v1/statistics`: the directory in numbers. What it says of accuracy is what `/accuracy` says.

use actix_web::{HttpRequest, HttpResponse};
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::clinical::Treatment;
use crate::domain::proportion::Share;
use crate::reads::sample::{self, Phoned};
use crate::reads::statistics::{self, Statistics};
use crate::web::error::WebError;
use crate::web::extract::query::QueryPairs;
use crate::web::state::State;

use super::asked::Asked;
use super::json;

/// Answer of `GET /api/v1/statistics`: of the listings that searches show.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct StatisticsAnswer {
    /// The day of the count, in UTC.
    as_of: NaiveDate,
    providers: usize,
    /// Telehealth without an address is one.
    places: usize,
    /// Providers that show the badge.
    verified: PartShape,
    /// Providers who confirmed within 90 days that all is right.
    confirmed_within_90_days: PartShape,
    /// Providers about whom something turned up: a person is looking.
    rechecking: usize,
    /// Providers with a blocking check that has run out.
    overdue: usize,
    /// States in which there is anything, by code.
    by_state: Vec<StateShape>,
    /// Every treatment.
    by_treatment: Vec<TreatmentShape>,
    /// The newest month whose sample was phoned; `null` where none was.
    phoned: Option<PhonedShape>,
}

/// So many of all providers.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Part")]
struct PartShape {
    providers: usize,
    /// With one decimal; `null` of nothing.
    percent: Option<f64>,
}

/// What there is in one state.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "StateStatistics")]
struct StateShape {
    /// USPS code.
    state: String,
    /// With a place there, or serving it by telehealth.
    providers: usize,
    /// Of these, those that show the badge.
    verified: usize,
    /// Places there.
    places: usize,
}

/// How many places offer a treatment.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TreatmentStatistics")]
struct TreatmentShape {
    treatment: Treatment,
    places: usize,
}

/// What a month's sample says of all listings. No listing is named.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PhonedSample")]
struct PhonedShape {
    /// Its first day.
    month: NaiveDate,
    /// Listings drawn at random.
    drawn: u32,
    /// Right in everything that was asked; what is not known to be right counts as not right. `null` where nobody was phoned.
    exact: Option<ShareShape>,
}

/// A share of a sample, in percent with one decimal.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "SampleShare")]
struct ShareShape {
    right: u32,
    of: u32,
    percent: f64,
    /// Where the 95 % interval begins (Wilson's score).
    low: f64,
    /// Where it ends.
    high: f64,
}

/// `GET /api/v1/statistics`.
pub async fn show(req: HttpRequest, state: State, pairs: QueryPairs) -> Result<HttpResponse, WebError> {
    Asked::of(&pairs, &[])?;
    let now = state.clock.now();
    let counted = state.blocking(move |s| -> Result<_, WebError> {
        Ok((s.statistics.of(&s.index.current(), now), sample::months(&s.db, 1)?.into_iter().next()))
    });
    let (counted, phoned) = counted.await?;
    json(&req, &StatisticsAnswer::of(counted, phoned.as_ref(), now.date_naive()))
}

impl StatisticsAnswer {
    fn of(counted: Statistics, phoned: Option<&Phoned>, as_of: NaiveDate) -> Self {
        let all = &counted.accuracy;
        let part = |providers: usize| PartShape { providers, percent: percent(providers, all.listed) };
        let state = |(state, here): (String, statistics::InState)| StateShape {
            state,
            providers: here.providers,
            verified: here.verified,
            places: here.places,
        };
        StatisticsAnswer {
            as_of,
            providers: all.listed,
            places: counted.places,
            verified: part(all.verified),
            confirmed_within_90_days: part(all.confirmed_in_time()),
            rechecking: all.rechecking,
            overdue: all.overdue,
            by_state: counted.by_state.into_iter().map(state).collect(),
            by_treatment: counted
                .by_treatment
                .into_iter()
                .map(|(treatment, places)| TreatmentShape { treatment, places })
                .collect(),
            phoned: phoned.map(PhonedShape::of),
        }
    }
}

impl PhonedShape {
    fn of(phoned: &Phoned) -> Self {
        let (month, figure) = (phoned.month.first_day(), &phoned.figure);
        let exact = ShareShape::of(figure.exact).filter(|_| figure.says_something());
        PhonedShape { month, drawn: figure.drawn, exact }
    }
}

impl ShareShape {
    fn of(share: Share) -> Option<Self> {
        let (percent, (low, high)) = (share.percent()?, share.interval()?);
        let [percent, low, high] = [percent, low, high].map(tenths);
        Some(ShareShape { right: share.right, of: share.of, percent, low, high })
    }
}

fn percent(part: usize, all: usize) -> Option<f64> {
    // Counts of listings stay far below what a float holds exactly.
    (all > 0).then(|| tenths(100.0 * part as f64 / all as f64))
}

fn tenths(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}
