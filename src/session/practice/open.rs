//! The practice accounts that this process serves, one a course, opened when they are first chosen.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::host::{Host, Opening};
use super::prepare;
use crate::collect::{Connection, Given, OpenProblem, Options};
use crate::course::{Course, Values};
use crate::practice::front::Front;
use crate::probe::ConnectTo;
use crate::session::Session;
use crate::session::event::{PracticeAction, PracticeInfo, PracticeProblem};
use crate::store::Store;

/// What a client of the practice account is told to be. It is no secret: nothing is checked against it.
const KEY: &str = "practice";

/// The accounts that are open. Clones are the same accounts.
#[derive(Clone, Debug, Default)]
pub struct Practices(Arc<Mutex<HashMap<String, Arc<Host>>>>);

impl Practices {
    /// The course's account, opened, and begun with the course's starting account if it is new.
    ///
    /// # Errors
    /// It is open elsewhere, cannot be listened to, or its starting account could not be built.
    pub async fn open(&self, session: &Session, course: &Course) -> Result<Arc<Host>, PracticeProblem> {
        let mut open = self.0.lock().await;
        if let Some(host) = open.get(&course.id) {
            return Ok(host.clone());
        }
        let opening = Opening {
            name: course.id.clone(),
            region: course.region.clone(),
            to_be_built: true,
            clock: session.options.clock.clone(),
            ..Opening::default()
        };
        let host = Arc::new(Host::start(&Store::open(), opening).await?);
        if host.is_fresh() {
            begin(&host, course, &starting_values(course), None).await?;
        }
        open.insert(course.id.clone(), host.clone());
        Ok(host)
    }

    /// Does something to the course's account and tells how it stands then.
    ///
    /// # Errors
    /// As [`Practices::open`], or the first command that was not carried out.
    pub async fn act(
        &self,
        session: &Session,
        course: &Course,
        values: &Values,
        action: PracticeAction,
    ) -> Result<PracticeInfo, PracticeProblem> {
        let host = self.open(session, course).await?;
        match action {
            PracticeAction::ShowMe { step, part } => {
                let (practice, course, values) = (host.practice().clone(), course.clone(), values.clone());
                prepare::blocking(move || prepare::carry_out_part(&practice, &course, &values, &step, part)).await?;
            }
            PracticeAction::Reset { step } => {
                begin(&host, course, values, Some(step)).await?;
            }
            PracticeAction::Speed { speed } => host.practice().set_speed(f64::from(speed)),
            PracticeAction::Pass { seconds } => {
                host.practice().pass(std::time::Duration::from_secs(u64::from(seconds)));
            }
        }
        // What was done is told of: it has to last.
        let kept = host.clone();
        tokio::task::spawn_blocking(move || kept.keep()).await.map_err(|_| PracticeProblem::BrokenOff)?;
        Ok(host.info())
    }
}

/// The connection through which a practice account is observed: as any other, with everything given.
///
/// # Errors
/// The region is none, or the log cannot be written.
pub fn connection(session: &Session, host: &Host, region: &str) -> Result<Connection, OpenProblem> {
    connected(session, host.front(), region)
}

/// As [`connection`], wherever the account is served.
pub(super) fn connected(session: &Session, front: &Front, region: &str) -> Result<Connection, OpenProblem> {
    let given = Given {
        region: region.to_owned(),
        endpoint_url: front.url(),
        access_key_id: KEY.to_owned(),
        secret_access_key: KEY.to_owned(),
    };
    let options = Options { log_calls: session.options.log_calls.clone(), ..Options::default() };
    Connection::given(&given, &options)
}

/// The session with probes that find the account's load balancers where they listen on this machine, and trust the
/// authority that its certificates lead to.
#[must_use]
pub fn probing(session: &Session, host: &Host) -> Session {
    let environment = host.front().environment();
    let mut options = session.options.clone();
    if let Some((_, text)) = environment.iter().find(|(name, _)| *name == "HANAMARU_CONNECT_TO") {
        options.connect_to.extend(ConnectTo::parse_list(text).unwrap_or_default());
    }
    options.roots.push(host.practice().root_certificate());
    Session::new(options).unwrap_or_else(|_| session.clone())
}

async fn begin(host: &Host, course: &Course, values: &Values, at: Option<String>) -> Result<(), PracticeProblem> {
    let built = prepare::open(host.practice(), host.front().address(), course, values, at.as_deref());
    host.build(built).await
}

/// Names of the starting account before the learner has chosen any: the course's own.
fn starting_values(course: &Course) -> Values {
    Values::for_practice(course, None, &[]).unwrap_or_default()
}
