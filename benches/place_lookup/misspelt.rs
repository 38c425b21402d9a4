//! Names of cities as hasty people type them: seeded, so that every machine and every run has the same.

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Dice(u64);

impl Dice {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Dice(seed)
    }

    /// From 0 up to but not including `n`, which is not 0.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }
}

/// What somebody meant, and what they typed.
pub struct Typed {
    /// The label of the place: `Portland, OR`.
    pub meant: String,
    /// The name with a slip or two, in every other case with its state.
    pub text: String,
}

/// So many misspellings, of cities drawn by population from labels with their populations.
pub fn misspellings(cities: &[(String, u32)], count: usize, seed: u64) -> Vec<Typed> {
    let mut dice = Dice::new(seed);
    let everybody: usize = cities.iter().map(|(_, population)| *population as usize).sum();
    let mut typed = Vec::with_capacity(count);
    while typed.len() < count {
        let mut person = dice.below(everybody);
        let found = cities.iter().find(|(_, population)| {
            let here = person < *population as usize;
            person = person.saturating_sub(*population as usize);
            here
        });
        let Some((meant, _)) = found else { continue };
        let Some((name, state)) = meant.rsplit_once(", ") else { continue };
        // Nobody types the county that we tell namesakes apart by.
        let name = name.split(" (").next().unwrap_or(name);
        let slips = if name.chars().count() >= 8 && dice.below(3) == 0 { 2 } else { 1 };
        let mut wrong = name.to_lowercase();
        for _ in 0..slips {
            wrong = with_slip(&wrong, &mut dice);
        }
        if wrong == name.to_lowercase() {
            continue;
        }
        let text = if typed.len() % 2 == 0 { format!("{wrong}, {state}") } else { wrong };
        typed.push(Typed { meant: meant.clone(), text });
    }
    typed
}

/// The keys of a keyboard, row by row.
const KEYS: [&str; 3] = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/// One of the usual slips at one letter: left out, doubled, swapped with the next, the key beside it, another vowel.
fn with_slip(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    loop {
        let at = dice.below(letters.len());
        let letter = letters[at];
        if !letter.is_ascii_lowercase() {
            continue;
        }
        match dice.below(5) {
            0 if letters.len() > 3 => drop(letters.remove(at)),
            1 => letters.insert(at, letter),
            2 if letters.get(at + 1).is_some_and(|next| next.is_ascii_lowercase() && *next != letter) => {
                letters.swap(at, at + 1);
            }
            3 => letters[at] = beside(letter, dice),
            4 if "aeiou".contains(letter) => letters[at] = ['a', 'e', 'i', 'o', 'u'][dice.below(5)],
            _ => continue,
        }
        return letters.into_iter().collect();
    }
}

fn beside(letter: char, dice: &mut Dice) -> char {
    let row: Vec<char> =
        KEYS.iter().find(|row| row.contains(letter)).map(|row| row.chars().collect()).unwrap_or_default();
    let at = row.iter().position(|key| *key == letter).unwrap_or_default();
    let neighbors: Vec<char> =
        [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|i| row.get(i)).copied().collect();
    neighbors[dice.below(neighbors.len())]
}
