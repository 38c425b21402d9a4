//! Names as common as names are in the United States, so that two strangers share one as often as in reality.
//!
//! What decides that is how many people bear the name of each rank: about the shares that the Census Bureau published for surnames
//! (2010) and, less top-heavy, as adults of all ages are today, for given names, joined by straight lines on logarithmic paper.
//! Two strangers then share a surname 7.7 times in 10,000 and a given name some 20 times. The commonest names are written out;
//! the rest are invented from syllables, one for each rank.

use super::random::Random;

/// Rank and share of all people with a surname of that rank.
const SURNAME_SHARES: &[(f64, f64)] =
    &[(1.0, 8.3e-3), (10.0, 3.6e-3), (100.0, 9.0e-4), (1e3, 1.15e-4), (1e4, 1.05e-5), (5e4, 1.4e-6), (1.5e5, 3.5e-7)];
/// The same for given names of one sex.
const GIVEN_SHARES: &[(f64, f64)] =
    &[(1.0, 2.0e-2), (10.0, 7.5e-3), (50.0, 3.0e-3), (100.0, 1.7e-3), (1e3, 9.0e-5), (4e3, 1e-5)];

const SURNAMES: &str = "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez \
    Wilson Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson \
    Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell \
    Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers \
    Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward Richardson Watson Brooks Chavez Wood \
    James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez";
const WOMEN: &str = "Mary Patricia Linda Barbara Elizabeth Jennifer Maria Susan Margaret Dorothy Lisa Nancy Karen Betty Helen \
    Sandra Donna Carol Ruth Sharon Michelle Laura Sarah Kimberly Deborah Jessica Shirley Cynthia Angela Melissa Brenda Amy \
    Anna Rebecca Virginia Kathleen Pamela Martha Debra Amanda Stephanie Carolyn Christine Marie Janet Catherine Frances Ann";
const MEN: &str = "James John Robert Michael William David Richard Charles Joseph Thomas Christopher Daniel Paul Mark Donald \
    George Kenneth Steven Edward Brian Ronald Anthony Kevin Jason Matthew Gary Timothy Jose Larry Jeffrey Frank Scott Eric \
    Stephen Andrew Raymond Gregory Joshua Jerry Dennis Walter Patrick Peter Harold Douglas Henry Carl Arthur Ryan Roger";

/// Draws names.
pub struct Names {
    surnames: Drawn,
    women: Drawn,
    men: Drawn,
}

impl Names {
    pub fn new() -> Self {
        Names {
            surnames: Drawn::new(SURNAMES, SURNAME_SHARES, 150_000, 3),
            women: Drawn::new(WOMEN, GIVEN_SHARES, 4_000, 5),
            men: Drawn::new(MEN, GIVEN_SHARES, 4_000, 7),
        }
    }

    pub fn surname(&self, chance: &mut Random) -> String {
        self.surnames.draw(chance)
    }

    pub fn given(&self, woman: bool, chance: &mut Random) -> String {
        if woman { self.women.draw(chance) } else { self.men.draw(chance) }
    }
}

/// Names by rank, each as likely as its share.
struct Drawn {
    written: Vec<&'static str>,
    /// Share of this rank and all before it.
    up_to: Vec<f64>,
    salt: u64,
}

impl Drawn {
    fn new(written: &'static str, shares: &[(f64, f64)], ranks: usize, salt: u64) -> Self {
        let mut sum = 0.0;
        let up_to = (1..=ranks).map(|rank| {
            sum += share(rank as f64, shares);
            sum
        });
        Drawn { up_to: up_to.collect(), written: written.split_whitespace().collect(), salt }
    }

    fn draw(&self, chance: &mut Random) -> String {
        let at = chance.unit() * self.up_to.last().copied().unwrap_or(1.0);
        let rank = self.up_to.partition_point(|sum| *sum < at);
        match self.written.get(rank) {
            Some(name) => (*name).to_string(),
            None => from_syllables(rank as u64, self.salt),
        }
    }
}

/// On the line through the two points around it, logarithms of both.
fn share(rank: f64, points: &[(f64, f64)]) -> f64 {
    let after = points.iter().position(|(r, _)| *r >= rank).unwrap_or(points.len() - 1).max(1);
    let ((r0, s0), (r1, s1)) = (points[after - 1], points[after]);
    let along = (rank.ln() - r0.ln()) / (r1.ln() - r0.ln());
    (s0.ln() + along * (s1.ln() - s0.ln())).exp()
}

/// A name that nobody chose, always the same for one rank.
fn from_syllables(rank: u64, salt: u64) -> String {
    const ONSETS: &[&str] = &[
        "B", "Br", "C", "Ch", "D", "F", "G", "Gr", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Sch", "St", "T", "V",
        "W", "Z", "Mc",
    ];
    const VOWELS: &[&str] = &["a", "e", "i", "o", "u", "ai", "ea", "ie", "ou", "oo"];
    const MIDDLES: &[&str] =
        &["l", "ll", "r", "n", "nd", "m", "s", "ss", "t", "tt", "ck", "v", "lk", "rd", "ng", "p", "b"];
    const ENDS: &[&str] = &[
        "", "n", "r", "s", "son", "man", "er", "ski", "ley", "ton", "berg", "ez", "ini", "ova", "t", "ck", "l", "ell",
        "ard", "ette",
    ];
    let mut chance = Random::new(rank.wrapping_mul(0x5851_f42d_4c95_7f2d) ^ salt);
    let mut name = chance.pick::<&str>(ONSETS).to_string();
    for _ in 0..=chance.below(2) {
        name.push_str(chance.pick::<&str>(VOWELS));
        name.push_str(chance.pick::<&str>(MIDDLES));
    }
    name.push_str(chance.pick::<&str>(VOWELS));
    name.push_str(chance.pick::<&str>(ENDS));
    name
}
