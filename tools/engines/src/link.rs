//! A TCP proxy in front of a server that can be slow, stall, cut its connections, or let nothing through at all.

use std::time::Duration;

use anyhow::Context;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

const CHUNK: usize = 64 * 1024;

/// Lives as long as the runtime that it was made in.
#[derive(Debug)]
pub struct Link {
    port: u16,
    weather: watch::Sender<Weather>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Weather {
    delay: Duration,
    is_stalled: bool,
    is_parted: bool,
    cuts: u64,
}

impl Link {
    /// To what listens on this port of this machine, or will.
    pub async fn to(server: u16) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port is free for a link")?;
        let port = listener.local_addr()?.port();
        let (weather, watched) = watch::channel(Weather::default());
        #[expect(clippy::disallowed_methods, reason = "it ends with the runtime")]
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, watched.clone()));
            }
        });
        Ok(Self { port, weather })
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Every open connection ends in the middle of what it carries; new ones come through.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| weather.cuts += 1);
    }

    /// Everything takes so much longer, in both directions.
    pub fn slow_down(&self, by: Duration) {
        self.weather.send_modify(|weather| weather.delay = by);
    }

    /// Connections stay open and nothing comes through.
    pub fn stall(&self) {
        self.weather.send_modify(|weather| weather.is_stalled = true);
    }

    /// A partition: nothing comes through, no new connection and no end of one either. What was sent meanwhile arrives when it is over, as
    /// TCP repeats it, also where the sender has given up and gone.
    pub fn part(&self) {
        self.weather.send_modify(|weather| weather.is_parted = true);
    }

    pub fn mend(&self) {
        self.weather.send_modify(|weather| *weather = Weather { cuts: weather.cuts, ..Weather::default() });
    }
}

async fn carry(client: TcpStream, server: u16, mut weather: watch::Receiver<Weather>) {
    if weather.wait_for(|weather| !weather.is_parted).await.is_err() {
        return;
    }
    let Ok(server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let before = weather.borrow_and_update().cuts;
    tokio::select! {
        () = pump(from_client, to_server, weather.clone()) => {}
        () = pump(from_server, to_client, weather.clone()) => {}
        _ = weather.wait_for(|weather| weather.cuts > before) => {}
    }
}

/// Returns at the end of the connection, but in a partition not before that is over.
async fn pump(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut weather: watch::Receiver<Weather>) {
    let mut chunk = vec![0; CHUNK];
    while let Ok(length @ 1..) = from.read(&mut chunk).await {
        let comes_through = weather.wait_for(|weather| !weather.is_stalled && !weather.is_parted).await;
        let Ok(now) = comes_through.map(|weather| *weather) else { return };
        if !now.delay.is_zero() {
            sleep(now.delay).await;
        }
        if to.write_all(chunk.get(..length).unwrap_or_default()).await.is_err() {
            break;
        }
    }
    let _ = weather.wait_for(|weather| !weather.is_parted).await;
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SILENT_FOR: Duration = Duration::from_millis(200);

    #[tokio::test]
    async fn what_was_sent_in_a_partition_arrives_behind_it_though_its_sender_has_gone() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let link = Link::to(listener.local_addr().unwrap().port()).await.unwrap();
        let connect = || TcpStream::connect(("127.0.0.1", link.port()));
        let mut client = connect().await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        client.write_all(b"a").await.unwrap();
        assert_eq!(server.read_u8().await.unwrap(), b'a');

        link.part();
        client.write_all(b"b").await.unwrap();
        drop(client);
        let _new = connect().await.unwrap();
        assert!(timeout(SILENT_FOR, server.read_u8()).await.is_err(), "it comes through, or its end does");
        assert!(timeout(SILENT_FOR, listener.accept()).await.is_err(), "a new connection comes through");
        link.mend();
        assert_eq!(server.read_u8().await.unwrap(), b'b');
        assert!(server.read_u8().await.is_err(), "the sender has gone");
        listener.accept().await.unwrap();
    }
}
