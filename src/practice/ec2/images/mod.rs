//! Images: Amazon's and the courses' own, and those that the account makes.

pub(crate) mod catalogue;
