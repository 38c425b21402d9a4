//! Guessing gets slower and slower, and nobody is ever locked out.
//!
//! Three tallies, each with a number of free tries and then delays that double up to a cap: for one account from one
//! address, for one address, for one account from anywhere. The last one's cap is short: somebody who guesses from
//! many addresses can make the account's holder wait half a minute, not more. Kept in memory, by each process.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

use chrono::{DateTime, Duration, Utc};

/// A try that may go on to the password hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    pub(super) email: String,
    network: Network,
}

/// Too many tries: how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Too many tries. Wait {} and try again.", self.in_words())]
pub struct TooManyTries {
    /// Until the next try is looked at.
    pub wait: Duration,
}

impl TooManyTries {
    /// The wait in whole seconds, rounded up: whoever waits as long as was said is let in.
    pub fn seconds(&self) -> i64 {
        (self.wait.num_milliseconds() + 999) / 1_000
    }

    fn in_words(&self) -> String {
        match self.seconds() {
            ..=1 => "a second".into(),
            s @ 2..=90 => format!("{s} seconds"),
            s => format!("{} minutes", (s + 59) / 60),
        }
    }
}

/// An IPv4 address, or the /64 that one IPv6 subscriber has to itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Network([u8; 8]);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        let mut bytes = [0; 8];
        match address.to_canonical() {
            IpAddr::V4(v4) => bytes[..4].copy_from_slice(&v4.octets()),
            IpAddr::V6(v6) => bytes.copy_from_slice(&v6.octets()[..8]),
        }
        Network(bytes)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Pair(String, Network),
    Address(Network),
    Account(String),
}

/// How one kind of tally grows.
struct Policy {
    free: u32,
    first_delay_s: i64,
    longest_delay_s: i64,
}

impl Key {
    const fn policy(&self) -> Policy {
        match self {
            Key::Pair(..) => Policy { free: 5, first_delay_s: 2, longest_delay_s: 900 },
            Key::Address(_) => Policy { free: 10, first_delay_s: 2, longest_delay_s: 900 },
            Key::Account(_) => Policy { free: 15, first_delay_s: 1, longest_delay_s: 30 },
        }
    }
}

impl Policy {
    fn delay(&self, tries: u32) -> Duration {
        if tries < self.free {
            return Duration::zero();
        }
        let doubled = self.first_delay_s.saturating_mul(1 << (tries - self.free).min(32));
        Duration::seconds(doubled.min(self.longest_delay_s))
    }
}

#[derive(Debug, Clone, Copy)]
struct Tally {
    tries: u32,
    last: DateTime<Utc>,
}

/// A tally that was not added to for this long is forgotten.
const FORGET_AFTER: Duration = Duration::hours(1);
/// More tallies than this, and those forgotten are swept out; then the older half.
const MOST_TALLIES: usize = 20_000;

/// The tallies of one process.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    tallies: Mutex<HashMap<Key, Tally>>,
    is_off: bool,
}

impl Throttle {
    /// Lets everything pass: for load tests.
    pub(super) fn off() -> Self {
        Throttle { is_off: true, ..Throttle::default() }
    }

    /// Counts a try and lets it pass, or says how long to wait (such a try is not counted). It is counted before its
    /// outcome is known, so that a hundred at once are a hundred.
    pub(super) fn admit(&self, email: &str, address: IpAddr, now: DateTime<Utc>) -> Result<Admitted, TooManyTries> {
        let admitted = Admitted { email: email.to_string(), network: address.into() };
        if self.is_off {
            return Ok(admitted);
        }
        let mut tallies = self.lock();
        let keys = admitted.keys();
        let wait = keys
            .iter()
            .filter_map(|key| tallies.get(key).map(|t| t.last + key.policy().delay(t.tries) - now))
            .max()
            .unwrap_or(Duration::zero());
        if wait > Duration::zero() {
            return Err(TooManyTries { wait });
        }
        for key in keys {
            let tally = tallies.entry(key).or_insert(Tally { tries: 0, last: now });
            let tries = if now - tally.last > FORGET_AFTER { 0 } else { tally.tries };
            *tally = Tally { tries: tries.saturating_add(1), last: now };
        }
        sweep(&mut tallies, now);
        Ok(admitted)
    }

    /// The try was right: what was counted against this account here and elsewhere is forgotten.
    pub(super) fn succeeded(&self, admitted: &Admitted) {
        let mut tallies = self.lock();
        let [pair, _, account] = admitted.keys();
        tallies.remove(&pair);
        tallies.remove(&account);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Key, Tally>> {
        // A panic elsewhere cannot leave the map half-changed in a way that matters.
        self.tallies.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Admitted {
    fn keys(&self) -> [Key; 3] {
        [Key::Pair(self.email.clone(), self.network), Key::Address(self.network), Key::Account(self.email.clone())]
    }
}

fn sweep(tallies: &mut HashMap<Key, Tally>, now: DateTime<Utc>) {
    if tallies.len() <= MOST_TALLIES {
        return;
    }
    tallies.retain(|_, t| now - t.last <= FORGET_AFTER);
    if tallies.len() > MOST_TALLIES {
        let mut times: Vec<_> = tallies.values().map(|t| t.last).collect();
        let middle = times.len() / 2;
        let cut = *times.select_nth_unstable(middle).1;
        tallies.retain(|_, t| t.last >= cut);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time")
    }

    #[test]
    fn of_a_thousand_guesses_at_most_twenty_go_through_and_the_victim_still_can() {
        for pause_ms in [0, 10, 250, 1_000] {
            let throttle = Throttle::default();
            let mut now = start();
            let mut through = 0;
            for _ in 0..1_000 {
                through += i32::from(throttle.admit("victim@example.org", HERE, now).is_ok());
                now += Duration::milliseconds(pause_ms);
            }
            assert!((5..=20).contains(&through), "{through} of 1,000 with a pause of {pause_ms} ms");
            assert!(throttle.admit("victim@example.org", ELSEWHERE, now).is_ok());
        }
    }

    #[test]
    fn one_address_cannot_walk_through_many_accounts() {
        let throttle = Throttle::default();
        let through = (0..1_000).filter(|n| throttle.admit(&format!("{n}@example.org"), HERE, start()).is_ok()).count();
        assert_eq!(through, 10);
    }

    #[test]
    fn many_addresses_make_the_holder_wait_half_a_minute_at_most() {
        let throttle = Throttle::default();
        let address = |n: u32| IpAddr::from(std::net::Ipv4Addr::from(0x0a00_0000 + n));
        let mut now = start();
        for n in 0..10_000 {
            let _ = throttle.admit("victim@example.org", address(n), now);
            now += Duration::milliseconds(100);
        }
        let wait = throttle.admit("victim@example.org", ELSEWHERE, now).map_or_else(|e| e.wait, |_| Duration::zero());
        assert!(wait <= Duration::seconds(30), "{wait}");
    }

    #[test]
    fn the_wait_is_said_in_words_and_ends() {
        let throttle = Throttle::default();
        while throttle.admit("pat@example.org", HERE, start()).is_ok() {}
        let refused = throttle.admit("pat@example.org", HERE, start()).expect_err("too many");
        assert_eq!(refused.to_string(), "Too many tries. Wait 2 seconds and try again.");
        assert!(throttle.admit("pat@example.org", HERE, start() + refused.wait).is_ok());
        assert!(throttle.admit("pat@example.org", HERE, start() + Duration::hours(3)).is_ok(), "forgotten by then");
    }

    #[test]
    fn signing_in_wipes_the_slate() {
        let throttle = Throttle::default();
        for n in 0..8 {
            let admitted =
                throttle.admit("pat@example.org", HERE, start() + Duration::hours(n) / 60).expect("admitted");
            throttle.succeeded(&admitted);
        }
    }

    #[test]
    fn neighbours_in_one_ipv6_subscription_count_as_one() {
        let network = |s: &str| Network::from(s.parse::<IpAddr>().expect("an address"));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

    #[test]
    fn memory_stays_bounded() {
        let throttle = Throttle::default();
        for n in 0..30_000u32 {
            let address = IpAddr::from(std::net::Ipv4Addr::from(n));
            let _ = throttle.admit("a@example.org", address, start() + Duration::seconds(i64::from(n) * 31));
        }
        assert!(throttle.lock().len() <= MOST_TALLIES + 3);
    }
}
