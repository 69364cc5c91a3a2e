//! A crowd of readers: thousands of streams on one thread and one epoll, so that reading costs as little as it can.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, anyhow, ensure};
use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use tokio::time::Instant;

use super::frame_numbers::{Mark, ROOM, Remainder};
use super::request::Request;

const POLL_EVERY: Timespec = Timespec { tv_sec: 0, tv_nsec: 20_000_000 };
const READ_BYTES: usize = 64 * 1024;
const EVENTS_PER_POLL: usize = 1_024;
/// One of this number of readers records when it saw which version.
const ONE_RECORDS_OF: usize = 50;
const BEGIN_WITHIN: Duration = Duration::from_secs(30);
const SETTLE_WITHIN: Duration = Duration::from_secs(20);
/// A crowd that received nothing for this long has received everything.
pub(crate) const QUIET: Duration = Duration::from_millis(500);

/// What the crowd has read so far.
#[derive(Debug, Default)]
struct Counts {
    begun: AtomicU64,
    frames: AtomicU64,
    bytes: AtomicU64,
    leaves: AtomicBool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
}

/// What a crowd has recorded.
pub(crate) struct CrowdResult {
    /// The last version that each has seen.
    pub(crate) versions: Vec<u64>,
    /// When the recording readers saw which version, a list each.
    pub(crate) sightings: Vec<Vec<(u64, Instant)>>,
}

/// What each of a crowd asks for, and where its frames have their numbers.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pub(crate) request: Request,
    pub(crate) mark: Mark,
}

pub(crate) struct Crowd {
    counts: Arc<Counts>,
    thread: JoinHandle<anyhow::Result<CrowdResult>>,
}

struct Reader {
    stream: TcpStream,
    mark: Mark,
    rest: Remainder,
    last: Option<u64>,
    sightings: Option<Vec<(u64, Instant)>>,
}

impl Crowd {
    /// All connect and ask for `feed`, and are there when the first frame of each has arrived. Without a feed nothing is awaited.
    pub(crate) async fn gather(address: SocketAddr, size: usize, feed: Option<Feed>) -> anyhow::Result<Self> {
        let counts = Arc::new(Counts::default());
        let awaited = if feed.is_some() { size as u64 } else { 0 };
        let shared = counts.clone();
        let (arrived, all_arrived) = tokio::sync::oneshot::channel();
        let thread = std::thread::spawn(move || {
            let readers = connect(address, size, feed.as_ref())?;
            let _ = arrived.send(());
            read_all(readers, &shared)
        });
        let crowd = Self { counts, thread };
        let _ = all_arrived.await;
        let begun = Instant::now();
        while crowd.counts.begun.load(Ordering::Acquire) < awaited {
            if crowd.thread.is_finished() {
                crowd.leave()?;
                return Err(anyhow!("the crowd ended before all of it was there"));
            }
            let there = crowd.counts.begun.load(Ordering::Acquire);
            ensure!(begun.elapsed() < BEGIN_WITHIN, "of {size} streams only {there} have begun");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(crowd)
    }

    pub(crate) fn read_so_far(&self) -> Reading {
        Reading {
            frames: self.counts.frames.load(Ordering::Acquire),
            bytes: self.counts.bytes.load(Ordering::Acquire),
        }
    }

    /// Until everything that was sent has been read.
    pub(crate) async fn settle(&self) {
        let began = Instant::now();
        let (mut seen, mut since) = (self.read_so_far().bytes, Instant::now());
        while since.elapsed() < QUIET && began.elapsed() < SETTLE_WITHIN {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let now = self.read_so_far().bytes;
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
        }
    }

    pub(crate) fn leave(self) -> anyhow::Result<CrowdResult> {
        self.counts.leaves.store(true, Ordering::Release);
        self.thread.join().map_err(|_| anyhow!("the reading thread panicked"))?
    }
}

fn connect(address: SocketAddr, size: usize, feed: Option<&Feed>) -> anyhow::Result<Vec<Reader>> {
    let mark = feed.map_or(Mark::EventId, |feed| feed.mark);
    let one = |number: usize| {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(feed.map_or(&[][..], |feed| &feed.request))?;
        stream.set_nonblocking(true)?;
        let sightings = number.is_multiple_of(ONE_RECORDS_OF).then(Vec::new);
        anyhow::Ok(Reader { stream, mark, rest: Remainder::NOTHING, last: None, sightings })
    };
    (0..size).map(|number| one(number).with_context(|| format!("reader {number} cannot connect"))).collect()
}

fn read_all(mut readers: Vec<Reader>, counts: &Counts) -> anyhow::Result<CrowdResult> {
    let epoll = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    for (number, reader) in readers.iter().enumerate() {
        epoll::add(&epoll, &reader.stream, epoll::EventData::new_u64(number as u64), epoll::EventFlags::IN)?;
    }
    let mut buffer = vec![0; ROOM + READ_BYTES];
    let mut events = Vec::with_capacity(EVENTS_PER_POLL);
    while !counts.leaves.load(Ordering::Acquire) {
        events.clear();
        epoll::wait(&epoll, spare_capacity(&mut events), Some(&POLL_EVERY))?;
        for event in &events {
            let number = usize::try_from(event.data.u64())?;
            let reader = readers.get_mut(number).context("an event of an unknown reader")?;
            reader.read(&mut buffer, counts).with_context(|| format!("reader {number}"))?;
        }
    }
    Ok(CrowdResult {
        versions: readers.iter().map(|reader| reader.last.unwrap_or_default()).collect(),
        sightings: readers.into_iter().filter_map(|reader| reader.sightings).collect(),
    })
}

impl Reader {
    fn read(&mut self, buffer: &mut [u8], counts: &Counts) -> anyhow::Result<()> {
        let length = match self.stream.read(buffer.get_mut(ROOM..).unwrap_or_default()) {
            Ok(0) => return Err(anyhow!("its stream has ended")),
            Ok(length) => length,
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let Self { mark, rest, last, sightings, .. } = self;
        let (mut frames, is_first) = (0, last.is_none());
        rest.read(*mark, buffer, length, |version| {
            frames += 1;
            *last = Some(version);
            if let Some(sightings) = sightings {
                sightings.push((version, Instant::now()));
            }
        });
        if is_first && last.is_some() {
            counts.begun.fetch_add(1, Ordering::AcqRel);
        }
        counts.frames.fetch_add(frames, Ordering::AcqRel);
        counts.bytes.fetch_add(length as u64, Ordering::AcqRel);
        Ok(())
    }
}
