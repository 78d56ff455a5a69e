//! What goes out comes back the same, in every protocol and both ways.

use proptest::prelude::*;
use serde_json::json;

use super::sample;
use crate::practice::api::client::{NoAnswer, answer, from_xml, protocol, request, to_query};
use crate::practice::api::{Body, Fault, Operation, Protocol, Service, check, read, write, write_error};

fn query(service: Service) -> bool {
    service.protocols() == [Protocol::Query]
}

fn json(service: Service) -> bool {
    service.protocols().len() != 1 || service.protocols() == [Protocol::Json11]
}

proptest! {
    #[test]
    fn inputs_survive_a_query((operation, input) in sample::operation(query).prop_flat_map(|operation| {
        (Just(operation), sample::of(operation.table(), operation.input))
    })) {
        let pairs = to_query(operation, &input);
        prop_assert_eq!(read(operation, Protocol::Query, Body::Form(&pairs)), Ok(input));
    }

    #[test]
    fn inputs_survive_json((operation, input) in sample::operation(json).prop_flat_map(|operation| {
        (Just(operation), sample::of(operation.table(), operation.input))
    })) {
        let bytes = serde_json::to_vec(&input).expect("writes");
        prop_assert_eq!(read(operation, Protocol::Json10, Body::Bytes(&bytes)), Ok(input.clone()));
        prop_assert_eq!(check(operation, input.clone()), Ok(input));
    }

    #[test]
    fn outputs_survive_xml((operation, output) in sample::operation(query).prop_flat_map(|operation| {
        (Just(operation), sample::of(operation.table(), operation.output))
    })) {
        let reply = write(operation, Protocol::Query, &output, "id");
        let text = String::from_utf8(reply.body).expect("UTF-8");
        let mut back = from_xml(operation, &text).expect("reads");
        // A describe answer gains the lists that it did not have.
        back.as_object_mut().expect("an object").retain(|name, value| !output[name].is_null() || *value != json!([]));
        prop_assert_eq!(back, output, "{}", text);
    }

    #[test]
    fn every_service_is_reached_and_answers((operation, input, output) in sample::operation(|_| true).prop_flat_map(|operation| {
        (Just(operation), sample::of(operation.table(), operation.input), sample::of(operation.table(), operation.output))
    })) {
        let sent = request(operation, &input);
        let protocol = protocol(operation);
        prop_assert_eq!(read(operation, protocol, Body::Bytes(&sent.body)), Ok(input));
        let reply = write(operation, protocol, &output, "id");
        let mut back = answer(operation, reply.status, &reply.body).expect("reads");
        back.as_object_mut().expect("an object").retain(|name, value| !output[name].is_null() || *value != json!([]));
        prop_assert_eq!(back, output);
        let reply = write_error(operation.service(), protocol, "Code", "words", "id", Fault::Sender);
        let fault = NoAnswer::Fault { code: "Code".to_owned(), message: "words".to_owned() };
        prop_assert_eq!(answer(operation, reply.status, &reply.body), Err(fault));
    }

    #[test]
    fn outputs_survive_cbor_and_json((operation, output) in sample::operation(json).prop_flat_map(|operation| {
        (Just(operation), sample::of(operation.table(), operation.output))
    })) {
        let cbor = write(operation, Protocol::Cbor, &output, "id");
        let text = write(operation, Protocol::Json11, &output, "id");
        let cbor = crate::practice::api::cbor_in::read(&cbor.body).expect("reads");
        let text = if text.body.is_empty() { json!({}) } else { serde_json::from_slice(&text.body).expect("reads") };
        prop_assert_eq!(numbers(cbor), numbers(text));
    }
}

/// Every number as a double: a timestamp is whole in JSON and a double in CBOR.
fn numbers(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => Value::from(number.as_f64()),
        Value::Array(items) => items.into_iter().map(numbers).collect(),
        Value::Object(map) => map.into_iter().map(|(name, value)| (name, numbers(value))).collect(),
        other => other,
    }
}

#[test]
fn both_styles_of_lists_are_read() {
    let vpcs = Operation::find(Service::Ec2, "DescribeVpcs").expect("served");
    let names = Operation::find(Service::ElasticLoadBalancingV2, "DescribeLoadBalancers").expect("served");
    let table = [
        (vpcs, "VpcId.1=a&VpcId.2=b", json!({"VpcIds": ["a", "b"]})),
        (vpcs, "VpcId.10=b&VpcId.9=a", json!({"VpcIds": ["a", "b"]})),
        (vpcs, "VpcId.member.1=a", json!({"VpcIds": ["a"]})),
        (vpcs, "Filter.1.Name=n&Filter.1.Value.1=v", json!({"Filters": [{"Name": "n", "Values": ["v"]}]})),
        (names, "Names.member.1=a&Action=x&Version=y", json!({"Names": ["a"]})),
        (names, "Names.1=a", json!({"Names": ["a"]})),
        (names, "Names=", json!({"Names": []})),
    ];
    for (operation, form, expected) in table {
        assert_eq!(read(operation, Protocol::Query, Body::Bytes(form.as_bytes())), Ok(expected), "{form}");
    }
}
