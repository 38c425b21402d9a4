//! Downloading a public file: only when it changed, only whole, only from where it should come.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use sha2::{Digest, Sha256};
use ureq::http::{HeaderMap, Response, Uri};
use ureq::{Agent, Body};

use super::{Base, OnlineError};

/// Redirects that are followed at most.
const REDIRECTS: usize = 3;

/// A server that sends nothing for so long has stopped.
const SILENCE: Duration = Duration::from_secs(60);

/// What a server said of a file, to be told to it again: it answers "not modified" then.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Validators {
    /// `ETag`, as sent.
    pub etag: Option<String>,
    /// `Last-Modified`, as sent.
    pub last_modified: Option<String>,
}

impl Validators {
    fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|v| v.to_str().ok()).map(String::from);
        Validators { etag: text("etag"), last_modified: text("last-modified") }
    }

    /// The day of `Last-Modified`.
    pub fn modified_on(&self) -> Option<NaiveDate> {
        let at = DateTime::parse_from_rfc2822(self.last_modified.as_deref()?).ok()?;
        Some(at.with_timezone(&Utc).date_naive())
    }
}

/// What to download.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The publisher's folder, or a mirror.
    pub base: &'a Base,
    /// Below it.
    pub name: &'a str,
    /// Hosts that a redirect may lead to, besides the base's own.
    pub hosts: &'a [String],
    /// Bytes.
    pub at_most: u64,
    /// From the first look-up to the last byte.
    pub within: Duration,
    /// From the last time.
    pub known: Option<&'a Validators>,
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Fetched {
    /// As it was the last time.
    Unchanged,
    /// There is no such file.
    Absent,
    /// Written.
    New(Downloaded),
}

/// A file that was downloaded whole.
#[derive(Debug, PartialEq, Eq)]
pub struct Downloaded {
    /// For the next time.
    pub validators: Validators,
    /// Hex.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// Why there is no file. Whatever stood at its place stands there still.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The server.
    #[error(transparent)]
    Online(#[from] OnlineError),
    /// It leads where this file does not come from.
    #[error("it leads to {0}, which is not a place for this file")]
    Astray(String),
    /// The end of the file could not be told from a broken connection.
    #[error("it does not say how long the file is, so a broken connection would look like its end")]
    NoLength,
    /// The disk.
    #[error("{path} cannot be written: {source}")]
    Disk {
        /// Where.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

/// Downloads to `to`, through a file beside it that gets its name when it is whole. Tells `progress` the bytes so far and in all.
///
/// # Errors
/// [`DownloadError`].
pub fn download(wanted: &Wanted<'_>, to: &Path, progress: &dyn Fn(u64, Option<u64>)) -> Result<Fetched, DownloadError> {
    let agent = wanted.base.downloader(wanted.within, SILENCE);
    let answer = ask(&agent, wanted)?;
    match answer.status().as_u16() {
        200 => {}
        304 if wanted.known.is_some() => return Ok(Fetched::Unchanged),
        404 | 410 => return Ok(Fetched::Absent),
        other => return Err(OnlineError::of_status(other).into()),
    }
    let validators = Validators::of(answer.headers());
    let length = length(answer.headers());
    if length.is_none() && !is_chunked(answer.headers()) {
        return Err(DownloadError::NoLength);
    }
    if length.is_some_and(|n| n > wanted.at_most) {
        return Err(OnlineError::TooLong(wanted.at_most).into());
    }
    let part = to.with_extension("part");
    let body = answer.into_body().into_with_config().limit(wanted.at_most).reader();
    match write(body, &part, |n| progress(n, length)) {
        Ok((sha256, bytes)) => {
            fs::rename(&part, to).map_err(|source| disk(to, source))?;
            Ok(Fetched::New(Downloaded { validators, sha256, bytes }))
        }
        Err(error) => {
            // It is made anew the next time; what is left of it does no harm.
            let _ = fs::remove_file(&part);
            Err(error)
        }
    }
}

fn ask(agent: &Agent, wanted: &Wanted<'_>) -> Result<Response<Body>, DownloadError> {
    let mut address = wanted.base.join(wanted.name);
    for _ in 0..=REDIRECTS {
        let mut request = agent.get(&address);
        let known = wanted.known.cloned().unwrap_or_default();
        if let Some(etag) = known.etag {
            request = request.header("if-none-match", etag);
        }
        if let Some(date) = known.last_modified {
            request = request.header("if-modified-since", date);
        }
        let answer = request.call().map_err(OnlineError::from)?;
        if !matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
            return Ok(answer);
        }
        let target = answer.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default();
        address = follow(&address, target, wanted)?;
    }
    Err(OnlineError::Redirected.into())
}

/// Where a redirect leads, if that is a place for this file: the base's own host, or one of those named, by https.
fn follow(from: &str, target: &str, wanted: &Wanted<'_>) -> Result<String, DownloadError> {
    let astray = || DownloadError::Astray(target.chars().filter(|c| !c.is_control()).take(200).collect());
    let host_of = |text: &str| {
        let uri: Uri = text.parse().ok()?;
        Some((uri.scheme_str()?.to_string(), uri.authority()?.as_str().to_ascii_lowercase()))
    };
    let own = host_of(from).ok_or_else(astray)?;
    if target.starts_with('/') && !target.starts_with("//") {
        return Ok(format!("{}://{}{target}", own.0, own.1));
    }
    let there = host_of(target).ok_or_else(astray)?;
    let named = there.0 == "https" && wanted.hosts.contains(&there.1);
    if there == own || (named && !wanted.base.is_loopback()) { Ok(target.into()) } else { Err(astray()) }
}

fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get("content-length")?.to_str().ok()?.trim().parse().ok()
}

fn is_chunked(headers: &HeaderMap) -> bool {
    headers.get("transfer-encoding").and_then(|v| v.to_str().ok()).is_some_and(|v| v.eq_ignore_ascii_case("chunked"))
}

fn disk(path: &Path, source: io::Error) -> DownloadError {
    DownloadError::Disk { path: path.display().to_string(), source }
}

/// Writes the body; its digest (hex) and length.
fn write(mut body: impl Read, part: &Path, tells: impl Fn(u64)) -> Result<(String, u64), DownloadError> {
    let mut out = BufWriter::new(File::create(part).map_err(|e| disk(part, e))?);
    let (mut sha, mut bytes, mut buffer) = (Sha256::new(), 0u64, vec![0; 1 << 16]);
    loop {
        match body.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                sha.update(&buffer[..n]);
                out.write_all(&buffer[..n]).map_err(|e| disk(part, e))?;
                bytes += n as u64;
                tells(bytes);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(OnlineError::from(ureq::Error::from(e)).into()),
        }
    }
    let file = out.into_inner().map_err(|e| disk(part, e.into_error()))?;
    // The new name must not be on disk before what it names.
    file.sync_all().map_err(|e| disk(part, e))?;
    Ok((data_encoding::HEXLOWER.encode(&sha.finalize()), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led(base: &str, from: &str, target: &str) -> Option<String> {
        let base = Base::mirror(base).expect("usable");
        let hosts = ["download.example.org".to_string()];
        let wanted = Wanted { base: &base, name: "", hosts: &hosts, at_most: 1, within: SILENCE, known: None };
        follow(from, target, &wanted).ok()
    }

    #[test]
    fn a_redirect_is_followed_to_the_same_host_and_to_those_named_alone() {
        let base = "https://www.example.org/a/";
        let from = "https://www.example.org/a/list.csv";
        for (target, to) in [
            ("/b/list.csv", Some("https://www.example.org/b/list.csv")),
            ("https://www.example.org/b", Some("https://www.example.org/b")),
            ("https://download.example.org/b", Some("https://download.example.org/b")),
            ("http://www.example.org/b", None),
            ("http://download.example.org/b", None),
            ("https://download.example.org:8443/b", None),
            ("https://download.example.org@evil.example.org/", None),
            ("https://evil.example.org/", None),
            ("//evil.example.org/b", None),
            ("file:///etc/passwd", None),
            ("list.csv", None),
            ("", None),
        ] {
            assert_eq!(led(base, from, target).as_deref(), to, "{target}");
        }
        assert_eq!(led("http://127.0.0.1:1/", "http://127.0.0.1:1/a", "http://127.0.0.1:2/"), None);
    }

    #[test]
    fn the_day_of_a_change_is_read_from_its_header() {
        let at = |text: &str| Validators { last_modified: Some(text.into()), etag: None }.modified_on();
        assert_eq!(at("Tue, 10 Nov 2026 14:05:00 GMT"), NaiveDate::from_ymd_opt(2026, 11, 10));
        assert_eq!(at("yesterday"), None);
        assert_eq!(Validators::default().modified_on(), None);
    }
}
