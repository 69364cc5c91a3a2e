//! A TCP proxy to the server that can cut the connection at the worst moment: when COMMIT has gone out and its answer has not come back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Lives as long as the test's runtime.
pub(crate) struct Proxy {
    pub(crate) port: u16,
    cuts: Arc<Cuts>,
}

#[derive(Default)]
struct Cuts {
    before: AtomicBool,
    behind: AtomicBool,
    made: AtomicU32,
}

impl Proxy {
    pub(crate) async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let cuts = Arc::new(Cuts::default());
        let shared = cuts.clone();
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, server, shared.clone()));
            }
        });
        Self { port, cuts }
    }

    /// The next COMMIT does not reach the server.
    pub(crate) fn cut_before_commit(&self) {
        self.cuts.before.store(true, Ordering::SeqCst);
    }

    /// The next COMMIT reaches the server, and its answer gets lost.
    pub(crate) fn cut_behind_commit(&self) {
        self.cuts.behind.store(true, Ordering::SeqCst);
    }

    pub(crate) fn cuts(&self) -> u32 {
        self.cuts.made.load(Ordering::SeqCst)
    }
}

async fn carry(mut client: TcpStream, server: u16, cuts: Arc<Cuts>) {
    let mut server = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
    let (mut from_client, mut from_server) = ([0; 65_536], [0; 65_536]);
    loop {
        tokio::select! {
            read = client.read(&mut from_client) => {
                let Ok(1..) = read else { return };
                let bytes = &from_client[..read.unwrap()];
                let commits = bytes.windows(6).any(|word| word == b"COMMIT");
                if commits && cuts.before.swap(false, Ordering::SeqCst) {
                    cuts.made.fetch_add(1, Ordering::SeqCst);
                    return;
                }
                if server.write_all(bytes).await.is_err() {
                    return;
                }
                if commits && cuts.behind.swap(false, Ordering::SeqCst) {
                    cuts.made.fetch_add(1, Ordering::SeqCst);
                    // The server answers when it has committed; that answer ends here.
                    let _ = server.read(&mut from_server).await;
                    return;
                }
            }
            read = server.read(&mut from_server) => {
                let Ok(1..) = read else { return };
                if client.write_all(&from_server[..read.unwrap()]).await.is_err() {
                    return;
                }
            }
        }
    }
}
