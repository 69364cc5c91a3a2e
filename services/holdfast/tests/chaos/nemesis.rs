//! Carries the schedule of faults out.

use std::fmt;
use std::time::Duration;

use contracts::services::{ALL, IDENTITY};
use testkit::{Address, ApiClient, Installation, Link, eventually};
use tokio::task::block_in_place;
use tokio::time::{Instant, sleep_until};

use crate::conditions::Conditions;
use crate::history::History;
use crate::limits::{RETRY_AFTER, SOON};
use crate::redis::RedisTroubles;
use crate::restore::Restores;
use crate::schedule::{Act, Part, Trouble};

const BUS: [&str; 4] =
    ["assigned_partitions", "unread_messages", "waiting_messages", "unacknowledged_messages"];
/// Without trouble, at the beginning.
pub(crate) const WARM_UP: Duration = Duration::from_secs(3);
const BOTH: [usize; 2] = [0, 1];

pub(crate) struct Nemesis<'h> {
    pub(crate) house: &'h mut Installation,
    pub(crate) ways: Ways,
    pub(crate) redis: RedisTroubles,
    pub(crate) restores: Restores,
    pub(crate) history: History,
    pub(crate) conditions: Conditions,
}

/// An engine takes its time to come back, and whatever was to come meanwhile comes late.
struct Late(Instant);

impl fmt::Display for Late {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = self.0.elapsed();
        if by > RETRY_AFTER { write!(f, ", {by:.1?} late") } else { Ok(()) }
    }
}

pub(crate) struct Ways {
    /// None where it is a cluster.
    pub(crate) redis: Option<Link>,
    pub(crate) mariadb: Link,
    pub(crate) kafka: Link,
}

impl Nemesis<'_> {
    /// Everything that is over by then has ended; what still lasts goes on to its end.
    pub(crate) async fn carry_out(&mut self, schedule: &[Act], began: Instant) {
        for act in schedule {
            sleep_until(began + act.at).await;
            println!("{act}{}", Late(began + act.at));
            self.act(act);
            self.start_what_gave_up();
        }
    }

    /// As a supervisor does, starts again what ended by itself: a process that does not find its engines for long does.
    fn start_what_gave_up(&mut self) {
        for (service, instance) in instances() {
            let process = self.house.process(service, instance);
            if let Some(status) = process.has_ended()
                && status.code().is_some()
            {
                println!("           {service} {instance} ended by itself ({status}) and is started again");
                process.start_again();
                self.conditions.process_starts();
            }
        }
    }

    pub(crate) async fn all_are_ready(&mut self) {
        self.start_what_gave_up();
        for (service, instance) in instances() {
            let url = self.house.process(service, instance).base_url().to_owned();
            let api = ApiClient::new(Address::new(url));
            eventually(&format!("{service} {instance} is ready"), SOON, async || {
                self.start_what_gave_up();
                api.get("/readyz").attempt().await.ok().filter(|answer| answer.status == 200)
            })
            .await;
        }
    }

    /// What each process has of the bus: where work has come to a stand, it shows here.
    pub(crate) async fn tell_of_the_bus(&mut self) {
        for (service, instance) in instances() {
            let url = self.house.internal_url(service, instance);
            let answer = ApiClient::new(Address::new(url)).get("/metrics").attempt().await;
            let metrics = answer.map(|answer| String::from_utf8_lossy(&answer.bytes).into_owned());
            for line in metrics.unwrap_or_default().lines().filter(|line| line.starts_with("holdfast_bus_")) {
                if BUS.iter().any(|name| line.contains(name)) {
                    println!("{service} {instance}: {line}");
                }
            }
        }
    }

    fn act(&mut self, act: &Act) {
        match act.part {
            Part::Instance(service, instance) => self.instance(service, instance, act),
            Part::Identity => self.identity(act),
            Part::Redis => block_in_place(|| self.redis.act(self.house.engines().seats(), act)),
            Part::MariaDb if act.trouble == Trouble::Restored => self.records(act),
            Part::MariaDb => engine(self.house.engines().mariadb().process(), act),
            Part::Kafka => engine(self.house.engines().kafka().process(), act),
            Part::WayToRedis => self.ways.redis.iter().for_each(|link| way(link, act)),
            Part::WayToMariaDb => way(&self.ways.mariadb, act),
            Part::WayToKafka => way(&self.ways.kafka, act),
        }
    }

    /// Who is logged in goes on.
    fn identity(&mut self, act: &Act) {
        for instance in BOTH {
            self.instance(IDENTITY.name, instance, act);
        }
        self.conditions.identity_is_away(act.begins);
    }

    fn instance(&mut self, service: &str, instance: usize, act: &Act) {
        if let Trouble::ClockAhead { millis } | Trouble::ClockStepped { millis } = act.trouble {
            if act.begins {
                self.conditions.clock_goes_wrong();
            }
            self.house.set_clock_ahead(service, instance, if act.begins { millis } else { 0 });
        }
        let process = self.house.process(service, instance);
        match (act.trouble, act.begins) {
            (Trouble::ClockStepped { .. }, _) => {}
            (Trouble::Paused, true) => process.pause(),
            (Trouble::Paused, false) => process.resume(),
            (Trouble::ClockAhead { .. }, _) | (_, false) => {
                process.start_again();
                self.conditions.process_starts();
            }
            (_, true) => process.kill9(),
        }
        if let (Trouble::ClockAhead { .. } | Trouble::ClockStepped { .. }, false) = (act.trouble, act.begins)
        {
            self.conditions.clock_is_right();
        }
    }

    fn records(&mut self, act: &Act) {
        block_in_place(|| match act.begins {
            true => self.restores.back_up(self.house),
            false => {
                self.redis.losses.note();
                let restored = self.restores.restore(self.house);
                self.conditions.process_starts();
                self.redis.flush(self.house.engines().seats());
                self.redis.losses.note();
                self.history.restored(&restored);
            }
        });
    }
}

fn engine(process: &mut engines::Child, act: &Act) {
    match act.begins {
        true => process.kill9(),
        false => block_in_place(|| process.start_again()).unwrap(),
    }
}

fn way(link: &Link, act: &Act) {
    match (act.trouble, act.begins) {
        (Trouble::Cut, true) => link.cut(),
        (Trouble::Slow { by }, true) => link.slow_down(by),
        (Trouble::Stalled, true) => link.stall(),
        (Trouble::Parted, true) => link.part(),
        (_, true) => {}
        (_, false) => link.mend(),
    }
}

fn instances() -> impl Iterator<Item = (&'static str, usize)> {
    ALL.iter().flat_map(|service| BOTH.map(|instance| (service.name, instance)))
}
