//! The body of a search answer. A result is serialized once and kept with the snapshot for as long as its standing holds; its distance is
//! filled in each time.

use sha2::{Digest, Sha256};

use crate::search::kept::Form;
use crate::search::pattern::Pattern;
use crate::search::{Found, Hit, Standing};
use crate::web::error::WebError;

use super::shapes::{ResultShape, SearchAnswer};

/// The form of a result (those of cards: `web::pages::search`).
const RESULT: Form = Form(0);

/// `answer`, which comes without results, with those of `found`; and a sum that stands for it. To sum up the whole body would take as
/// long as the search.
pub fn body(answer: &SearchAnswer<'_>, found: &Found<'_>) -> Result<(Vec<u8>, Sha256), WebError> {
    const NO_RESULTS: &str = "\"results\":[]";
    let frame = serde_json::to_string(answer).map_err(WebError::internal)?;
    // A quote in somebody's words has a backslash before it, so this cannot be in them.
    let (before, behind) =
        frame.split_once(NO_RESULTS).ok_or_else(|| WebError::internal("a search answer lacks its list of results"))?;
    let mut sum = Sha256::new_with_prefix(&frame);
    let mut body = String::with_capacity(frame.len() + found.hits.len() * 2_000);
    body.push_str(before);
    body.push_str("\"results\":[");
    for (n, (hit, miles)) in found.measured().enumerate() {
        if n > 0 {
            body.push(',');
        }
        let distance = serde_json::to_string(&miles).map_err(WebError::internal)?;
        let result = hit.kept(RESULT, |standing| serialize(hit, standing).map(Some))?;
        let result = &result.ok_or_else(|| WebError::internal("a result was not serialized"))?.pattern;
        sum.update(result.digest());
        // With its length, so that two answers never run together to one.
        sum.update([u8::try_from(distance.len()).unwrap_or(u8::MAX)]);
        sum.update(&distance);
        result.fill(&mut body, |_, body| body.push_str(&distance));
    }
    body.push(']');
    body.push_str(behind);
    Ok((body.into_bytes(), sum))
}

fn serialize(hit: &Hit<'_>, standing: &Standing) -> Result<Pattern, WebError> {
    const BEFORE: &str = "\"distance_miles\":";
    const UNKNOWN: &str = "null";
    let result = serde_json::to_string(&ResultShape::undistanced(hit, standing)).map_err(WebError::internal)?;
    // As above: nobody's words hold this.
    let start = result.find(BEFORE).map(|at| at + BEFORE.len());
    let pattern = start.and_then(|start| Pattern::around(&result, start, start + UNKNOWN.len()));
    pattern.ok_or_else(|| WebError::internal("a result lacks its distance"))
}
