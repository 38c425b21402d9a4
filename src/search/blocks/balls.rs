//! Balls side by side, so that a search holds all of them against a point at once.

/// Balls as seen from a middle that they share, metres.
#[derive(Debug, Clone, Copy)]
pub struct Balls<const N: usize> {
    x: [f32; N],
    y: [f32; N],
    z: [f32; N],
    /// Without limit where there is no ball: nothing is decided about what is there.
    radius: [f32; N],
}

/// How near and how far what is in each ball may be, metres.
#[derive(Debug, Clone, Copy)]
pub struct Reaches<const N: usize> {
    /// At least so far.
    pub near: [f32; N],
    /// At most so far.
    pub far: [f32; N],
}

impl<const N: usize> Balls<N> {
    /// No ball.
    pub const NONE: Self = Balls { x: [0.0; N], y: [0.0; N], z: [0.0; N], radius: [f32::INFINITY; N] };

    /// Puts a ball at a place.
    pub fn set(&mut self, place: usize, at: [f32; 3], radius: f32) {
        [self.x[place], self.y[place], self.z[place]] = at;
        self.radius[place] = radius;
    }

    /// Seen from a point that is given from the same middle.
    #[inline]
    pub fn reaches(&self, [x, y, z]: [f32; 3]) -> Reaches<N> {
        let middle: [f32; N] = std::array::from_fn(|n| {
            let (x, y, z) = (self.x[n] - x, self.y[n] - y, self.z[n] - z);
            (x * x + y * y + z * z).sqrt()
        });
        Reaches {
            near: std::array::from_fn(|n| middle[n] - self.radius[n]),
            far: std::array::from_fn(|n| middle[n] + self.radius[n]),
        }
    }
}
