//! What the application answers outside the load: whether it is right, how large it is, and whether it stays the same.

use std::io::Write;
use std::net::SocketAddr;
use std::path::Path;

use actix_web::http::header::{HeaderName, HeaderValue};
use sha2::{Digest, Sha256};
use vouchsafe::search::{Hit, Query, Slice, Snapshot, search};

use crate::bare::Answer;
use crate::world::now;

/// The answers to a list of addresses.
pub struct Answers {
    digests: Vec<String>,
    /// Of the middling answer: its headers, and the mean size.
    pub typical: Answer,
}

/// Headers that the framework writes itself.
const WRITTEN_ANYWAY: [&str; 4] = ["date", "content-length", "connection", "transfer-encoding"];

impl Answers {
    /// Asks each address once.
    ///
    /// # Errors
    /// A sentence where an answer is no success or not what `right` expects of its body.
    pub fn of(
        at: SocketAddr,
        addresses: &[String],
        right: impl Fn(usize, &str) -> Result<(), String>,
    ) -> Result<Self, String> {
        let agent = ureq::Agent::new_with_defaults();
        let (mut digests, mut bytes, mut headers) = (Vec::new(), 0, Vec::new());
        for (n, address) in addresses.iter().enumerate() {
            let asked = agent.get(format!("http://{at}{address}")).header("accept-encoding", "identity").call();
            let answer = asked.map_err(|e| format!("{address}: {e}"))?;
            headers = answer.headers().iter().filter_map(header).collect();
            let body = answer.into_body().read_to_string().map_err(|e| format!("{address}: {e}"))?;
            right(n, &body).map_err(|why| format!("{address}: {why}"))?;
            bytes += body.len();
            digests.push(data_encoding::HEXLOWER.encode(&Sha256::digest(&body)));
        }
        Ok(Answers { digests, typical: Answer { headers, size: bytes / addresses.len().max(1) } })
    }

    /// Whether the same addresses answer the same bytes once more.
    pub fn again(&self, at: SocketAddr, addresses: &[String]) -> Result<(), String> {
        let again = Self::of(at, addresses, |_, _| Ok(()))?;
        match self.digests.iter().zip(&again.digests).position(|(one, other)| one != other) {
            None => Ok(()),
            Some(n) => Err(format!("{}: another answer than before the load", addresses[n])),
        }
    }

    /// Appends a line for each address, to hold two builds of the program against each other.
    pub fn write(&self, file: &Path, addresses: &[String]) -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(file)?;
        self.digests.iter().zip(addresses).try_for_each(|(digest, address)| writeln!(file, "{digest} {address}"))
    }
}

fn header((name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)) -> Option<(HeaderName, HeaderValue)> {
    let written = WRITTEN_ANYWAY.contains(&name.as_str());
    let pair =
        (HeaderName::from_bytes(name.as_str().as_bytes()).ok()?, HeaderValue::from_bytes(value.as_bytes()).ok()?);
    (!written).then_some(pair)
}

/// Whether a JSON answer has the total and the results that the search room finds.
pub fn is_right_json(snapshot: &Snapshot, query: &Query, body: &str) -> Result<(), String> {
    let found = search(snapshot, query, &Slice::first(20), now());
    let body: serde_json::Value = serde_json::from_str(body).map_err(|e| e.to_string())?;
    let results = body["results"].as_array().map(Vec::as_slice).unwrap_or_default();
    let total_agrees = body["total"] == found.total;
    let agrees = |(hit, told): (&Hit<'_>, &serde_json::Value)| {
        // Reading a number may cost its last digit.
        let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
        let miles = match (hit.distance_miles(), told["distance_miles"].as_f64()) {
            (Some(found), Some(told)) => near(found, told),
            (found, told) => found == told,
        };
        miles && told["location"]["id"] == hit.site().id.as_str() && told["name"] == hit.profile().name.as_str()
    };
    let results_agree = found.hits.len() == results.len() && found.hits.iter().zip(results).all(agrees);
    if total_agrees && results_agree { Ok(()) } else { Err(format!("not what the search finds: {}", body["total"])) }
}

/// Whether a page has a card with a link for each result of the search room, in order.
pub fn is_right_page(snapshot: &Snapshot, query: &Query, body: &str) -> Result<(), String> {
    let found = search(snapshot, query, &Slice::first(20), now());
    let slug = |link: &str| link.split_once('"').map(|(slug, _)| slug.to_string());
    let shown: Vec<String> = body.split("/providers/").skip(1).filter_map(slug).collect();
    let right = shown.iter().map(String::as_str).eq(found.hits.iter().map(|hit| hit.profile().slug.as_str()));
    if right { Ok(()) } else { Err(format!("{} cards for {} results", shown.len(), found.hits.len())) }
}
