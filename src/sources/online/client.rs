//! One way out to the network: addresses that may be used, and a client that neither waits, follows nor reads without end.

use std::net::IpAddr;
use std::time::Duration;

use ureq::http::Uri;
use ureq::{Agent, Timeout};

/// How we name ourselves: the OIG refuses who does not.
const USER_AGENT: &str = concat!("vouchsafe/", env!("CARGO_PKG_VERSION"));

/// Name, connection and greeting of a server that is there take less than this.
const TIME_TO_CONNECT: Duration = Duration::from_secs(5);

/// An address below which we ask: scheme, host and folder, with `/` at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    address: String,
    loopback: bool,
}

/// An address that may not be asked, in one sentence without the option that gave it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{address} is not usable: {why}")]
pub struct BadBase {
    /// As given, cut.
    pub address: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Base {
    /// A publisher's own address, as the program knows it; always https.
    pub(super) fn of_publisher(address: &'static str) -> Self {
        debug_assert!(address.starts_with("https://") && address.ends_with('/'));
        Base { address: address.into(), loopback: false }
    }

    /// An address on this machine alone: for tests, and for a stand-in of the operator's.
    ///
    /// # Errors
    /// Any other host.
    pub fn on_loopback(text: &str) -> Result<Self, BadBase> {
        let base = Self::mirror(text)?;
        if base.loopback { Ok(base) } else { Err(bad(text, "only an address on this machine may be given here")) }
    }

    /// A mirror that the operator names: https, or plain http on this machine.
    ///
    /// # Errors
    /// Another scheme, no host, a user, a query or a fragment.
    pub fn mirror(text: &str) -> Result<Self, BadBase> {
        let uri: Uri = text.parse().map_err(|_| bad(text, "it is not an address like https://host/folder/"))?;
        let host = uri.host().filter(|h| !h.is_empty()).ok_or_else(|| bad(text, "it has no host"))?;
        if uri.authority().is_some_and(|a| a.as_str().contains('@')) || uri.query().is_some() || text.contains('#') {
            return Err(bad(text, "it must be scheme, host and folder, without user, query or fragment"));
        }
        let loopback = is_loopback(host);
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if loopback => {}
            _ => return Err(bad(text, "it must begin with https:// (http:// on this machine alone)")),
        }
        Ok(Base { address: format!("{}/", text.trim_end_matches('/')), loopback })
    }

    /// The whole address of what lies below.
    pub fn join(&self, below: &str) -> String {
        format!("{}{below}", self.address)
    }

    /// A client for this address: no redirects, nothing but https off this machine, `total` for everything from the look-up of
    /// the name to the last byte.
    pub(super) fn client(&self, total: Duration) -> Agent {
        self.agent(total, total)
    }

    /// As [`Base::client`], for long files: also ends when nothing comes for as long as `silence`.
    pub(super) fn downloader(&self, total: Duration, silence: Duration) -> Agent {
        self.agent(total, silence)
    }

    /// On this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.loopback
    }

    fn agent(&self, total: Duration, silence: Duration) -> Agent {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .https_only(!self.loopback)
            .timeout_global(Some(total))
            .timeout_connect(Some(TIME_TO_CONNECT))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .max_response_header_size(16 << 10)
            .user_agent(USER_AGENT);
        // A proxy of the environment leads out; it has no business between us and this machine.
        let config = if self.loopback { config.proxy(None) } else { config };
        config.build().into()
    }
}

fn bad(address: &str, why: &'static str) -> BadBase {
    BadBase { address: address.chars().take(200).collect(), why }
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Why there is no answer that can be used. Each is a sentence without its subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OnlineError {
    /// Too slow, in connecting or in sending.
    #[error("it took too long to answer")]
    TooSlow,
    /// No connection, or one that broke.
    #[error("it could not be reached: {0}")]
    Unreachable(String),
    /// It wants us to go elsewhere; we do not.
    #[error("it pointed to another address, which is not followed")]
    Redirected,
    /// Not now.
    #[error("it is not answering at the moment (status {0})")]
    NotNow(u16),
    /// Any other status.
    #[error("it answered with status {0}")]
    Refused(u16),
    /// More bytes than any such answer has.
    #[error("its answer was longer than {0} bytes")]
    TooLong(u64),
    /// Not what was asked for.
    #[error("its answer could not be understood: {0}")]
    NotUnderstood(String),
    /// Not asked, because it failed a short while ago.
    #[error("it failed a moment ago and is left alone for a while")]
    Resting,
    /// Not asked, because others are asking.
    #[error("too many questions are under way")]
    Busy,
}

impl OnlineError {
    /// Another try may soon succeed.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, OnlineError::NotNow(_) | OnlineError::Unreachable(_))
    }

    /// What a status that is no success means.
    pub(super) fn of_status(status: u16) -> Self {
        match status {
            300..=399 => OnlineError::Redirected,
            429 | 500..=599 => OnlineError::NotNow(status),
            other => OnlineError::Refused(other),
        }
    }
}

impl From<ureq::Error> for OnlineError {
    fn from(error: ureq::Error) -> Self {
        match error {
            ureq::Error::Timeout(Timeout::Resolve) => OnlineError::Unreachable("its name could not be resolved".into()),
            ureq::Error::Timeout(_) => OnlineError::TooSlow,
            ureq::Error::BodyExceedsLimit(limit) => OnlineError::TooLong(limit),
            ureq::Error::Io(e) if e.kind() == std::io::ErrorKind::TimedOut => OnlineError::TooSlow,
            ureq::Error::StatusCode(status) => OnlineError::of_status(status),
            ureq::Error::TooManyRedirects | ureq::Error::RedirectFailed => OnlineError::Redirected,
            ureq::Error::Protocol(e) => OnlineError::NotUnderstood(e.to_string()),
            other => OnlineError::Unreachable(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_lies_on_this_machine() {
        for good in ["http://127.0.0.1:9/api", "http://[::1]:9", "http://localhost:8080/", "https://127.0.0.1"] {
            assert!(Base::on_loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "https://npiregistry.example.org/",
            "http://10.0.0.1/",
            "http://127.0.0.1.example.org/",
            "ftp://127.0.0.1/",
        ] {
            assert!(Base::on_loopback(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_mirror_is_reached_by_https_and_carries_nothing_but_its_place() {
        assert_eq!(
            Base::mirror("https://mirror.example.org/oig").expect("usable").join("a.csv"),
            "https://mirror.example.org/oig/a.csv"
        );
        for bad in [
            "http://mirror.example.org/",
            "https://me@mirror.example.org/",
            "https://mirror.example.org/?a=b",
            "https://mirror.example.org/#a",
            "mirror.example.org",
            "file:///etc/passwd",
            "",
        ] {
            assert!(Base::mirror(bad).is_err(), "{bad}");
        }
    }
}
