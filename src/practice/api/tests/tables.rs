//! The tables are understood to the last line, and hold what the account serves.

use crate::practice::api::table::{Shape, Table};
use crate::practice::api::{Operation, Service, Waiter};

#[test]
fn every_line_of_every_table_is_understood() {
    for service in Service::ALL {
        let table = Table::of(service);
        assert_eq!(table.problems, Vec::<&str>::new(), "{service:?}");
        assert!(!table.operations.is_empty(), "{service:?}");
        assert!(table.operations.is_sorted_by_key(Operation::name), "{service:?}");
    }
}

#[test]
fn every_operation_of_the_list_is_found_by_both_its_names() {
    let list = include_str!("../operations.txt");
    let (mut service, mut count) = (None, 0);
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        if let Some(found) = Service::from_cli_name(line) {
            service = Some(found);
            continue;
        }
        for name in line.split_whitespace() {
            let service = service.expect("a service before its operations");
            let operation = Operation::find(service, name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(Operation::by_cli(service.cli_name(), operation.cli_name()), Some(operation));
            count += 1;
        }
    }
    assert_eq!(count, Service::ALL.iter().map(|service| Operation::all(*service).len()).sum::<usize>());
}

#[test]
fn members_of_a_structure_have_names_of_their_own_on_the_wire() {
    for operation in Service::ALL.iter().flat_map(|service| Operation::all(*service)) {
        if let Some(index) = operation.input {
            let members = operation.table().members(index);
            for (at, member) in members.iter().enumerate() {
                assert!(!members[..at].iter().any(|other| other.query == member.query), "{}", operation.name());
            }
        }
        if let Some(index) = operation.output {
            assert!(matches!(operation.table().shape(index), Shape::Struct(_)), "{}", operation.name());
        }
    }
}

#[test]
fn waiters_ask_an_operation_of_the_table() {
    let waiter = Waiter::by_cli(Service::Ec2, "image-available").expect("of the CLI");
    assert_eq!(waiter.operation, "DescribeImages");
    assert!(waiter.cases.iter().any(|case| case.state == "success" && case.argument == "Images[].State"));
    for service in Service::ALL {
        for waiter in &Table::of(service).waiters {
            assert!(Operation::find(service, waiter.operation).is_some(), "{}", waiter.name);
        }
    }
}
