//! Whatever comes, the readers answer and never panic.

use proptest::prelude::*;

use super::sample;
use crate::practice::api::client::{Files, from_cli, from_xml};
use crate::practice::api::{Body, Operation, Protocol, Service, read};

proptest! {
    #[test]
    fn bytes(operation in sample::operation(|_| true), bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for protocol in [Protocol::Query, Protocol::Json10, Protocol::Cbor] {
            drop(read(operation, protocol, Body::Bytes(&bytes)));
        }
        drop(from_xml(operation, &String::from_utf8_lossy(&bytes)));
    }

    #[test]
    fn pairs(
        operation in sample::operation(|_| true),
        pairs in proptest::collection::vec(("[A-Z][a-zA-Z]{0,9}(\\.([0-9]{1,11}|member|[A-Z][a-z]{1,5})){0,4}", ".{0,9}"), 0..9),
    ) {
        drop(read(operation, Protocol::Query, Body::Form(&pairs)));
    }

    #[test]
    fn words(words in proptest::collection::vec("(--)?[a-z=\\[\\]{},'\"\\\\あ]{0,12}", 0..6)) {
        let mut command: Vec<String> = ["ec2", "describe-vpcs", "--filters"].map(str::to_owned).to_vec();
        command.extend(words);
        drop(from_cli(&command, &Files::new()));
    }
}

#[test]
fn what_is_too_large_or_too_deep_is_refused() {
    let vpcs = Operation::find(Service::Ec2, "DescribeVpcs").expect("served");
    let many: Vec<_> = (0..20_000).map(|at| (format!("VpcId.{at}"), "v".to_owned())).collect();
    assert!(read(vpcs, Protocol::Query, Body::Form(&many)).is_err());
    let deep = [(vec!["A"; 10_000].join("."), String::new())];
    assert!(read(vpcs, Protocol::Query, Body::Form(&deep)).is_err());
    let alarms = Operation::find(Service::CloudWatch, "DescribeAlarms").expect("served");
    assert!(read(alarms, Protocol::Json10, Body::Bytes("[".repeat(100_000).as_bytes())).is_err());
    assert!(read(alarms, Protocol::Cbor, Body::Bytes(&vec![0x81; 100_000])).is_err());
    // An array and a text that claim to be as long as a length can be.
    assert!(read(alarms, Protocol::Cbor, Body::Bytes(&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255])).is_err());
    assert!(read(alarms, Protocol::Cbor, Body::Bytes(&[0x7b, 255, 255, 255, 255, 255, 255, 255, 255])).is_err());
}
