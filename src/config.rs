//! What an operator decides: where to listen, under which public address, behind which proxy.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

/// A setting that cannot be used, in one sentence that names the option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// `--public-url` is not the address of a site.
    #[error("--public-url {got} is not usable: {why}; give it like https://care.example.org")]
    PublicUrl {
        /// What was given.
        got: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// `--rate-limits off` on an address that others reach.
    #[error("--rate-limits off is for load tests and works only on a loopback address, not on {bind}")]
    RateLimitsOff {
        /// The address asked for.
        bind: SocketAddr,
    },
}

/// The address under which people reach this server: scheme and host, without a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
    loopback: bool,
}

impl PublicUrl {
    /// The address where none was given: plain http on what the server listens to.
    pub fn of_bind(bind: SocketAddr) -> Self {
        PublicUrl { origin: format!("http://{bind}"), https: false, loopback: bind.ip().is_loopback() }
    }

    /// `https://care.example.org`, without a trailing slash.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The whole address of a path that begins with `/`.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// Whether people come by https, so that HSTS may be promised.
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Whether cookies may be `__Host-` and Secure: https, or a loopback address, which browsers trust alike.
    pub fn takes_secure_cookies(&self) -> bool {
        self.https || self.loopback
    }
}

impl FromStr for PublicUrl {
    type Err = ConfigError;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let fault = |why| ConfigError::PublicUrl { got: s.chars().take(200).collect(), why };
        let (scheme, rest) = s.split_once("://").ok_or_else(|| fault("it has no scheme"))?;
        let https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(fault("its scheme is neither http nor https")),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.is_empty() || authority.starts_with(':') {
            return Err(fault("it has no host"));
        }
        if !authority.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)) {
            return Err(fault("it must be a bare scheme and host, without path, user or query"));
        }
        let authority = authority.to_ascii_lowercase();
        let host = authority.rsplit_once(':').filter(|(_, port)| !port.contains(']')).map_or(&*authority, |(h, _)| h);
        let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        let loopback = host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback());
        Ok(PublicUrl { origin: format!("{scheme}://{authority}"), https, loopback })
    }
}

/// Whether clients are slowed down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateLimits {
    /// As published.
    #[default]
    On,
    /// For load tests on a loopback address.
    Off,
}

/// Where the server listens, and what stands before it.
#[derive(Debug, Clone)]
pub struct Listen {
    /// The public address. Port 0 takes any free one.
    pub bind: SocketAddr,
    /// Where `/metrics` is served; nowhere when absent. Never the public address.
    pub metrics: Option<SocketAddr>,
    /// Links in pages and mails begin with it; `None` derives it from what is bound.
    pub public_url: Option<PublicUrl>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// On, unless this is a load test.
    pub rate_limits: RateLimits,
}

impl Listen {
    /// Listens at `bind`, believes no proxy, serves no metrics.
    pub fn at(bind: SocketAddr) -> Self {
        Listen { bind, metrics: None, public_url: None, trusted_proxies: Vec::new(), rate_limits: RateLimits::On }
    }

    /// Refuses combinations that would be unsafe.
    pub fn check(&self) -> Result<(), ConfigError> {
        match self.rate_limits {
            RateLimits::Off if !self.bind.ip().is_loopback() => Err(ConfigError::RateLimitsOff { bind: self.bind }),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_scheme_and_host_and_nothing_more() {
        let url: PublicUrl = "https://Care.Example.org/".parse().expect("an address");
        assert_eq!((url.origin(), url.is_https()), ("https://care.example.org", true));
        assert_eq!(url.join("/search"), "https://care.example.org/search");
        for bad in
            ["care.example.org", "ftp://x", "https://", "https://a/b", "https://u@a", "http://:80", "https://a?b"]
        {
            assert!(bad.parse::<PublicUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn cookies_are_secure_over_https_and_on_loopback_alone() {
        let takes = |s: &str| s.parse::<PublicUrl>().expect("an address").takes_secure_cookies();
        for (address, expected) in [
            ("https://care.example.org", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("http://[::1]:8080", true),
            ("http://[::1]", true),
            ("http://care.example.org", false),
            ("http://localhost.example.org", false),
        ] {
            assert_eq!(takes(address), expected, "{address}");
        }
    }

    #[test]
    fn rate_limits_stay_on_where_others_reach_the_server() {
        let mut listen = Listen::at("0.0.0.0:8080".parse().expect("an address"));
        listen.rate_limits = RateLimits::Off;
        assert!(listen.check().is_err_and(|e| e.to_string().contains("--rate-limits")));
        listen.bind = "127.0.0.1:8080".parse().expect("an address");
        assert_eq!(listen.check(), Ok(()));
    }
}
