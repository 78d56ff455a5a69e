//! The AWS CLI's spelling of API names: `DBInstanceIdentifier` → `db-instance-identifier`.

/// The rule of the AWS SDK for Python, which the CLI takes its names from: a break before each capitalised word, one
/// between a small letter or digit and a capital, and a plural of an abbreviation (`ARNs`) kept together.
pub(in super::super) fn kebab(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let plural = plural_abbreviation(&letters);
    let mut out = String::with_capacity(name.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let inside = plural.is_some_and(|start| at > start);
        let starts_word = letter.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase);
        let after_small = letter.is_ascii_uppercase()
            && before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        if at > 0 && (plural == Some(at) || (!inside && (starts_word || after_small))) {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// Where a name ends in two or more capitals and a small `s`: the place of the first of them.
fn plural_abbreviation(letters: &[char]) -> Option<usize> {
    let capitals = letters.strip_suffix(&['s'])?;
    let count = capitals.iter().rev().take_while(|letter| letter.is_ascii_uppercase()).count();
    (count >= 2).then(|| capitals.len() - count)
}

#[cfg(test)]
mod tests {
    use super::kebab;

    #[test]
    fn names_are_those_of_the_cli() {
        let table = [
            ("DescribeVpcs", "describe-vpcs"),
            ("VPCZoneIdentifier", "vpc-zone-identifier"),
            ("TargetGroupARNs", "target-group-arns"),
            ("DescribeSSLPolicies", "describe-ssl-policies"),
            ("DescribeDBClusters", "describe-db-clusters"),
            ("Ipv6CidrBlock", "ipv6-cidr-block"),
            ("EbsOptimized", "ebs-optimized"),
            ("MapPublicIpOnLaunch", "map-public-ip-on-launch"),
            ("OKActions", "ok-actions"),
            ("EnableDns64", "enable-dns64"),
        ];
        for (name, word) in table {
            assert_eq!(kebab(name), word);
        }
    }
}
