//! The images that are there before anybody makes one: Amazon's, Canonical's, and the courses' own with an
//! application on their disk. Ids differ by region and never change.

use jiff::Timestamp;

use super::super::super::account::{Account, App, AppKind, Disk, Image, Tags};

/// The account that publishes the courses' images. No alias: AWS gives those to itself only.
pub(crate) const PUBLISHER: &str = "870087008700";

const AMAZON: &str = "137112412989";
const CANONICAL: &str = "099720109477";

/// Owner, alias, name, description, architecture, root device, its GiB, date of creation.
type Row =
    (&'static str, Option<&'static str>, &'static str, &'static str, &'static str, &'static str, i32, &'static str);

const UBUNTU_24: &str = "Canonical, Ubuntu, 24.04, amd64 noble image";
const UBUNTU_22: &str = "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image build on 2026-10-15";
const AL2023_X86: &str = "Amazon Linux 2023 AMI 2023.9.20261105.0 x86_64 HVM kernel-6.1";
const AL2023_ARM: &str = "Amazon Linux 2023 AMI 2023.9.20261105.0 arm64 HVM kernel-6.1";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (AMAZON, Some("amazon"), "al2023-ami-2023.9.20261105.0-kernel-6.1-x86_64", AL2023_X86, "x86_64", "/dev/xvda", 8, "2026-11-06T01:12:20Z"),
    (AMAZON, Some("amazon"), "al2023-ami-2023.9.20261105.0-kernel-6.1-arm64", AL2023_ARM, "arm64", "/dev/xvda", 8, "2026-11-06T01:14:08Z"),
    (AMAZON, Some("amazon"), "al2023-ami-minimal-2023.9.20261105.0-kernel-6.1-x86_64", "Amazon Linux 2023 Minimal AMI", "x86_64", "/dev/xvda", 2, "2026-11-06T01:20:31Z"),
    (AMAZON, Some("amazon"), "al2023-ami-2023.9.20261020.0-kernel-6.1-x86_64", "Amazon Linux 2023 AMI 2023.9.20261020.0 x86_64 HVM kernel-6.1", "x86_64", "/dev/xvda", 8, "2026-10-21T02:02:44Z"),
    (AMAZON, Some("amazon"), "amzn2-ami-hvm-2.0.20261105.0-x86_64-gp2", "Amazon Linux 2 AMI 2.0.20261105.0 x86_64 HVM gp2", "x86_64", "/dev/xvda", 8, "2026-11-07T19:30:55Z"),
    (AMAZON, Some("amazon"), "amzn2-ami-kernel-5.10-hvm-2.0.20261105.0-x86_64-gp2", "Amazon Linux 2 Kernel 5.10 AMI 2.0.20261105.0 x86_64 HVM gp2", "x86_64", "/dev/xvda", 8, "2026-11-07T19:31:02Z"),
    (CANONICAL, None, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261022", UBUNTU_24, "x86_64", "/dev/sda1", 8, "2026-10-22T07:43:10Z"),
    (CANONICAL, None, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20261022", "Canonical, Ubuntu, 24.04, arm64 noble image", "arm64", "/dev/sda1", 8, "2026-10-22T07:45:01Z"),
    (CANONICAL, None, "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20261015", UBUNTU_22, "x86_64", "/dev/sda1", 8, "2026-10-15T11:02:33Z"),
    (PUBLISHER, None, "hanamaru-ec-site-shop-x86_64", "The shop of ec-site on port 80, with Node.js, pnpm and pm2", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
    (PUBLISHER, None, "hanamaru-nodejs-pm2-x86_64", "Node.js, pnpm and pm2, no application", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
    (PUBLISHER, None, "hanamaru-django-x86_64", "A Django site on port 8000", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
    (PUBLISHER, None, "hanamaru-apache-x86_64", "Apache with one page on port 80", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
    (PUBLISHER, None, "hanamaru-api-x86_64", "A small API on port 80 with /api/v1/health_check", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
    (PUBLISHER, None, "hanamaru-whoami-x86_64", "Says which instance answers, on port 80", "x86_64", "/dev/xvda", 8, "2026-09-01T00:00:00Z"),
];

/// The public images of a region.
pub(crate) fn images(region: &str) -> Vec<Image> {
    ROWS.iter().map(|row| image(region, row)).collect()
}

/// An image by id: the account's own, or a public one.
pub(crate) fn find(account: &Account, region: &str, id: &str) -> Option<Image> {
    let own = account.regions.get(region).and_then(|region| region.images.get(id)).cloned();
    own.or_else(|| ROWS.iter().find(|row| id_of(region, row) == id).map(|row| image(region, row)))
}

/// What a public parameter of Systems Manager names (`resolve:ssm:…` in a template, `/aws/service/…`).
pub(crate) fn parameter(region: &str, name: &str) -> Option<String> {
    let image = match name {
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
        | "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64" => ROWS[0],
        "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
        | "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-arm64" => ROWS[1],
        "/aws/service/ami-amazon-linux-latest/al2023-ami-minimal-kernel-default-x86_64" => ROWS[2],
        "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2" => ROWS[4],
        "/aws/service/ami-amazon-linux-latest/amzn2-ami-kernel-5.10-hvm-x86_64-gp2" => ROWS[5],
        "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id" => ROWS[6],
        "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id" => ROWS[8],
        _ => return None,
    };
    Some(id_of(region, &image))
}

fn image(region: &str, row: &Row) -> Image {
    let (owner, alias, name, description, architecture, root_device, root_gib, created) = *row;
    let id = id_of(region, row);
    Image {
        name: name.to_owned(),
        description: description.to_owned(),
        owner_id: owner.to_owned(),
        owner_alias: alias.map(str::to_owned),
        public: true,
        pending_until: None,
        created: created.parse().unwrap_or(Timestamp::UNIX_EPOCH),
        source_instance: None,
        source_image: None,
        snapshots: vec![format!("snap-{}", &id["ami-".len()..])],
        architecture: architecture.to_owned(),
        root_device: root_device.to_owned(),
        root_gib,
        boot_mode: boot_mode(name, architecture).map(str::to_owned),
        shared_with: Vec::new(),
        disk: disk(name),
        tags: Tags::new(),
        id,
    }
}

/// How an image asks to be booted: Arm by UEFI alone, today's others by UEFI where the type has it.
fn boot_mode(name: &str, architecture: &str) -> Option<&'static str> {
    match architecture {
        "arm64" => Some("uefi"),
        _ if name.starts_with("amzn2") => None,
        _ => Some("uefi-preferred"),
    }
}

/// A region's id for an image: FNV-1a over both names, so it needs no table and stays as it is.
fn id_of(region: &str, row: &Row) -> String {
    let bytes = region.bytes().chain(*b"/").chain(row.2.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("ami-0{hash:016x}")
}

/// What is on the disk of the courses' own images; nothing on the others'.
fn disk(name: &str) -> Disk {
    let app = |kind, port| App { kind, port, start_seconds: 5, faults: Vec::new() };
    let starts = match name {
        "hanamaru-ec-site-shop-x86_64" => app(AppKind::Shop, 80),
        "hanamaru-nodejs-pm2-x86_64" => {
            return Disk { starts: None, deployable: Some(app(AppKind::Shop, 80)), files: None };
        }
        "hanamaru-django-x86_64" => app(AppKind::Django, 8000),
        "hanamaru-apache-x86_64" => app(AppKind::Apache, 80),
        "hanamaru-api-x86_64" => app(AppKind::Api, 80),
        "hanamaru-whoami-x86_64" => app(AppKind::WhoAmI, 80),
        _ => return Disk::default(),
    };
    let deployable = (starts.kind == AppKind::Shop).then(|| starts.clone());
    Disk { starts: Some(starts), deployable, files: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_image_has_an_id_of_its_own_in_every_region() {
        let mut ids: Vec<String> =
            ["us-east-1", "ap-northeast-1"].iter().flat_map(|region| images(region)).map(|image| image.id).collect();
        ids.sort();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert!(ids.iter().all(|id| super::super::super::kind::IMAGE.check(id).is_ok()));
    }

    #[test]
    fn images_are_found_by_id_and_by_parameter() {
        let account = Account::empty("123456789012", 1);
        let id = parameter("us-east-1", "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64");
        let image = id.and_then(|id| find(&account, "us-east-1", &id)).expect("an image");
        assert!(image.name.starts_with("al2023-ami-2023"));
        assert_eq!(find(&account, "eu-west-1", &image.id).map(|image| image.id), None);
    }
}
