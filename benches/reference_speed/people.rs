//! Invented people: the same number gives the same person, whichever file it is written into.

/// A chance that repeats: SplitMix64 (Steele, Lea, Flood 2014), seeded by a person's number.
pub struct Chance(u64);

impl Chance {
    pub fn of(seed: u64, number: u64) -> Self {
        let mut chance = Chance(seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        chance.next();
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in so many of 1,000 cases.
    pub fn permille(&mut self, n: u64) -> bool {
        self.below(1_000) < n
    }

    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }

    /// A rank below `n` with weight 1 / (rank + 15): the commonest surname 0.7 %, the first thousand of 160,000 45 %, much
    /// like the surnames of the 2010 census.
    pub fn rank(&mut self, n: u64) -> u64 {
        let n = n as f64 / 15.0;
        ((15.0 * ((n + 1.0).powf(self.unit()) - 1.0)) as u64).min((n * 15.0) as u64 - 1)
    }
}

const SYLLABLES: [&str; 56] = [
    "BA", "BEL", "BRO", "CAL", "CHE", "COR", "DA", "DEL", "DRU", "ED", "EL", "ER", "FA", "FEN", "FLO", "GA", "GIL",
    "GRO", "HA", "HEL", "HOL", "IN", "IS", "JA", "JO", "KA", "KEL", "KIN", "LA", "LIN", "LOW", "MA", "MER", "MON",
    "NA", "NEL", "NOR", "OL", "OS", "PA", "PEN", "QUI", "RA", "RIN", "ROS", "SA", "SEL", "STO", "TA", "TER", "TOR",
    "UL", "VA", "VIN", "WA", "WEL",
];

/// A surname by its rank: three syllables, so that 175,616 ranks have names of their own.
pub fn surname(rank: u64) -> String {
    word(rank.wrapping_mul(61_657) % (56 * 56 * 56), 3)
}

/// A given name by its rank, of 3,136.
pub fn given_name(rank: u64) -> String {
    word(rank.wrapping_mul(1_097) % (56 * 56), 2)
}

fn word(mut number: u64, syllables: usize) -> String {
    let mut out = String::with_capacity(10);
    for _ in 0..syllables {
        out.push_str(SYLLABLES[(number % 56) as usize]);
        number /= 56;
    }
    out
}

/// A valid NPI that begins with 2, another one for each number below a hundred million, in no order.
pub fn npi(number: u64) -> String {
    let mut npi = (200_000_000 + number * 61_803_399 % 100_000_000).to_string();
    let doubled = |d: u32| d * 2 / 10 + d * 2 % 10;
    let sum: u32 = npi
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| if i % 2 == 0 { doubled(u32::from(b - b'0')) } else { u32::from(b - b'0') })
        .sum();
    // 24 is what the prefix 80840 adds (45 CFR 162.406).
    npi.push(char::from_digit((10 - (sum + 24) % 10) % 10, 10).expect("a digit"));
    npi
}

/// City, state, ZIP: real places, so that what is checked of them can be right.
pub const PLACES: [(&str, &str, &str); 24] = [
    ("HARTFORD", "CT", "06103"),
    ("NEW HAVEN", "CT", "06510"),
    ("BOSTON", "MA", "02118"),
    ("WORCESTER", "MA", "01605"),
    ("PORTLAND", "OR", "97202"),
    ("EUGENE", "OR", "97401"),
    ("SEATTLE", "WA", "98104"),
    ("SPOKANE", "WA", "99201"),
    ("DENVER", "CO", "80203"),
    ("BOULDER", "CO", "80302"),
    ("AUSTIN", "TX", "78701"),
    ("HOUSTON", "TX", "77030"),
    ("DALLAS", "TX", "75201"),
    ("CHICAGO", "IL", "60611"),
    ("NEW YORK", "NY", "10016"),
    ("BUFFALO", "NY", "14203"),
    ("LOS ANGELES", "CA", "90024"),
    ("SAN DIEGO", "CA", "92103"),
    ("PHOENIX", "AZ", "85006"),
    ("ATLANTA", "GA", "30309"),
    ("MIAMI", "FL", "33136"),
    ("ORLANDO", "FL", "32806"),
    ("COLUMBUS", "OH", "43210"),
    ("CLEVELAND", "OH", "44106"),
];

/// Profession as a roster says it, credential text, taxonomy.
pub const WORK: [(&str, &str, &str); 9] = [
    ("md", "M.D.", "2084P0800X"),
    ("md", "MD", "207L00000X"),
    ("do", "D.O.", "207Q00000X"),
    ("np", "NP", "363LP0808X"),
    ("crna", "CRNA", "367500000X"),
    ("pa", "PA-C", "363A00000X"),
    ("psychologist", "PH.D.", "103TC0700X"),
    ("lcsw", "LCSW", "1041C0700X"),
    ("rn", "RN", "163W00000X"),
];

/// A clinician.
pub struct Person {
    pub npi: String,
    pub last: String,
    pub first: String,
    pub middle: String,
    /// A former or professional surname.
    pub other_last: String,
    pub work: (&'static str, &'static str, &'static str),
    pub line1: String,
    pub line2: String,
    pub place: (&'static str, &'static str, &'static str),
    pub license: String,
    pub born: String,
    /// For whatever else a file says of them.
    pub chance: Chance,
}

/// The person of that number.
pub fn person(seed: u64, number: u64) -> Person {
    let mut chance = Chance::of(seed, number);
    let last = surname(chance.rank(160_000));
    let last = if chance.permille(40) { format!("{last}-{}", surname(chance.rank(160_000))) } else { last };
    let first = given_name(chance.rank(2_000));
    // 72 % have a middle name, mostly as an initial; 3.6 % another surname; 42 % a second line.
    let middle = match chance.below(1_000) {
        0..500 => given_name(chance.rank(2_000))[..1].to_string(),
        500..720 => given_name(chance.rank(2_000)),
        _ => String::new(),
    };
    let other_last = if chance.permille(36) { surname(chance.rank(160_000)) } else { String::new() };
    let line1 = format!(
        "{} {} {}",
        1 + chance.below(9_999),
        surname(chance.rank(20_000)),
        chance.one_of(&["ST", "AVE", "RD", "BLVD"])
    );
    let line2 = if chance.permille(421) { format!("SUITE {}", 100 + chance.below(900)) } else { String::new() };
    Person {
        npi: npi(number),
        last,
        first,
        middle,
        other_last,
        work: chance.one_of(&WORK),
        line1,
        line2,
        place: chance.one_of(&PLACES),
        license: format!("{}", 10_000 + chance.below(900_000)),
        born: format!("{}-{:02}-{:02}", 1945 + chance.below(50), 1 + chance.below(12), 1 + chance.below(28)),
        chance,
    }
}

/// Whether the number is a clinician whose NPI is active; see the shares in `nppes_file`.
pub fn is_active_person(number: u64) -> bool {
    !matches!(number % 100, 0..22 | 97..100)
}
