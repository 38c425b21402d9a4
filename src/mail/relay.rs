//! The server that takes our mail, as `--smtp` names it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::percent_decode_str;

/// A setting for mail that cannot be used. The sentence never quotes the address of the server: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMailSetting {
    /// `--smtp`.
    #[error(
        "--smtp is not usable: {0}; give it like smtps://USER:PASSWORD@mail.example.org or smtp://USER:PASSWORD@mail.example.org:587"
    )]
    Relay(&'static str),
    /// `--mail-from`.
    #[error("--mail-from {got} is not usable: {why}; give it like 'Directory <directory@example.org>'")]
    Sender {
        /// What was given.
        got: String,
        /// What is wrong with it.
        why: String,
    },
}

/// How the way to the server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, and nothing said where the server does not offer it.
    StartTls,
    /// None: on this machine alone.
    Plain,
}

/// Where mail is handed over, and as whom.
#[derive(Clone, PartialEq, Eq)]
pub struct Relay {
    /// Name or address, without brackets.
    pub host: String,
    /// 465 for `smtps`, 587 for `smtp`, 25 for `smtp` on this machine, where none was given.
    pub port: u16,
    /// By the scheme; a loopback address is spoken to in the clear.
    pub security: Security,
    /// User and password.
    pub credentials: Option<(String, String)>,
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Relay({self}, {:?})", self.security)
    }
}

/// Without user and password: for logs.
impl fmt::Display for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for Relay {
    type Err = BadMailSetting;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let fault = BadMailSetting::Relay;
        let (scheme, rest) = s.split_once("://").ok_or_else(|| fault("it has no scheme"))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let (access, place) = match authority.rsplit_once('@') {
            Some((access, place)) => (Some(access), place),
            None => (None, authority),
        };
        let (host, port) = host_and_port(place).ok_or_else(|| fault("its host or port cannot be read"))?;
        let security = match scheme {
            "smtps" => Security::Tls,
            "smtp" if is_loopback(&host) => Security::Plain,
            "smtp" => Security::StartTls,
            _ => return Err(fault("its scheme is neither smtp nor smtps")),
        };
        let usual = match security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::Plain => 25,
        };
        let credentials = access.map(user_and_password).transpose().map_err(fault)?;
        Ok(Relay { host, port: port.unwrap_or(usual), security, credentials })
    }
}

fn host_and_port(place: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match place.strip_prefix('[') {
        Some(rest) => {
            let (host, after) = rest.split_once(']')?;
            host.parse::<IpAddr>().ok()?;
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':')?) })
        }
        None => place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port))),
    };
    let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:".contains(&b));
    let port = port.map(|p| p.parse::<u16>().ok().filter(|p| *p != 0)).map_or(Some(None), |p| p.map(Some))?;
    is_host.then(|| (host.to_ascii_lowercase(), port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn user_and_password(access: &str) -> Result<(String, String), &'static str> {
    let (user, password) = access.split_once(':').ok_or("it names a user without a password")?;
    let decoded = |part: &str| percent_decode_str(part).decode_utf8().map(|s| s.into_owned());
    match (decoded(user), decoded(password)) {
        (Ok(user), Ok(password)) if !user.is_empty() => Ok((user, password)),
        _ => Err("its user or password cannot be read; write signs such as @ : / as %40 %3A %2F"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(s: &str) -> (String, u16, Security) {
        let relay: Relay = s.parse().expect("an address");
        (relay.host, relay.port, relay.security)
    }

    #[test]
    fn the_way_is_private_except_on_this_machine() {
        assert_eq!(read("smtps://mail.example.org"), ("mail.example.org".into(), 465, Security::Tls));
        assert_eq!(read("smtp://Mail.example.org/"), ("mail.example.org".into(), 587, Security::StartTls));
        assert_eq!(read("smtp://mail.example.org:25"), ("mail.example.org".into(), 25, Security::StartTls));
        assert_eq!(read("smtp://10.0.0.5"), ("10.0.0.5".into(), 587, Security::StartTls));
        assert_eq!(read("smtp://localhost"), ("localhost".into(), 25, Security::Plain));
        assert_eq!(read("smtp://[::1]:2525"), ("::1".into(), 2525, Security::Plain));
        assert_eq!(read("smtp://127.0.0.1.example.org"), ("127.0.0.1.example.org".into(), 587, Security::StartTls));
    }

    #[test]
    fn a_password_may_hold_any_sign_and_is_shown_nowhere() {
        let relay: Relay = "smtps://ana%40example.org:p%40ss:w%2Frd@mail.example.org".parse().expect("an address");
        assert_eq!(relay.credentials, Some(("ana@example.org".into(), "p@ss:w/rd".into())));
        assert!(!format!("{relay:?} {relay}").contains("p@ss"));
        for bad in
            ["smtp://s3cret@", "http://u:s3cret@host", "u:s3cret@host", "smtp://s3cret@host", "smtp://u:s3cret@ho st"]
        {
            let error = bad.parse::<Relay>().expect_err(bad).to_string();
            assert!(error.contains("--smtp") && !error.contains("s3cret"), "{bad}: {error}");
        }
        for bad in ["smtp://", "smtp://:25", "smtp://host:0", "smtp://host:99999", "smtp://[::1", "smtp://[x]:25"] {
            assert!(bad.parse::<Relay>().is_err(), "{bad}");
        }
    }
}
