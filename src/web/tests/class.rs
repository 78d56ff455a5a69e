//! A class from joining to the end of the day.

use std::collections::BTreeSet;

use super::*;
use crate::board::wire::{Refusal, Report};
use crate::session::classroom::Trouble;
use crate::store::Store;
use crate::web::Keeper;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_learners_from_joining_to_export() {
    let room = Room::new().await;
    let mut page = room.watch(&room.kept.join).await;
    until(&mut page, "event: all").await;
    let learners = (0..200_u32).map(|number| {
        let mut client = room.client();
        tokio::spawn(async move {
            let joined = client.join(&format!("受講者{number}")).await.unwrap();
            assert_eq!(joined.course, "shop");
            let status = if number % 4 == 0 { Status::Fail } else { Status::Pass };
            for round in 1..=4 {
                client.tell(&report(round, if round == 4 { status } else { Status::Waiting })).await.unwrap();
            }
            (client, number)
        })
    });
    let mut learners: Vec<(Client, u32)> =
        futures_util::future::join_all(learners.collect::<Vec<_>>()).await.into_iter().map(Result::unwrap).collect();
    let board = room.desk.board();
    assert_eq!(board.learners.len(), 200);
    let mut again = room.watch(&room.kept.join).await;
    let seen = until(&mut again, "\n\n").await + &until(&mut again, "\n\n").await;
    let absent: Vec<u32> = (0..200).filter(|number| !seen.contains(&format!("受講者{number}\""))).collect();
    assert!(absent.is_empty(), "not on the page: {absent:?}");

    assert_eq!(room.instruct("{\"do\":\"say\",\"to\":null,\"text\":\"休憩します\"}").await, 200);
    assert_eq!(room.instruct("{\"do\":\"point\",\"step\":\"asg\"}").await, 200);
    let (client, _) = &mut learners[0];
    let news = client.tell(&report(5, Status::Pass)).await.unwrap();
    assert_eq!((news.said[0].text.as_str(), news.pointed.unwrap().step.as_str()), ("休憩します", "asg"));
    until(&mut page, "休憩します").await;

    let (status, csv) = room.ask("GET", "/api/instructor/class.csv", &room.kept.secret, "").await;
    let rows: Vec<&str> = csv.split("\r\n\r\n").nth(1).unwrap().trim_end().split("\r\n").collect();
    assert_eq!((status, rows.len()), (200, 201), "a heading and everybody");
    let names: BTreeSet<&str> = rows.iter().skip(1).map(|row| row.split(',').next().unwrap()).collect();
    assert_eq!(names.len(), 200);
    let (_, json) = room.ask("GET", "/api/instructor/class.json", &room.kept.secret, "").await;
    let json: serde_json::Value = serde_json::from_str(json.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let kept: Vec<(&str, &str)> = json["learners"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["checks"]["sg.one"].as_str().unwrap()))
        .collect();
    let fails = |number: u32| kept.contains(&(format!("受講者{number}").as_str(), "fail"));
    let passes = |number: u32| kept.contains(&(format!("受講者{number}").as_str(), "pass"));
    assert_eq!(kept.len(), 200);
    // The first has reported once more.
    assert!((1..200).all(|number| fails(number) == (number % 4 == 0) && fails(number) != passes(number)), "{kept:?}");
    assert!(passes(0));

    let (mut client, number) = learners.pop().unwrap();
    client.leave().await.unwrap();
    assert_eq!(room.desk.board().learners.len(), 199, "{number} has left and is forgotten");
    assert_eq!(client.tell(&report(9, Status::Pass)).await, Err(Trouble::Refused(Refusal::Unknown, None)));
}

#[tokio::test]
async fn a_restart_loses_nobody() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::at(directory.path().to_owned(), Clock::system());
    let path = store.board_path("shop").unwrap();
    let kept = fresh();
    let token = random(32).unwrap();
    {
        let room = open(kept.clone(), Relay::to_sts(), false).await;
        let keeper =
            Keeper::new(store.board(&path).unwrap().unwrap(), kept.clone(), |problem| assert_eq!(problem, None));
        let (end, ended) = tokio::sync::oneshot::channel();
        let keeping = tokio::spawn(keeper.run(Arc::clone(&room.desk), ended));
        let mut client = Client::new(room.invite.clone(), token.clone());
        client.join("太郎").await.unwrap();
        client.tell(&report(7, Status::Fail)).await.unwrap();
        end.send(()).unwrap();
        keeping.await.unwrap();
    }
    let file = store.board(&path).unwrap().unwrap();
    let bytes = file.read(1 << 20).unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains(&token), "tokens are kept as digests");
    let again = Kept::read(&bytes).ok().unwrap();
    assert_eq!((&again.join, &again.secret), (&kept.join, &kept.secret), "the codes still hold");
    let room = open(again, Relay::to_sts(), false).await;
    let mut client = Client::new(room.invite.clone(), token);
    assert_eq!(client.tell(&report(7, Status::Pass)).await, Err(Trouble::Refused(Refusal::Late, Some(7))));
    client.tell(&report(8, Status::Pass)).await.unwrap();
    let board = room.desk.board();
    assert_eq!(board.learners.values().map(|learner| learner.name.as_str()).collect::<Vec<_>>(), ["太郎"]);
    for damaged in [&bytes[..bytes.len() / 2], b"", b"[]", b"{\"version\":1}"] {
        assert_eq!(Kept::read(damaged).err(), Some(crate::web::kept::Unusable::Damaged));
    }
    assert_eq!(Kept::read(b"{\"version\":9}").err(), Some(crate::web::kept::Unusable::Newer(9)));
}

#[tokio::test]
async fn only_the_board_of_the_code_is_spoken_to() {
    let room = open(fresh(), Relay::to_sts(), true).await;
    let mut client = room.client();
    assert_eq!(client.join("太郎").await.unwrap().nickname, "太郎");
    client.tell(&Report { hand: 1, ..report(1, Status::Fail) }).await.unwrap();
    let mut other = room.invite.clone();
    other.fingerprint = Some([7; 10]);
    let mut deceived = Client::new(other, random(32).unwrap());
    assert_eq!(deceived.join("花子").await, Err(Trouble::Impostor));
    let nobody = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let mut away = room.invite.clone();
    away.port = nobody.local_addr().unwrap().port();
    drop(nobody);
    assert_eq!(Client::new(away, random(32).unwrap()).join("花子").await, Err(Trouble::Away));
}

#[tokio::test]
async fn a_lost_connection_is_made_anew() {
    let kept = fresh();
    let room = open(kept.clone(), Relay::to_sts(), false).await;
    let (mut client, port) = (room.client(), room.invite.port);
    client.join("太郎").await.unwrap();
    let board = room.desk.board();
    drop(room);
    assert_eq!(client.tell(&report(1, Status::Pass)).await, Err(Trouble::Away));
    let listener = loop {
        // The port is free once the old connections have gone.
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await {
            Ok(listener) => break listener,
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    let desk = Desk::open(Opening {
        kept: Kept { board, ..kept.clone() },
        limits: Limits::default(),
        clock: Clock::system(),
        words: Words(Arc::from("{}")),
        headings: Headings::default(),
        zone: jiff::tz::TimeZone::UTC,
        invite: client_invite(port, &kept),
        relay: Relay::to_sts(),
        shelf: None,
    });
    let _served = serve(listener, None, router(Arc::clone(&desk)), Way::Direct).unwrap();
    client.tell(&report(1, Status::Pass)).await.unwrap();
    assert_eq!(desk.board().learners[&1].steps["sg"], Status::Pass, "the latest state is caught up with");
}

fn client_invite(port: u16, kept: &Kept) -> Invite {
    Invite { host: "127.0.0.1".to_owned(), port, code: kept.join.clone(), fingerprint: None }
}
