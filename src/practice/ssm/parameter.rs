//! `GetParameter`, `GetParameters`: the public parameters that name images.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::call::{Call, Outcome, Table, read};
use super::super::ec2::images::catalogue;
use super::super::fault::Fault;

pub(super) const OPERATIONS: Table = &[("GetParameter", get_parameter), ("GetParameters", get_parameters)];

fn found(call: &Call<'_>, name: &str) -> Option<Value> {
    let image = catalogue::parameter(&call.region, name)?;
    Some(json!({
        "Name": name,
        "Type": "String",
        "Value": image,
        "Version": 1,
        "LastModifiedDate": call.now,
        // A public parameter is nobody's account's.
        "ARN": format!("arn:aws:ssm:{}::parameter{name}", call.region),
        "DataType": "aws:ec2:image",
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct One {
    name: String,
}

fn get_parameter(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: One = read(input)?;
    let parameter = found(call, &input.name).ok_or_else(|| Fault::new("ParameterNotFound", ""))?;
    Ok(json!({ "Parameter": parameter }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Several {
    names: Vec<String>,
}

fn get_parameters(call: &mut Call<'_>, input: Value) -> Outcome {
    let input: Several = read(input)?;
    let (mut parameters, mut invalid) = (Vec::new(), Vec::new());
    for name in input.names {
        match found(call, &name) {
            Some(parameter) => parameters.push(parameter),
            None => invalid.push(name),
        }
    }
    Ok(json!({ "Parameters": parameters, "InvalidParameters": invalid }))
}
