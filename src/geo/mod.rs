//! Where things are: the offline gazetteer and distances on the ellipsoid.

pub mod distance;
