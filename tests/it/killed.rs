//! The practice account under `kill -9`: what a client was told has happened is there at the next start.
//!
//! `HANAMARU_KILLS=200` kills more often, `HANAMARU_KILL_SEED=7` draws the moments anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::support::practice::Server;
use crate::support::query::{self, Answer, Service};

const CLIENTS: u64 = 4;
const KILLS: u64 = 6;

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

/// Chance that can be thrown again (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}

/// What a client knows of a thing that it has made.
#[derive(Clone, Debug, PartialEq)]
enum Known {
    /// It is there, with this tag if it was given one.
    There {
        tag: Option<String>,
    },
    Gone,
    /// A request about it was not answered: it may have been carried out or not.
    Unsure,
}

/// What one client did until the account was gone.
#[derive(Default)]
struct Told {
    groups: BTreeMap<String, Known>,
    instances: BTreeSet<String>,
    orders: BTreeSet<String>,
}

/// What the clients speak of.
#[derive(Clone)]
struct Place {
    address: String,
    /// The load balancer's name.
    host: String,
    vpc: String,
    subnet: String,
    image: String,
}

/// Somebody who asks for changes, one after another, until no answer comes.
struct Client {
    place: Place,
    dice: Dice,
    told: Told,
}

impl Client {
    fn run(mut self) -> Told {
        while self.one_more().is_some() {}
        self.told
    }

    /// `None`: no answer.
    fn one_more(&mut self) -> Option<()> {
        let there = |(_, known): &(&String, &Known)| matches!(known, Known::There { .. });
        let known: Vec<String> = self.told.groups.iter().filter(there).map(|(id, _)| id.clone()).collect();
        let place = self.dice.below(1 + known.len() as u64);
        match (self.dice.below(10), usize::try_from(place).ok().and_then(|place| known.get(place)).cloned()) {
            (0..2, Some(id)) => self.change(id, "DeleteSecurityGroup", "GroupId", &[], Known::Gone),
            (2..5, Some(id)) => {
                let tag = self.dice.below(1 << 40).to_string();
                let tags = [("Tag.1.Key", "mark"), ("Tag.1.Value", tag.as_str())];
                self.change(id, "CreateTags", "ResourceId.1", &tags, Known::There { tag: Some(tag.clone()) })
            }
            (5, _) => self.launch(),
            (6, _) => self.order(),
            _ => self.create(),
        }
    }

    fn ask(&self, action: &str, parameters: &[(&str, &str)]) -> Option<Answer> {
        query::ask(&self.place.address, Service::Ec2, action, parameters)
    }

    fn change(&mut self, id: String, action: &str, of: &str, rest: &[(&str, &str)], then: Known) -> Option<()> {
        let parameters = [&[(of, id.as_str())][..], rest].concat();
        let known = self.ask(action, &parameters).map(|answer| expect(&answer, then));
        self.told.groups.insert(id, known.clone().unwrap_or(Known::Unsure));
        known.map(drop)
    }

    fn launch(&mut self) -> Option<()> {
        let Place { image, subnet, .. } = &self.place;
        let one = [("MinCount", "1"), ("MaxCount", "1"), ("InstanceType", "t3.micro")];
        let parameters = [one.as_slice(), &[("ImageId", image.as_str()), ("SubnetId", subnet.as_str())]].concat();
        let answer = self.ask("RunInstances", &parameters)?;
        self.told.instances.extend(expect(&answer, answer.all("instanceId")));
        Some(())
    }

    fn order(&mut self) -> Option<()> {
        let order = r#"{"item": "tea", "quantity": 1, "customer": "A"}"#;
        let head = "Content-Type: application/json\r\n";
        let answer = query::post(&self.place.address, &self.place.host, "/orders", head, order)?;
        // Another status: no target takes it at the moment.
        if answer.status == 201 {
            let order: serde_json::Value = serde_json::from_str(&answer.body).expect("an order");
            assert!(self.told.orders.insert(order["number"].to_string()), "{order} was taken before");
        }
        Some(())
    }

    fn create(&mut self) -> Option<()> {
        let name = format!("group-{}", self.dice.below(1 << 60));
        let group = [("GroupName", name.as_str()), ("GroupDescription", "one"), ("VpcId", self.place.vpc.as_str())];
        let answer = self.ask("CreateSecurityGroup", &group)?;
        let made = expect(&answer, answer.all("groupId")).concat();
        let before = self.told.groups.insert(made, Known::There { tag: None });
        assert_eq!(before, None, "an id was given again");
        Some(())
    }
}

fn expect<T>(answer: &Answer, done: T) -> T {
    assert_eq!(answer.status, 200, "{}", answer.body);
    done
}

fn described(server: &Server, action: &str, parameters: &[(&str, &str)]) -> Answer {
    let address = server.endpoint().trim_start_matches("http://");
    let answer = query::ask(address, Service::Ec2, action, parameters).expect("an answer");
    expect(&answer, ());
    answer
}

/// Everything that was told is there.
fn assert_kept(server: &Server, told: &Told) {
    let groups = described(server, "DescribeSecurityGroups", &[]);
    let there: BTreeSet<String> = groups.all("groupId").into_iter().collect();
    for (id, known) in &told.groups {
        match known {
            Known::There { tag } => {
                assert!(there.contains(id), "{id} was made");
                let tags = [("Filter.1.Name", "resource-id"), ("Filter.1.Value.1", id.as_str())];
                let kept = described(server, "DescribeTags", &tags).all("value").pop();
                assert_eq!(&kept, tag, "{id} was tagged");
            }
            Known::Gone => assert!(!there.contains(id), "{id} was deleted"),
            Known::Unsure => {}
        }
    }
    let instances: BTreeSet<String> =
        described(server, "DescribeInstances", &[]).all("instanceId").into_iter().collect();
    assert!(told.instances.is_subset(&instances), "{:?} are lost", told.instances.difference(&instances));
}

/// What is there fits together: every interface is in a subnet, of an instance that is there, under groups that are.
fn assert_consistent(server: &Server) {
    let all = |action: &str, element: &str| -> BTreeSet<String> {
        described(server, action, &[]).all(element).into_iter().collect()
    };
    let groups = all("DescribeSecurityGroups", "groupId");
    let subnets = all("DescribeSubnets", "subnetId");
    let interfaces = described(server, "DescribeNetworkInterfaces", &[]);
    assert!(interfaces.all("groupId").iter().all(|id| groups.contains(id)));
    assert!(interfaces.all("subnetId").iter().all(|id| subnets.contains(id)));
    let instances = all("DescribeInstances", "instanceId");
    assert!(interfaces.all("instanceId").iter().all(|id| instances.contains(id)));
    let vpcs = all("DescribeVpcs", "vpcId");
    assert!(
        all("DescribeSecurityGroups", "vpcId").is_subset(&vpcs) && all("DescribeSubnets", "vpcId").is_subset(&vpcs)
    );
}

#[test]
fn what_was_answered_is_there_after_a_kill() {
    let mut dice = Dice(from_environment("HANAMARU_KILL_SEED", 20_261_122));
    let home = Arc::new(tempfile::tempdir().expect("a directory"));
    let finished = ["--course", "ec-site", "--at", "scaling-policy", "--speed", "60"];
    let mut server = Server::start_in(&home, &finished);
    let (mut changes, mut orders) = (0, BTreeSet::new());
    for kill in 0..from_environment("HANAMARU_KILLS", KILLS) {
        let first = |action: &str, parameters: &[(&str, &str)], element: &str| {
            described(&server, action, parameters).all(element).swap_remove(0)
        };
        let place = Place {
            address: server.endpoint().trim_start_matches("http://").to_owned(),
            host: balancer(&server),
            vpc: first("DescribeVpcs", &[], "vpcId"),
            subnet: first("DescribeSubnets", &[], "subnetId"),
            image: first("DescribeImages", &[("Owner.1", "amazon")], "imageId"),
        };
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let client = Client { place: place.clone(), dice: Dice(dice.below(u64::MAX)), told: Told::default() };
                thread::spawn(move || client.run())
            })
            .collect();
        thread::sleep(Duration::from_millis(1 + dice.below(1500)));
        server.kill();
        let told: Vec<Told> =
            clients.into_iter().map(|one| one.join().expect("it was answered as it should")).collect();
        // Without the step: it goes on from what was kept.
        server = Server::start_in(&home, &["--course", "ec-site", "--speed", "60"]);
        for told in &told {
            assert_kept(&server, told);
            changes += told.groups.len() + told.instances.len() + told.orders.len();
            for order in &told.orders {
                assert!(orders.insert(order.clone()), "kill {kill}: order {order} was taken before, and lost");
            }
        }
        assert_consistent(&server);
    }
    println!("{changes} things that were made or changed, {} of them orders: none is lost", orders.len());
    assert!(changes > 0);
}

/// The name of the course's load balancer.
fn balancer(server: &Server) -> String {
    let address = server.endpoint().trim_start_matches("http://");
    let answer = query::ask(address, Service::LoadBalancing, "DescribeLoadBalancers", &[]).expect("an answer");
    expect(&answer, answer.all("DNSName")).concat()
}

#[test]
fn a_start_that_is_killed_is_begun_anew() {
    let counted = |server: &Server| -> Vec<usize> {
        let things = [
            ("DescribeSubnets", "subnetId"),
            ("DescribeRouteTables", "routeTableId"),
            ("DescribeSecurityGroups", "groupDescription"),
            ("DescribeInstances", "instanceId"),
        ];
        things.into_iter().map(|(action, element)| described(server, action, &[]).all(element).len()).collect()
    };
    let course = ["--course", "ec-site"];
    let whole = counted(&Server::start(&course));
    assert!(whole.iter().all(|count| *count > 0), "{whole:?}");
    let mut dice = Dice(from_environment("HANAMARU_KILL_SEED", 7));
    for _ in 0..4 {
        let home = Arc::new(tempfile::tempdir().expect("a directory"));
        Server::broken_off(&home, &course, Duration::from_millis(dice.below(600)));
        assert_eq!(counted(&Server::start_in(&home, &course)), whole, "all of it or nothing");
    }
}
