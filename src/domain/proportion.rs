//! A share of a sample, and how far it can be trusted.

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that have it.
    pub right: u32,
    /// All.
    pub of: u32,
}

/// The two-sided 95 % point of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

impl Share {
    /// Counts one more.
    pub fn count(&mut self, is_right: bool) {
        self.of += 1;
        self.right += u32::from(is_right);
    }

    /// Percent; `None` of nothing.
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| 100.0 * f64::from(self.right) / f64::from(self.of))
    }

    /// The 95 % interval in percent, by Wilson's score (Wilson 1927, J Am Stat Assoc 22:209): it holds for small samples and for shares
    /// near 0 and 100, where the usual one ends outside. `None` of nothing.
    pub fn interval(self) -> Option<(f64, f64)> {
        if self.of == 0 {
            return None;
        }
        let (n, p) = (f64::from(self.of), f64::from(self.right) / f64::from(self.of));
        let shrunk = 1.0 + Z * Z / n;
        let middle = (p + Z * Z / (2.0 * n)) / shrunk;
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt() / shrunk;
        Some((100.0 * (middle - half).max(0.0), 100.0 * (middle + half).min(1.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(right: u32, of: u32) -> Option<(String, String)> {
        Share { right, of }.interval().map(|(low, high)| (format!("{low:.1}"), format!("{high:.1}")))
    }

    #[test]
    fn the_interval_is_wilsons() {
        // Newcombe 1998, Stat Med 17:857, table I, method 3: 81/263, 15/148, 0/20, 1/29.
        for (right, of, low, high) in [
            (81, 263, "25.5", "36.6"),
            (15, 148, "6.2", "16.0"),
            (0, 20, "0.0", "16.1"),
            (1, 29, "0.6", "17.2"),
            (20, 20, "83.9", "100.0"),
        ] {
            assert_eq!(rounded(right, of), Some((low.to_string(), high.to_string())), "{right} of {of}");
        }
    }

    #[test]
    fn of_nothing_there_is_neither_share_nor_interval() {
        assert_eq!((Share::default().percent(), Share::default().interval()), (None, None));
        assert_eq!(Share { right: 1, of: 4 }.percent(), Some(25.0));
    }

    #[test]
    fn the_share_lies_within_its_interval_and_more_make_it_narrower() {
        let wide = |of: u32| (0..=of).map(move |right| Share { right, of });
        for share in wide(50) {
            let ((low, high), percent) = (share.interval().expect("some"), share.percent().expect("some"));
            assert!(low <= percent + 1e-9 && percent <= high + 1e-9 && low >= 0.0 && high <= 100.0, "{share:?}");
            let many = Share { right: share.right * 4, of: 200 }.interval().expect("some");
            assert!(many.1 - many.0 < high - low, "{share:?}");
        }
    }
}
