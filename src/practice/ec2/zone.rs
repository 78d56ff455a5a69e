//! Regions and their availability zones: a catalogue, with the zone ids that belong to them.

/// A zone: its name, and the id that is the same place for every account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    pub(crate) name: String,
    pub(crate) id: String,
}

/// A region: name, the letters of its zones, the zone ids' prefix with the numbers in the letters' order, and
/// whether an account has it without opting in.
type Entry = (&'static str, &'static str, &'static str, &'static [u8], bool);

/// AWS maps letters to places anew for each account; this is one such mapping. Letters that an account of today
/// does not get (us-west-1b, ap-northeast-1b) are absent.
const REGIONS: &[Entry] = &[
    ("af-south-1", "abc", "afs1", &[1, 2, 3], false),
    ("ap-east-1", "abc", "ape1", &[1, 2, 3], false),
    ("ap-northeast-1", "acd", "apne1", &[4, 1, 2], true),
    ("ap-northeast-2", "abcd", "apne2", &[1, 2, 3, 4], true),
    ("ap-northeast-3", "abc", "apne3", &[3, 1, 2], true),
    ("ap-south-1", "abc", "aps1", &[1, 3, 2], true),
    ("ap-southeast-1", "abc", "apse1", &[2, 1, 3], true),
    ("ap-southeast-2", "abc", "apse2", &[3, 1, 2], true),
    ("ca-central-1", "abd", "cac1", &[1, 2, 4], true),
    ("eu-central-1", "abc", "euc1", &[2, 3, 1], true),
    ("eu-north-1", "abc", "eun1", &[1, 2, 3], true),
    ("eu-south-1", "abc", "eus1", &[1, 2, 3], false),
    ("eu-west-1", "abc", "euw1", &[3, 1, 2], true),
    ("eu-west-2", "abc", "euw2", &[2, 3, 1], true),
    ("eu-west-3", "abc", "euw3", &[1, 2, 3], true),
    ("me-south-1", "abc", "mes1", &[1, 2, 3], false),
    ("sa-east-1", "abc", "sae1", &[1, 2, 3], true),
    ("us-east-1", "abcdef", "use1", &[2, 4, 6, 1, 3, 5], true),
    ("us-east-2", "abc", "use2", &[1, 2, 3], true),
    ("us-west-1", "ac", "usw1", &[3, 1], true),
    ("us-west-2", "abcd", "usw2", &[2, 1, 3, 4], true),
];

/// All regions: name, and whether an account has it without opting in.
pub(crate) fn regions() -> impl Iterator<Item = (&'static str, bool)> {
    REGIONS.iter().map(|(name, .., open)| (*name, *open))
}

/// The zones of a region, by name. A region that the catalogue lacks has three.
pub(crate) fn zones(region: &str) -> Vec<Zone> {
    let known = REGIONS.iter().find(|(name, ..)| *name == region);
    let (letters, prefix, numbers) = match known {
        Some((_, letters, prefix, numbers, _)) => (*letters, (*prefix).to_owned(), *numbers),
        None => ("abc", region.replace('-', ""), &[1, 2, 3][..]),
    };
    letters
        .chars()
        .zip(numbers)
        .map(|(letter, number)| Zone { name: format!("{region}{letter}"), id: format!("{prefix}-az{number}") })
        .collect()
}

/// The zone of a name or of an id.
pub(crate) fn find(region: &str, name_or_id: &str) -> Option<Zone> {
    zones(region).into_iter().find(|zone| zone.name == name_or_id || zone.id == name_or_id)
}
