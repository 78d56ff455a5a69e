//! The effect runner: effects in, events out, each request its own task that can be cancelled.

mod facts;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;

use super::classroom::{ClassAction, ClassEvent, Place, Trouble};
use super::delivery::{self, Undelivered, Work};
use super::event::{
    AccountChoice, AccountInfo, Effect, Event, Observation, PracticeAction, PracticeProblem, ProfileInfo, RequestId,
};
use super::observe::{self, ElsewhereCache, MemorySource, Question};
use super::options::Session;
use super::practice::{self, Host, Practices};
use super::scale_out::{self, Briefing, Ending, Ground, Unready, Wish};
use crate::check::run::{self, Plan};
use crate::collect::{self, Connection, OpenProblem};
use crate::course::load::Library;
use crate::course::{Course, Values};
use crate::diagram;
use crate::facts::want::Wants;
use crate::facts::{Facts, Gap, GapKind, Section};
use crate::progress::Memory;
use crate::store::Store;

/// Connections stay open between looks, one an account.
type Connections = Arc<Mutex<HashMap<AccountChoice, Connection>>>;

/// Where a face sends effects.
pub type EffectSender = mpsc::UnboundedSender<Effect>;
/// Where a face hears events.
pub type EventReceiver = mpsc::UnboundedReceiver<Event>;

struct Runner {
    session: Arc<Session>,
    library: Arc<Library>,
    events: mpsc::UnboundedSender<Event>,
    connections: Connections,
    elsewhere: Arc<Mutex<HashMap<AccountChoice, ElsewhereCache>>>,
    practices: Practices,
    class: Option<Place>,
    running: HashMap<RequestId, JoinHandle<()>>,
    /// Ends a load that goes on.
    halts: HashMap<RequestId, watch::Sender<bool>>,
}

/// Starts the runner on the current tokio runtime. It ends when the sender is dropped.
#[must_use]
pub fn spawn(session: Session, library: Arc<Library>) -> (EffectSender, EventReceiver) {
    let (effects, mut inbox) = mpsc::unbounded_channel();
    let (events, outbox) = mpsc::unbounded_channel();
    let mut runner = Runner {
        session: Arc::new(session),
        library,
        events,
        connections: Connections::default(),
        elsewhere: Arc::default(),
        practices: Practices::default(),
        class: None,
        running: HashMap::new(),
        halts: HashMap::new(),
    };
    tokio::spawn(async move {
        while let Some(effect) = inbox.recv().await {
            runner.run(effect);
        }
        runner.close();
    });
    (effects, outbox)
}

impl Runner {
    /// Nobody asks any more. The practice accounts write their files before the last sender of events goes: whoever
    /// waits for that has everything kept.
    fn close(self) {
        let Self { events, practices, connections, running, class, .. } = self;
        // The learner stays in the class, and comes in again with the next start.
        if let Some(place) = class {
            place.stop();
        }
        for task in running.values() {
            task.abort();
        }
        drop((connections, practices));
        drop(events);
    }

    fn run(&mut self, effect: Effect) {
        self.running.retain(|_, task| !task.is_finished());
        self.halts.retain(|request, _| self.running.contains_key(request));
        match effect {
            Effect::ListProfiles { request } => {
                let events = self.events.clone();
                self.task(request, async move {
                    let profiles = collect::profiles().await.unwrap_or_default().into_iter().map(profile).collect();
                    events.send(Event::Profiles { request, profiles }).ok();
                });
            }
            Effect::Connect { request, choice, course_region } => self.connect(request, choice, course_region),
            Effect::LoadProgress { request, key } => {
                let (progress, problem) = Store::open().load(&key);
                let others = super::elsewhere(&key);
                self.events.send(Event::ProgressLoaded { request, progress: Box::new(progress), others, problem }).ok();
            }
            Effect::SaveProgress { key, progress } => {
                if let Err(problem) = Store::open().save(&key, &progress) {
                    self.events.send(Event::ProgressProblem { problem }).ok();
                }
            }
            Effect::Observe { .. } => self.observe(effect),
            Effect::Explain { .. } => self.explain(effect),
            Effect::Survey { request, choice, course, values } => self.survey(request, choice, course, values),
            Effect::Practice { request, course, values, action } => self.practice(request, course, values, action),
            Effect::BriefLoad { request, choice, course, values } => self.brief(request, choice, course, values),
            Effect::SendLoad { .. } => self.load(effect),
            Effect::StopLoad { request } => {
                if let Some(halt) = self.halts.get(&request) {
                    halt.send_replace(true);
                }
            }
            Effect::Class(action) => self.class(action),
            Effect::HandIn { .. } => self.hand_in(effect),
            Effect::Cancel { request } => {
                if let Some(task) = self.running.remove(&request) {
                    task.abort();
                }
            }
        }
    }

    fn class(&mut self, action: ClassAction) {
        match action {
            ClassAction::Tell(told) => self.class.iter().for_each(|place| place.tell((*told).clone())),
            ClassAction::Leave => drop(self.class.take().map(Place::leave)),
            ClassAction::Join { invite, nickname } => {
                if let Some(before) = self.class.take() {
                    before.stop();
                }
                self.class = Place::take(*invite, nickname, self.session.options.clock.clone(), self.events.clone());
                if self.class.is_none() {
                    let ended = ClassEvent::Ended(Trouble::Away);
                    self.events.send(Event::Class(Box::new(ended))).ok();
                }
            }
        }
    }

    fn hand_in(&mut self, effect: Effect) {
        let Effect::HandIn { request, choice, course, values, memory, lang } = effect else { return };
        let (desk, events) = (self.desk(), self.events.clone());
        self.task(request, async move {
            let Some(course) = desk.library.get(&course).map(|loaded| &loaded.course) else { return };
            let session = desk.session(&choice).await;
            let outcome = match desk.connection(&choice, &course.region).await {
                Ok(connection) => {
                    let (session, connection, values) = (&session, &connection, &values);
                    let work = Work { session, connection, course, values, memory: *memory, lang };
                    delivery::look_and_deliver(work).await
                }
                Err(_) => Err(Undelivered::NoAccount),
            };
            events.send(Event::HandedIn { request, outcome: outcome.map(Box::new) }).ok();
        });
    }

    fn practice(&mut self, request: RequestId, course: String, values: Values, action: PracticeAction) {
        let (desk, events) = (self.desk(), self.events.clone());
        self.task(request, async move {
            let outcome = match desk.library.get(&course) {
                Some(loaded) => desk.practices.act(&desk.session, &loaded.course, &values, action).await,
                None => Err(PracticeProblem::UnknownCourse { course }),
            };
            events.send(Event::Practiced { request, outcome: outcome.map(Box::new) }).ok();
        });
    }

    fn desk(&self) -> Desk {
        Desk {
            session: self.session.clone(),
            library: self.library.clone(),
            connections: self.connections.clone(),
            practices: self.practices.clone(),
        }
    }

    fn task(&mut self, request: RequestId, work: impl Future<Output = ()> + Send + 'static) {
        self.running.insert(request, tokio::spawn(work));
    }

    fn connect(&mut self, request: RequestId, choice: AccountChoice, course_region: String) {
        let (desk, events) = (self.desk(), self.events.clone());
        self.task(request, async move {
            if let Some(course) = &choice.practice {
                let outcome = desk.practice(course).await.map(|host| Box::new(host.info()));
                events.send(Event::Practiced { request, outcome }).ok();
            }
            let account = match desk.connection(&choice, &course_region).await {
                Ok(connection) => {
                    let identity = match connection.identity().await {
                        Section::Seen { value, .. } => Ok(value),
                        Section::Gap { gap } => Err(gap),
                        Section::NotAsked => Err(Gap::not_asked("sts:GetCallerIdentity")),
                    };
                    if matches!(&identity, Err(gap) if gap.kind == GapKind::Credentials) {
                        // The next try starts from the configuration files: a login made elsewhere counts at once.
                        desk.connections.lock().await.remove(&choice);
                    }
                    AccountInfo {
                        region: connection.region().to_owned(),
                        region_from_course: connection.region_is_fallback(),
                        endpoint_host: connection.endpoint_host().map(str::to_owned),
                        identity,
                        choice,
                    }
                }
                Err(problem) => AccountInfo {
                    region: choice.region.clone().unwrap_or(course_region),
                    region_from_course: choice.region.is_none(),
                    endpoint_host: None,
                    identity: Err(super::problem::gap(&problem)),
                    choice,
                },
            };
            events.send(Event::Connected { request, account: Box::new(account) }).ok();
        });
    }

    fn brief(&mut self, request: RequestId, choice: AccountChoice, course: String, values: Values) {
        let (desk, events) = (self.desk(), self.events.clone());
        self.task(request, async move {
            let outcome = desk.brief(&choice, &course, &values).await.map(Box::new);
            events.send(Event::LoadBriefed { request, outcome }).ok();
        });
    }

    fn load(&mut self, effect: Effect) {
        let Effect::SendLoad { request, choice, course, values, briefing } = effect else { return };
        let (desk, events) = (self.desk(), self.events.clone());
        let (sender, halt) = scale_out::halt();
        self.halts.insert(request, sender);
        self.task(request, async move {
            let heard = events.clone();
            let told = move |progress| {
                heard.send(Event::LoadProgress { request, progress }).ok();
            };
            let load = desk.load(&choice, &course, &values, *briefing, halt, &told);
            let outcome = Box::pin(load).await.map(Box::new);
            events.send(Event::LoadEnded { request, outcome }).ok();
        });
    }

    fn observe(&mut self, effect: Effect) {
        let Effect::Observe { request, choice, course, values, checks, memory, picture, asked } = effect else {
            return;
        };
        let (desk, events, elsewhere) = (self.desk(), self.events.clone(), self.elsewhere.clone());
        self.task(request, async move {
            let Some(course) = desk.library.get(&course).map(|loaded| &loaded.course) else { return };
            let session = desk.session(&choice).await;
            let connection = match desk.connection(&choice, &course.region).await {
                Ok(connection) => connection,
                Err(problem) => {
                    let observation =
                        unopened(&session, course, &values, &checks, *memory, super::problem::gap(&problem));
                    let at = session.options.clock.now();
                    events.send(Event::Observed { request, observation: Box::new(observation), at }).ok();
                    return;
                }
            };
            let progress_events = events.clone();
            let progress = move |done, total| {
                progress_events.send(Event::Observing { request, done, total }).ok();
            };
            let mut cache = elsewhere.lock().await.remove(&choice).unwrap_or_default();
            if asked {
                cache.search_again(session.options.clock.moment());
            }
            let question = Question {
                course,
                values: &values,
                checks: &checks,
                memory: MemorySource::Given(memory),
                also: if picture { diagram::wants(course, &values) } else { Wants::new() },
            };
            let observation = observe::observe(&session, &connection, question, &mut cache, &progress).await;
            elsewhere.lock().await.insert(choice.clone(), cache);
            if matches!(&observation.facts.identity, Section::Gap { gap } if gap.kind == GapKind::Credentials) {
                // The next look starts from the configuration files: a login renewed elsewhere counts at once.
                desk.connections.lock().await.remove(&choice);
            }
            let at = session.options.clock.now();
            events.send(Event::Observed { request, observation: Box::new(observation), at }).ok();
        });
    }
}

/// What a task needs in order to reach accounts; cheap to clone.
struct Desk {
    session: Arc<Session>,
    library: Arc<Library>,
    connections: Connections,
    practices: Practices,
}

impl Desk {
    /// The connection of this account, opened once.
    async fn connection(&self, choice: &AccountChoice, course_region: &str) -> Result<Connection, OpenProblem> {
        if let Some(open) = self.connections.lock().await.get(choice) {
            return Ok(open.clone());
        }
        let opened = match &choice.practice {
            Some(course) => {
                let host = self.practice(course).await.map_err(|_| OpenProblem::NoPractice)?;
                practice::open::connection(&self.session, &host, course_region)?
            }
            None => observe::open(&self.session, choice, course_region).await?,
        };
        self.connections.lock().await.insert(choice.clone(), opened.clone());
        Ok(opened)
    }

    /// What a load will do to the course's group. The clock of a practice account that is served here is known.
    async fn brief(&self, choice: &AccountChoice, course: &str, values: &Values) -> Result<Briefing, Unready> {
        let speed = match &choice.practice {
            Some(course) => self.practice(course).await.ok().map(|host| host.practice().speed()),
            None => None,
        };
        let Some(course) = self.library.get(course).map(|loaded| &loaded.course) else {
            return Err(Unready::NoSubject);
        };
        let session = self.session(choice).await;
        let connection = self.connection(choice, &course.region).await.map_err(|_| Unready::BrokenOff)?;
        let ground = Ground { session: &session, connection: &connection, course, values };
        scale_out::brief(ground, Wish::default(), speed).await
    }

    async fn load(
        &self,
        choice: &AccountChoice,
        course: &str,
        values: &Values,
        briefing: Briefing,
        halt: scale_out::Halt,
        told: &(dyn Fn(scale_out::Progress) + Send + Sync),
    ) -> Result<Ending, Unready> {
        let Some(course) = self.library.get(course).map(|loaded| &loaded.course) else {
            return Err(Unready::NoSubject);
        };
        let session = self.session(choice).await;
        let connection = self.connection(choice, &course.region).await.map_err(|_| Unready::BrokenOff)?;
        let ground = Ground { session: &session, connection: &connection, course, values };
        scale_out::run(ground, briefing, halt, told).await
    }

    /// The session to look with: a practice account's load balancers are found where they listen.
    async fn session(&self, choice: &AccountChoice) -> Arc<Session> {
        match &choice.practice {
            Some(course) => match self.practice(course).await {
                Ok(host) => Arc::new(practice::open::probing(&self.session, &host)),
                Err(_) => self.session.clone(),
            },
            None => self.session.clone(),
        }
    }

    async fn practice(&self, course: &str) -> Result<Arc<Host>, PracticeProblem> {
        let Some(loaded) = self.library.get(course) else {
            return Err(PracticeProblem::UnknownCourse { course: course.to_owned() });
        };
        self.practices.open(&self.session, &loaded.course).await
    }
}

fn profile(profile: collect::Profile) -> ProfileInfo {
    ProfileInfo { name: profile.name, region: profile.region, sso: profile.sso, role_arn: profile.role_arn }
}

/// The answer when nothing could be asked: nothing was seen, so nothing can be said.
fn unopened(
    session: &Session,
    course: &Course,
    values: &Values,
    checks: &BTreeSet<String>,
    memory: Memory,
    gap: Gap,
) -> Observation {
    let mut facts = Facts::empty(&course.region, session.options.clock.now());
    facts.identity = Section::Gap { gap };
    let ids = Plan::new(course).closure(checks.iter().map(String::as_str));
    let verdicts = run::judge(course, values, &facts, &memory, &ids);
    Observation { facts: Arc::new(facts), verdicts, memory, store_problem: None }
}
