//! Errors: what AWS says of a request that cannot be read, and how each protocol carries an error.

use serde_json::json;

use crate::practice::api::client::{NoAnswer, from_xml};
use crate::practice::api::{Body, Fault, Operation, Protocol, Service, check, read, strangers, write_error};

fn find(service: Service, name: &str) -> &'static Operation {
    Operation::find(service, name).expect("served")
}

#[test]
fn a_request_that_cannot_be_read_gets_the_errors_of_its_service() {
    let (ec2, elb) = (Service::Ec2, Service::ElasticLoadBalancingV2);
    let table = [
        (ec2, "DescribeVpcs", "Colour=red", "UnknownParameter", "The parameter Colour is not recognized"),
        (ec2, "DescribeVpcs", "Filter.1.Hue.2=x", "UnknownParameter", "The parameter Filter.1.Hue.2 is not recognized"),
        (ec2, "DeleteVpc", "", "MissingParameter", "The request must contain the parameter VpcId"),
        (ec2, "DescribeVpcs", "MaxResults=x", "InvalidParameterValue", "Invalid integer value x"),
        (
            ec2,
            "DescribeVpcs",
            "MaxResults=1",
            "InvalidParameterValue",
            "Value ( 1 ) for parameter maxResults is invalid. Expecting a value greater than 5.",
        ),
        (
            elb,
            "DeleteListener",
            "",
            "ValidationError",
            "1 validation error detected: Value null at 'listenerArn' failed to satisfy constraint: \
             Member must not be null",
        ),
        (
            elb,
            "RegisterTargets",
            "TargetGroupArn=a&Targets.member.1.Id=i&Targets.member.1.Port=70000",
            "ValidationError",
            "1 validation error detected: Value '70000' at 'targets.1.member.port' failed to satisfy constraint: \
             Member must have value less than or equal to 65535",
        ),
        (
            elb,
            "RegisterTargets",
            "TargetGroupArn=a&Targets.member.1.Port=x",
            "MalformedInput",
            "x can not be converted to an Integer",
        ),
        (elb, "DescribeLoadBalancers", "Names.x=1", "ValidationError", "The parameter Names.x is not recognized"),
    ];
    for (service, name, form, code, message) in table {
        let problem = read(find(service, name), Protocol::Query, Body::Bytes(form.as_bytes())).expect_err(form);
        assert_eq!(problem.code(service, Protocol::Query), code, "{form}");
        assert_eq!(problem.message(service), message, "{form}");
    }
    let acm = find(Service::Acm, "DescribeCertificate");
    let missing = check(acm, json!({})).expect_err("required");
    assert_eq!(missing.code(Service::Acm, Protocol::Json11), "ValidationException");
    let wrong = check(acm, json!({"CertificateArn": 5})).expect_err("a number");
    assert_eq!(wrong.code(Service::Acm, Protocol::Json11), "SerializationException");
    assert_eq!(wrong.message(Service::Acm), "NUMBER_VALUE can not be converted to a String");
}

#[test]
fn an_error_is_in_the_form_of_its_protocol() {
    let ec2 = write_error(Service::Ec2, Protocol::Query, "InvalidVpcID.NotFound", "no <vpc>", "r-1", Fault::Sender);
    let text = String::from_utf8(ec2.body).expect("UTF-8");
    assert_eq!(ec2.status, 400);
    assert!(text.ends_with(
        "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>no &lt;vpc&gt;</Message></Error></Errors>\
         <RequestID>r-1</RequestID></Response>"
    ));
    let fault = NoAnswer::Fault { code: "InvalidVpcID.NotFound".to_owned(), message: "no <vpc>".to_owned() };
    assert_eq!(from_xml(find(Service::Ec2, "DeleteVpc"), &text), Err(fault));

    let iam = write_error(Service::Iam, Protocol::Query, "NoSuchEntity", "none", "r-1", Fault::Sender);
    let text = String::from_utf8(iam.body).expect("UTF-8");
    assert_eq!(iam.status, 404);
    assert!(text.contains("<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>none</Message></Error>"));

    let acm = write_error(Service::Acm, Protocol::Json11, "ResourceNotFoundException", "none", "r-1", Fault::Sender);
    assert_eq!(acm.body, br#"{"__type":"ResourceNotFoundException","message":"none"}"#);
    assert!(acm.headers.contains(&("x-amzn-ErrorType", "ResourceNotFoundException".to_owned())));

    let alarm = write_error(Service::CloudWatch, Protocol::Cbor, "ResourceNotFound", "none", "r-1", Fault::Sender);
    assert!(alarm.headers.contains(&("x-amzn-query-error", "ResourceNotFound;Sender".to_owned())));
    assert!(alarm.headers.contains(&("smithy-protocol", "rpc-v2-cbor".to_owned())));
    let body = crate::practice::api::cbor_in::read(&alarm.body).expect("reads");
    assert_eq!(body, json!({"__type": "com.amazonaws.cloudwatch#ResourceNotFound", "message": "none"}));
}

#[test]
fn a_member_that_an_answer_has_not_is_found() {
    let vpcs = find(Service::Ec2, "DescribeVpcs");
    assert_eq!(strangers(vpcs, &json!({"Vpcs": [{"VpcId": "v", "IsDefault": true}]})), Vec::<String>::new());
    assert_eq!(strangers(vpcs, &json!({"Vpcs": [{"VpcID": "v"}]})), ["Vpcs.1.VpcID"]);
    assert_eq!(strangers(vpcs, &json!({"Vpcs": {}})), ["Vpcs is of another type"]);
}
