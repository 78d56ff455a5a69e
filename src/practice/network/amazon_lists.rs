//! Amazon's own prefix lists, as far as courses meet them: the services behind gateway endpoints, CloudFront and
//! EC2 Instance Connect. Ids and names are AWS's; the blocks are a few of the real ones.

/// A prefix list that Amazon manages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AmazonPrefixList {
    pub(crate) id: &'static str,
    /// `com.amazonaws.us-east-1.s3`, …
    pub(crate) name: String,
    pub(crate) entries: &'static [&'static str],
}

/// Ids by region: S3, DynamoDB, CloudFront's origin-facing servers, EC2 Instance Connect.
const IDS: &[(&str, [&str; 4])] = &[
    ("us-east-1", ["pl-63a5400a", "pl-02cd2c6b", "pl-3b927c52", "pl-0e4bcff02b13bef1e"]),
    ("us-east-2", ["pl-7ba54012", "pl-4ca54025", "pl-b6a144df", "pl-03915406641cb1f53"]),
    ("us-west-2", ["pl-68a54001", "pl-00a54069", "pl-82a045eb", "pl-047d464325e7bf465"]),
    ("ap-northeast-1", ["pl-61a54008", "pl-78a54011", "pl-58a04531", "pl-08d491d20eebc3b95"]),
    ("ap-northeast-3", ["pl-a4a540cd", "pl-c8a540a1", "pl-31a14458", "pl-0c4dcdb0a1d0a8fc7"]),
];

const NAMES: [&str; 4] = ["s3", "dynamodb", "cloudfront.origin-facing", "ec2-instance-connect"];

/// Blocks of Tokyo and of everywhere else (N. Virginia's), in the order of [`NAMES`].
const TOKYO: [&[&str]; 4] = [
    &["52.219.0.0/20", "3.5.152.0/21", "52.219.136.0/22", "52.219.16.0/22"],
    &["52.94.8.0/24", "35.71.115.0/24"],
    CLOUDFRONT,
    &["3.112.23.0/29"],
];
const ELSEWHERE: [&[&str]; 4] = [
    &["54.231.0.0/16", "52.216.0.0/15", "3.5.0.0/19", "16.15.176.0/20", "16.182.0.0/16"],
    &["52.94.0.0/22", "52.119.224.0/20", "35.71.64.0/22"],
    CLOUDFRONT,
    &["18.206.107.24/29"],
];
const CLOUDFRONT: &[&str] =
    &["120.52.22.96/27", "13.124.199.0/24", "130.176.0.0/18", "15.158.0.0/16", "64.252.64.0/18"];

/// The lists of a region. A region that the table does not name shows none.
pub(crate) fn amazon_prefix_lists(region: &str) -> Vec<AmazonPrefixList> {
    let Some((_, ids)) = IDS.iter().find(|(name, _)| *name == region) else { return Vec::new() };
    let blocks = if region == "ap-northeast-1" { TOKYO } else { ELSEWHERE };
    let place = |name: &str| if name.starts_with("cloudfront") { "global" } else { region }.to_owned();
    ids.iter()
        .zip(NAMES)
        .zip(blocks)
        .map(|((id, name), entries)| AmazonPrefixList {
            id,
            name: format!("com.amazonaws.{}.{name}", place(name)),
            entries,
        })
        .collect()
}
