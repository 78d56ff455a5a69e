//! The pages of the shop. Each says which instance, in which zone, made it.

use std::fmt::Write as _;

use super::super::account::Order;
use super::Here;
use super::form::escape;
use super::message::Request;
use super::shop::GOODS;

/// The shop's name, on every page.
const NAME: &str = "花丸商店";
const STYLE: &str = "body{font-family:sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;line-height:1.7}\
h1{color:#d3381c}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.4rem;\
text-align:left}td.n{text-align:right}footer{margin-top:2rem;color:#666;font-size:.9rem}";
/// As many orders as a page shows.
const ORDERS_SHOWN: usize = 50;

pub(super) fn front(here: &Here, request: &Request) -> String {
    let mut rows = String::new();
    let mut options = String::new();
    for (number, (name, price)) in (1..).zip(GOODS) {
        let _ = writeln!(rows, "<tr><td>{number}</td><td>{name}</td><td class=\"n\">{}円</td></tr>", grouped(*price));
        let _ = writeln!(options, "<option value=\"{number}\">{name}</option>");
    }
    let main = format!(
        "<h2>商品一覧</h2>\n<table><tr><th>番号</th><th>商品</th><th>価格（税込）</th></tr>\n{rows}</table>\n\
         <h2>ご注文</h2>\n<form method=\"post\" action=\"/orders\">\n\
         <p><label>商品 <select name=\"item\">\n{options}</select></label></p>\n\
         <p><label>数量 <input name=\"quantity\" type=\"number\" min=\"1\" max=\"99\" value=\"1\"></label></p>\n\
         <p><label>お名前 <input name=\"customer\" maxlength=\"100\"></label></p>\n\
         <p><button>注文する</button></p>\n</form>\n<p><a href=\"/orders\">注文一覧を見る</a></p>\n"
    );
    page("商品一覧", &main, here, request)
}

pub(super) fn orders(here: &Here, request: &Request, orders: &[Order]) -> String {
    let mut rows = String::new();
    for order in orders.iter().rev().take(ORDERS_SHOWN) {
        let _ = writeln!(
            rows,
            "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            order.number,
            escape(&order.item),
            order.quantity,
            escape(&order.customer),
            order.at,
            escape(&order.taken_by),
        );
    }
    let list = if rows.is_empty() {
        "<p>まだ注文はありません。</p>\n".to_owned()
    } else {
        let head = "<tr><th>注文番号</th><th>商品</th><th>数量</th><th>お名前</th><th>日時（UTC）</th>\
                    <th>受け付けたインスタンス</th></tr>";
        format!("<table>{head}\n{rows}</table>\n")
    };
    let main = format!("<h2>注文一覧</h2>\n{list}<p><a href=\"/\">商品一覧へ戻る</a></p>\n");
    page("注文一覧", &main, here, request)
}

pub(super) fn thanks(here: &Here, request: &Request, order: &Order) -> String {
    let main = format!(
        "<h2>ご注文ありがとうございます</h2>\n<p>注文番号: {}</p>\n<p>{} × {}（{}様）</p>\n\
         <p>データベースに保存しました。<a href=\"/orders\">注文一覧を見る</a></p>\n",
        order.number,
        escape(&order.item),
        order.quantity,
        escape(&order.customer),
    );
    page("ご注文ありがとうございます", &main, here, request)
}

pub(super) fn refused(here: &Here, request: &Request, why: &str) -> String {
    let main =
        format!("<h2>ご注文を受け付けられませんでした</h2>\n<p>{why}</p>\n<p><a href=\"/\">商品一覧へ戻る</a></p>\n");
    page("ご注文を受け付けられませんでした", &main, here, request)
}

pub(super) fn no_database(here: &Here, request: &Request) -> String {
    let main = "<h2>500 データベースに接続できません</h2>\n\
        <p>このインスタンスからデータベース（PostgreSQL、ポート5432）へ接続できませんでした。\
        インスタンスにデータベース接続用のセキュリティグループ（ec2-rds-1）が付いているか、\
        データベース側のセキュリティグループがそれを許可しているかを確認してください。</p>\n";
    page("データベースに接続できません", main, here, request)
}

pub(super) fn not_found(here: &Here, request: &Request) -> String {
    let main = format!(
        "<h2>404 ページが見つかりません</h2>\n<p>{}というページはありません。</p>\n\
         <p><a href=\"/\">商品一覧へ戻る</a></p>\n",
        escape(&request.path),
    );
    page("ページが見つかりません", &main, here, request)
}

fn page(title: &str, main: &str, here: &Here, request: &Request) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"ja\">\n<head><meta charset=\"utf-8\"><title>{title} | {NAME}</title>\
         <style>{STYLE}</style></head>\n<body>\n<h1>{NAME}</h1>\n{main}<footer>\n\
         <p>応答したインスタンス: <b>{}</b>（アベイラビリティーゾーン: <b>{}</b>）</p>\n\
         <p>接続元: {}／X-Forwarded-For: {}</p>\n</footer>\n</body>\n</html>\n",
        escape(&here.id),
        escape(&here.zone),
        request.peer,
        escape(request.header("x-forwarded-for").unwrap_or("なし")),
    )
}

/// A price with its thousands set apart.
fn grouped(price: u32) -> String {
    if price < 1000 { price.to_string() } else { format!("{},{:03}", price / 1000, price % 1000) }
}
