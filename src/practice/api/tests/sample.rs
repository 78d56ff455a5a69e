//! Values made from the shapes: inputs and outputs that an operation could really have.

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::practice::api::table::{Kind, Limits, Member, Shape, Table, Type};
use crate::practice::api::{Operation, Service};

/// Any operation of any service that speaks a protocol of these.
pub(super) fn operation(fits: fn(Service) -> bool) -> impl Strategy<Value = &'static Operation> {
    let all: Vec<_> = Service::ALL.into_iter().filter(|s| fits(*s)).flat_map(Operation::all).collect();
    proptest::sample::select(all)
}

/// A value of a structure, with its required members and some of the others.
pub(super) fn of(table: &'static Table, index: Option<usize>) -> BoxedStrategy<Value> {
    match index {
        Some(index) => value(table, Type::Shape(index), 3),
        None => Just(Value::Object(Map::new())).boxed(),
    }
}

fn value(table: &'static Table, kind: Type, depth: u32) -> BoxedStrategy<Value> {
    let index = match kind {
        Type::Scalar(kind, limits) => return scalar(kind, limits),
        Type::Shape(index) => index,
    };
    match table.shape(index) {
        Shape::Enum(values) => proptest::sample::select(values.clone()).prop_map(Value::from).boxed(),
        Shape::List { item, limits, .. } => {
            let least = usize::try_from(limits.least.unwrap_or(1).max(1)).unwrap_or(1);
            let most =
                limits.most.and_then(|most| usize::try_from(most).ok()).map_or(least + 1, |most| most.min(least + 1));
            proptest::collection::vec(value(table, *item, depth), least..=most).prop_map(Value::from).boxed()
        }
        Shape::Map { key, value: kind } => {
            let pair = (value(table, *key, depth), value(table, *kind, depth));
            let named = |(key, value): (Value, Value)| (key.as_str().unwrap_or_default().to_owned(), value);
            proptest::collection::vec(pair.prop_map(named), 1..2)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
                .boxed()
        }
        Shape::Struct(members) => structure(table, members, depth),
    }
}

fn structure(table: &'static Table, members: &'static [Member], depth: u32) -> BoxedStrategy<Value> {
    // Something must be in it: a query cannot carry a structure of nothing.
    proptest::sample::subsequence((0..members.len()).collect::<Vec<_>>(), 0..=members.len().min(3))
        .prop_flat_map(move |mut chosen| {
            chosen.extend((0..members.len()).filter(|at| members[*at].required));
            chosen.retain(|at| depth > 0 || members[*at].required || matches!(members[*at].kind, Type::Scalar(..)));
            let leaf = || (0..members.len()).find(|at| matches!(members[*at].kind, Type::Scalar(..)));
            if chosen.is_empty() {
                chosen.extend(leaf().or((!members.is_empty()).then_some(0)));
            }
            let pair = |at: usize| {
                let member = &members[at];
                value(table, member.kind, depth.saturating_sub(1)).prop_map(|value| (member.name.to_owned(), value))
            };
            chosen.into_iter().map(pair).collect::<Vec<_>>()
        })
        .prop_map(|pairs| Value::Object(pairs.into_iter().collect()))
        .boxed()
}

fn scalar(kind: Kind, limits: Limits) -> BoxedStrategy<Value> {
    let least = limits.least.unwrap_or(1);
    let most = limits.most.unwrap_or(1000).clamp(least, least.saturating_add(1000));
    match kind {
        Kind::String => {
            let least = usize::try_from(least.max(1)).unwrap_or(1);
            let most = usize::try_from(most).unwrap_or(1).clamp(least, least + 12);
            proptest::string::string_regex(&format!("[ -~あ-ん\\n&<>]{{{least},{most}}}"))
                .expect("pattern")
                .prop_map(Value::from)
                .boxed()
        }
        Kind::Integer | Kind::Long => (least..=most).prop_map(Value::from).boxed(),
        Kind::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Kind::Double | Kind::Float => (least * 8..=most * 8)
            .prop_map(|eighths| Value::from(f64::from(i32::try_from(eighths).unwrap_or(8)) / 8.0))
            .boxed(),
        Kind::Timestamp => (0..2_000_000_000_000_i64)
            .prop_map(|millis| jiff::Timestamp::from_millisecond(millis).expect("in range").to_string())
            .prop_map(Value::from)
            .boxed(),
        Kind::Blob => proptest::sample::select(vec!["YQ==", "AP8=", "aGVsbG8="]).prop_map(Value::from).boxed(),
    }
}
