//! The regions that a request may be signed for.

/// AWS's regions of the standard partition, by area.
const REGIONS: &[(&str, &[&str])] = &[
    ("af", &["south-1"]),
    ("ap", &["east-1", "east-2", "northeast-1", "northeast-2", "northeast-3", "south-1", "south-2"]),
    ("ap", &["southeast-1", "southeast-2", "southeast-3", "southeast-4", "southeast-5", "southeast-6", "southeast-7"]),
    ("ca", &["central-1", "west-1"]),
    ("eu", &["central-1", "central-2", "north-1", "south-1", "south-2", "west-1", "west-2", "west-3"]),
    ("il", &["central-1"]),
    ("me", &["central-1", "south-1"]),
    ("mx", &["central-1"]),
    ("sa", &["east-1"]),
    ("us", &["east-1", "east-2", "west-1", "west-2"]),
];

/// Whether AWS has a region of this name.
pub(super) fn exists(name: &str) -> bool {
    let Some((area, rest)) = name.split_once('-') else { return false };
    REGIONS.iter().any(|(known, regions)| *known == area && regions.contains(&rest))
}
