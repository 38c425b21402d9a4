//! Who asks: the client's network address, behind proxies that we were told to believe.

use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::RequestHead;

/// Proxies whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpAddr>);

/// The client's address: the peer's, or, where the peer is a trusted proxy, the last address in `X-Forwarded-For`
/// that is not one. What a client wrote further left is never believed.
pub fn address(head: &RequestHead, proxies: &TrustedProxies) -> Option<IpAddr> {
    let peer = head.peer_addr?.ip().to_canonical();
    let trusted = |ip: &IpAddr| proxies.0.iter().any(|p| p.to_canonical() == *ip);
    if !trusted(&peer) {
        return Some(peer);
    }
    let header = actix_web::http::header::HeaderName::from_static("x-forwarded-for");
    let hops: Vec<&str> =
        head.headers.get_all(header).filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')).collect();
    for hop in hops.iter().rev() {
        match hop.trim().parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(ip) if trusted(&ip) => {}
            Ok(ip) => return Some(ip),
            Err(_) => break,
        }
    }
    Some(peer)
}

/// What may stand in a log: `192.0.2.0/24`, `2001:db8:1::/48`.
pub fn truncated(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => format!("{}/48", cut(v6, 3)),
    }
}

/// What counts as one client for rate limits: an IPv4 address, or the /64 that one IPv6 household holds.
pub fn household(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => cut(v6, 4).into(),
    }
}

fn cut(ip: Ipv6Addr, keep: usize) -> Ipv6Addr {
    let mut parts = ip.segments();
    parts.iter_mut().skip(keep).for_each(|p| *p = 0);
    parts.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn seen(peer: &str, forwarded: Option<&str>, proxies: &[&str]) -> String {
        let mut req = TestRequest::get().peer_addr(peer.parse().expect("an address"));
        if let Some(forwarded) = forwarded {
            req = req.insert_header(("x-forwarded-for", forwarded));
        }
        let proxies = TrustedProxies(proxies.iter().map(|p| p.parse().expect("an address")).collect());
        address(req.to_http_request().head(), &proxies).expect("a peer").to_string()
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
        assert_eq!(seen("203.0.113.9:1", Some("198.51.100.1"), &[]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1:1", Some("198.51.100.1"), &["10.0.0.1"]), "198.51.100.1");
        assert_eq!(
            seen("10.0.0.1:1", Some("1.1.1.1, 198.51.100.1, 10.0.0.2"), &["10.0.0.1", "10.0.0.2"]),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1:1", Some("nonsense"), &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1:1", None, &["10.0.0.1"]), "10.0.0.1");
    }

    #[test]
    fn logs_hold_no_full_address() {
        assert_eq!(truncated("192.0.2.77".parse().expect("an address")), "192.0.2.0/24");
        assert_eq!(truncated("2001:db8:1:2:3::4".parse().expect("an address")), "2001:db8:1::/48");
        assert_eq!(household("2001:db8:1:2:3::4".parse().expect("an address")).to_string(), "2001:db8:1:2::");
    }
}
