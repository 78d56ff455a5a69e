//! The picture at every width, in both languages, as text and as SVG.

use super::architecture::{Architecture, Balancer, Guard, Mark, Reach, Server, Subnet, Zone};
use super::{layout, svg, terminal};
use crate::diagram::architecture::{Admission, Listener, ScalingGroup, TargetGroup};
use crate::text::width::width;
use crate::text::{Ambiguous, Catalog, Lang};

fn server(id: &str, state: &str, mark: Mark) -> Server {
    let admits = vec![Admission { port: 80, from: "ec-site-alb-sg".to_owned() }];
    Server {
        id: id.to_owned(),
        name: "ec-site-AutoScaling-Instance".to_owned(),
        state: state.to_owned(),
        mark,
        target_groups: vec!["ec-site-web-tg".to_owned()],
        scaling_group: "ec-site-asg".to_owned(),
        guards: vec![Guard { name: "ec-site-web-sg".to_owned(), admits, mark: Mark::Plain }],
    }
}

fn subnet(name: &str, reach: Reach, nodes: &[&str], servers: Vec<Server>) -> Subnet {
    let nodes = nodes.iter().map(|node| (*node).to_owned()).collect();
    Subnet { name: name.to_owned(), reach, nodes, servers, mark: Mark::Plain }
}

fn shop(zones: &[&str]) -> Architecture {
    let admits = vec![Admission { port: 80, from: "0.0.0.0/0".to_owned() }];
    let listener =
        Listener { port: "HTTP:80".to_owned(), leads_to: vec!["→ ec-site-web-tg".to_owned()], mark: Mark::Plain };
    let zone = |name: &&str| Zone {
        name: (*name).to_owned(),
        subnets: vec![
            subnet("ec-site-public", Reach::Public, &["ec-site-alb"], Vec::new()),
            subnet("ec-site-private", Reach::Private, &[], vec![server(&format!("i-{name}"), "healthy", Mark::Good)]),
        ],
    };
    Architecture {
        vpc: "ec-site-vpc (vpc-0abc)".to_owned(),
        balancers: vec![Balancer {
            name: "ec-site-alb".to_owned(),
            kind: "application".to_owned(),
            scheme: "internet-facing".to_owned(),
            state: "active".to_owned(),
            mark: Mark::Good,
            listeners: vec![listener],
            guards: vec![Guard { name: "ec-site-alb-sg".to_owned(), admits, mark: Mark::Plain }],
        }],
        target_groups: vec![TargetGroup {
            name: "ec-site-web-tg".to_owned(),
            port: "HTTP:80".to_owned(),
            healthy: Some((zones.len(), zones.len())),
            mark: Mark::Good,
        }],
        scaling_groups: vec![ScalingGroup {
            name: "ec-site-asg".to_owned(),
            min: 1,
            desired: Some(2),
            max: 4,
            mark: Mark::Plain,
        }],
        zones: zones.iter().map(zone).collect(),
        elsewhere: vec![server("i-gone", "unused Target.InvalidState", Mark::Broken)],
        unseen: vec!["ec2:DescribeRouteTables".to_owned()],
        stops_at: None,
    }
}

#[test]
fn the_shop_at_80_columns() {
    let drawing = layout(&shop(&["us-east-1a", "us-east-1c"]), Catalog::get(Lang::Ja), 78, Ambiguous::Narrow);
    insta::assert_snapshot!(terminal::plain(&drawing, Ambiguous::Narrow));
}

#[test]
fn no_row_is_wider_than_asked_and_everything_stays_inside_its_frame() {
    for lang in [Lang::Ja, Lang::En] {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for cells in [44, 60, 78, 100, 158] {
                for zones in [&["a"][..], &["a", "b"], &["a", "b", "c"], &["a", "b", "c", "d", "e"]] {
                    let drawing = layout(&shop(zones), Catalog::get(lang), cells, ambiguous);
                    let text = terminal::plain(&drawing, ambiguous);
                    let edge = if ambiguous == Ambiguous::Narrow { '│' } else { '|' };
                    for (n, line) in text.lines().enumerate() {
                        assert!(width(line, ambiguous) <= cells, "{lang:?} {ambiguous:?} {cells}: {line}");
                        let within = n > 2 && n + 3 < text.lines().count();
                        assert!(!within || line.ends_with(edge), "{cells} {zones:?} row {n}: {line}");
                    }
                    for zone in zones {
                        assert!(text.contains(&format!("i-{zone}")), "{cells} {zones:?}");
                    }
                    assert!(text.contains("✗ i-gone"));
                }
            }
        }
    }
}

#[test]
fn the_svg_is_a_document_that_holds_what_the_terminal_shows() {
    let mut picture = shop(&["us-east-1a"]);
    picture.vpc = "<script>&\"".to_owned();
    let drawing = layout(&picture, Catalog::get(Lang::Ja), 78, Ambiguous::Narrow);
    let text = svg::svg(&drawing, "構成図 <1>");
    assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"));
    assert!(text.contains("VPC &lt;script&gt;&amp;&quot;") && !text.contains("<script>"));
    assert!(text.contains("<title>構成図 &lt;1&gt;</title>"));
    for word in ["ec-site-alb", "i-us-east-1a", "healthy 1/1", "ターゲットグループ"] {
        assert!(text.contains(word), "{word}");
    }
    assert!(!text.contains("http://") || text.matches("http").count() == 1, "it asks for nothing from elsewhere");
}

#[test]
fn an_empty_account_says_so() {
    let drawing = layout(&Architecture::default(), Catalog::get(Lang::En), 60, Ambiguous::Narrow);
    assert_eq!(terminal::plain(&drawing, Ambiguous::Narrow).trim(), "There is nothing to draw yet.");
}

/// Every course's goal, with its names, on paper: nothing is left to fill in, and nothing falls out.
#[test]
fn every_course_leads_to_a_picture() {
    let library = crate::course::Library::load(&crate::course::load::embedded());
    for source in &library.courses {
        let course = &source.course;
        let values = crate::course::Values::resolve(course, None, &[]).unwrap();
        let goal = course.goal(&values).unwrap_or_else(|| panic!("{} leads nowhere", course.id));
        let drawing = layout(&goal, Catalog::get(Lang::Ja), 78, Ambiguous::Narrow);
        let text = terminal::plain(&drawing, Ambiguous::Narrow);
        assert!(!text.contains('{'), "{}: {text}", course.id);
        for balancer in &goal.balancers {
            assert!(text.contains(&balancer.name), "{}", course.id);
        }
        insta::assert_snapshot!(course.id.clone(), text);
    }
}
