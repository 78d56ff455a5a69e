//! The shop of `ec-site`: its goods, taking an order, and the database that has to be within reach.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::super::account::{Order, Region};
use super::super::network::{Origin, passes};
use super::message::{Answer, Request};
use super::{Here, form, shop_pages as pages};

/// Goods by number: name and price in yen.
pub(super) const GOODS: &[(&str, u32)] = &[
    ("宇治抹茶 缶入り", 1_620),
    ("有田焼 湯のみ", 2_750),
    ("南部鉄器 急須", 8_800),
    ("今治タオル 2枚組", 3_300),
    ("木曽ひのき 弁当箱", 4_950),
    ("江戸切子 グラス", 11_000),
];

/// How RDS describes the network interface of a database.
const DATABASE: &str = "RDSNetworkInterface";
const POSTGRESQL: u16 = 5432;
/// What the database keeps; older orders go first, or a load test would fill it.
const ORDERS_KEPT: usize = 1000;
const LONGEST_FIELD: usize = 100;

pub(super) fn answer(region: &mut Region, here: &Here, request: &Request, now: Timestamp) -> Answer {
    let path = request.path.strip_suffix('/').unwrap_or(&request.path);
    if !matches!(path, "" | "/index.html" | "/orders") {
        return Answer::html(404, pages::not_found(here, request));
    }
    if !reaches_database(region, here) {
        return Answer::html(500, pages::no_database(here, request));
    }
    match (path, request.method.as_str()) {
        ("/orders", "POST") => order(region, here, request, now),
        ("/orders", "GET" | "HEAD") if wants_json(request) => {
            Answer::json(200, &region.orders.iter().rev().take(100).map(shown).collect())
        }
        ("/orders", "GET" | "HEAD") => Answer::html(200, pages::orders(here, request, &region.orders)),
        ("" | "/index.html", "GET" | "HEAD") => Answer::html(200, pages::front(here, request)),
        _ => Answer::error_page(405),
    }
}

/// Whether a connection from the instance gets to a database of its VPC.
fn reaches_database(region: &Region, here: &Here) -> bool {
    let Some(own) = here.interface.as_ref().and_then(|id| region.network_interfaces.get(id)) else { return false };
    region
        .network_interfaces
        .values()
        .filter(|interface| interface.description == DATABASE)
        .any(|database| passes(region, Origin::Interface(own), database, POSTGRESQL).is_ok())
}

fn order(region: &mut Region, here: &Here, request: &Request, now: Timestamp) -> Answer {
    let sent = match ordered(request) {
        Ok(sent) => sent,
        Err(why) if is_json(request) => return Answer::json(400, &json!({ "error": why })),
        Err(why) => return Answer::html(400, pages::refused(here, request, why)),
    };
    let number = region.orders.last().map_or(1, |last| last.number + 1);
    let order = Order {
        number,
        item: sent.item,
        customer: sent.customer,
        quantity: sent.quantity,
        at: now,
        taken_by: here.id.clone(),
    };
    let answer = if is_json(request) {
        Answer::json(201, &shown(&order))
    } else {
        Answer::html(200, pages::thanks(here, request, &order))
    };
    region.orders.push(order);
    let surplus = region.orders.len().saturating_sub(ORDERS_KEPT);
    region.orders.drain(..surplus);
    answer
}

/// An order as it was sent.
struct Sent {
    item: String,
    customer: String,
    quantity: u32,
}

/// The fields `item` (a number of the list, or a name), `quantity` (1–99, 1 when absent) and `customer`.
fn ordered(request: &Request) -> Result<Sent, &'static str> {
    let fields = if is_json(request) { json_fields(&request.body)? } else { form::fields(&request.body) };
    let field = |names: &[&str]| {
        names.iter().find_map(|name| fields.get(*name)).map(|text| text.trim()).filter(|text| !text.is_empty())
    };
    let item = field(&["item", "product", "product_id"]).ok_or("商品（item）を選んでください。")?;
    let item = match item.parse::<usize>() {
        Ok(number) => GOODS.get(number.wrapping_sub(1)).ok_or("その番号の商品はありません。")?.0,
        Err(_) => item,
    };
    let quantity = match field(&["quantity"]) {
        None => 1,
        Some(text) => text.parse().ok().filter(|n| (1..=99).contains(n)).ok_or("数量は1から99までです。")?,
    };
    let customer = field(&["customer", "name"]).unwrap_or("ゲスト");
    if item.chars().count() > LONGEST_FIELD || customer.chars().count() > LONGEST_FIELD {
        return Err("商品名とお名前は100文字までです。");
    }
    Ok(Sent { item: item.to_owned(), customer: customer.to_owned(), quantity })
}

fn json_fields(body: &[u8]) -> Result<BTreeMap<String, String>, &'static str> {
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return Err("JSONのオブジェクトを送ってください。");
    };
    let plain = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    Ok(object.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key, plain(value))).collect())
}

fn is_json(request: &Request) -> bool {
    request.header("content-type").is_some_and(|kind| kind.trim_start().starts_with("application/json"))
}

fn wants_json(request: &Request) -> bool {
    request.header("accept").is_some_and(|accept| accept.trim_start().starts_with("application/json"))
}

fn shown(order: &Order) -> Value {
    json!({
        "number": order.number,
        "item": order.item,
        "quantity": order.quantity,
        "customer": order.customer,
        "ordered_at": order.at.to_string(),
        "taken_by": order.taken_by,
    })
}
