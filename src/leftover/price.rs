//! Prices as data, and amounts of money an hour.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// Hours of a month as AWS counts them.
const HOURS: u64 = 730;

/// Billionths of a US dollar an hour: whole numbers add up without surprises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(u64);

impl Money {
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count))
    }

    const fn by_month(self) -> Self {
        Self(self.0 / HOURS)
    }

    /// Dollars with so many decimals, rounded half up: `0.0225`.
    #[must_use]
    pub fn dollars(self, decimals: u32) -> String {
        let unit = 10_u64.pow(9 - decimals.min(9));
        let rounded = self.0.saturating_add(unit / 2) / unit;
        let scale = 10_u64.pow(decimals.min(9));
        let width = decimals.min(9) as usize;
        if width == 0 {
            return rounded.to_string();
        }
        format!("{}.{:0width$}", rounded / scale, rounded % scale)
    }

    /// Dollars as a number, for documents.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an hour costs far below 2^52 billionths of a dollar")]
    pub fn as_dollars(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Reads `0.0225`. `None`: it is no such number.
    fn read(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let nanos = format!("{part:0<9}");
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse::<u64>().ok());
        let whole = digits(whole)??;
        let nanos = (nanos.len() == 9).then(|| digits(&nanos))???;
        Some(Self(whole.checked_mul(1_000_000_000)?.checked_add(nanos)?))
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no amount of dollars")))
    }
}

/// The price table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Table {
    /// Year and month of the prices.
    pub as_of: String,
    /// Where AWS publishes them.
    pub source: String,
    regions: BTreeMap<String, Prices>,
}

/// The prices of one region.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Prices {
    application_load_balancer: Money,
    network_load_balancer: Money,
    pub(super) nat_gateway: Money,
    pub(super) public_ipv4: Money,
    alarm: Money,
    snapshot: Money,
    volumes: BTreeMap<String, Money>,
    instances: BTreeMap<String, Money>,
}

static TABLE: LazyLock<Option<Table>> = LazyLock::new(|| toml::from_str(include_str!("prices.toml")).ok());

/// The table that came with the program.
#[must_use]
pub fn table() -> Option<&'static Table> {
    TABLE.as_ref()
}

/// Whether the table has the prices of a region.
#[must_use]
pub fn is_known(region: &str) -> bool {
    Prices::of(region).is_some()
}

impl Prices {
    /// `None`: the table does not know the region.
    pub(super) fn of(region: &str) -> Option<&'static Self> {
        table()?.regions.get(region)
    }

    pub(super) fn load_balancer(&self, kind: &str) -> Option<Money> {
        match kind {
            "application" => Some(self.application_load_balancer),
            "network" => Some(self.network_load_balancer),
            _ => None,
        }
    }

    pub(super) fn instance(&self, kind: &str) -> Option<Money> {
        self.instances.get(kind).copied()
    }

    pub(super) fn volume(&self, kind: &str, gib: u64) -> Option<Money> {
        Some(self.volumes.get(kind)?.times(gib).by_month())
    }

    pub(super) const fn snapshot(&self, gib: u64) -> Money {
        self.snapshot.times(gib).by_month()
    }

    pub(super) const fn alarm(&self) -> Money {
        self.alarm.by_month()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_reads_and_knows_the_regions_of_the_courses() {
        let table = table().expect("the table reads");
        assert_eq!(table.as_of.len(), 7);
        assert!(table.source.starts_with("https://aws.amazon.com/"));
        for region in ["us-east-1", "ap-northeast-1"] {
            let prices = Prices::of(region).expect("known");
            for kind in ["t2.micro", "t3.micro", "t3.small"] {
                assert!(prices.instance(kind).is_some_and(|price| !price.is_zero()), "{region} {kind}");
            }
            assert!(prices.volume("gp3", 8) < prices.volume("gp2", 8), "{region}");
        }
        assert!(Prices::of("mars-north-1").is_none());
    }

    #[test]
    fn amounts() {
        let read = |text| Money::read(text).expect("an amount");
        for (text, decimals, shown) in [
            ("0.0225", 4, "0.0225"),
            ("0.10", 2, "0.10"),
            ("1", 2, "1.00"),
            ("0.00005", 4, "0.0001"),
            ("0.00004", 4, "0.0000"),
            ("0.999999", 2, "1.00"),
            ("2.5", 0, "3"),
        ] {
            assert_eq!(read(text).dollars(decimals), shown, "{text}");
        }
        for text in ["", "-1", "1e3", "0.0000000001", "a", "1.+2"] {
            assert_eq!(Money::read(text), None, "{text}");
        }
        // Eight gibibytes of gp3 in Virginia: 0.64 dollars a month.
        let prices = Prices::of("us-east-1").expect("known");
        assert_eq!(prices.volume("gp3", 8).map(|money| money.times(730).dollars(2)), Some("0.64".to_owned()));
        assert_eq!(prices.volume("new9", 8), None);
    }
}
