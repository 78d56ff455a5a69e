//! `hanamaru practice`: an account served to other programs until it is told to end.

use std::net::SocketAddr;

use super::host::{Host, Opening};
use super::prepare;
use crate::clock::Clock;
use crate::course::{Course, Values};
use crate::practice::{Practice, Unbroken};
use crate::session::event::PracticeProblem;
use crate::store::Store;

pub use crate::practice::SPEEDS;
pub use crate::practice::front::{Greeting, Words};

/// The region that programs are told to use where no course names one.
pub const REGION: &str = "us-east-1";

/// What the account begins with.
#[derive(Clone, Debug)]
pub enum Start {
    /// As it was kept; the first time, a default VPC in each region.
    Kept,
    /// Nothing at all, every time; nothing is kept of it either.
    Empty,
    /// The course's own account as it was kept; the first time, or with a step, as the course has it there.
    Course { course: Box<Course>, values: Box<Values>, at: Option<String> },
}

/// How it is served.
#[derive(Clone)]
pub struct Request {
    pub start: Start,
    pub listen: Option<SocketAddr>,
    /// Practice seconds a second; as it was kept when not given.
    pub speed: Option<f64>,
    /// Faults to put in once it is as it begins, by name.
    pub faults: Vec<String>,
    /// The page for browsers.
    pub words: Option<Words>,
    pub clock: Clock,
}

/// Opens and serves the account; it answers when this returns, with what it begins with in place.
///
/// # Errors
/// Another program has it open, the address cannot be listened on, or the course's start could not be built.
pub async fn serve(request: Request) -> Result<Host, PracticeProblem> {
    let Request { start, listen, speed, faults, words, clock } = request;
    let (name, region) = match &start {
        Start::Kept => ("account".to_owned(), REGION.to_owned()),
        Start::Empty => ("empty".to_owned(), REGION.to_owned()),
        Start::Course { course, .. } => (course.id.clone(), course.region.clone()),
    };
    let (default_vpcs, unkept) = (matches!(start, Start::Kept), matches!(start, Start::Empty));
    let to_be_built = matches!(start, Start::Course { .. });
    let opening = Opening { name, unkept, region, listen, speed, default_vpcs, to_be_built, words, clock };
    let region = opening.region.clone();
    let host = Host::start(&Store::open(), opening).await?;
    match start {
        Start::Kept | Start::Empty => {}
        Start::Course { course, values, at } if host.is_fresh() || at.is_some() => {
            let built = prepare::open(host.practice(), host.front().address(), &course, &values, at.as_deref());
            host.build(built).await?;
        }
        Start::Course { .. } => {}
    }
    put_in(&host, &region, &faults)?;
    host.keep();
    Ok(host)
}

/// The faults that a teacher may ask for, along the way of a request.
pub fn faults() -> impl Iterator<Item = &'static str> {
    Practice::faults().map(|fault| fault.id)
}

fn put_in(host: &Host, region: &str, faults: &[String]) -> Result<(), PracticeProblem> {
    let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
    host.practice().break_with(region, &faults, None).map_err(|(fault, why)| {
        let missing = match why {
            Unbroken::Missing(missing) => missing,
            Unbroken::Unknown(_) => "fault",
        };
        PracticeProblem::NothingToBreak { fault: fault.to_owned(), missing }
    })
}
