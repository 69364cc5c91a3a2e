//! A TCP proxy between the store and Redis that a test can cut, and direct to another server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

pub(crate) struct Wire {
    port: u16,
    leads_to: Arc<AtomicU16>,
    /// The next answer of the server is dropped, and the connection with it.
    cut_next: Arc<AtomicBool>,
    connections: Arc<std::sync::Mutex<Vec<AbortHandle>>>,
    listening: AbortHandle,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.listening.abort();
        self.cut();
    }
}

impl Wire {
    pub(crate) async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let (leads_to, cut_next) = (Arc::new(AtomicU16::new(port)), Arc::new(AtomicBool::new(false)));
        let connections = Arc::new(std::sync::Mutex::new(Vec::new()));
        let (to, next, open) = (leads_to.clone(), cut_next.clone(), connections.clone());
        #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
        let listening = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let connection = tokio::spawn(carry(client, to.load(Ordering::SeqCst), next.clone()));
                open.lock().unwrap().push(connection.abort_handle());
            }
        });
        Self { port: own, leads_to, cut_next, connections, listening: listening.abort_handle() }
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// New connections go there; open ones are cut.
    pub(crate) fn lead_to(&self, port: u16) {
        self.leads_to.store(port, Ordering::SeqCst);
        self.cut();
    }

    pub(crate) fn cut(&self) {
        self.connections.lock().unwrap().drain(..).for_each(|connection| connection.abort());
    }

    /// The next command reaches the server, but its answer does not reach the client.
    pub(crate) fn swallow_next_answer(&self) {
        self.cut_next.store(true, Ordering::SeqCst);
    }

    pub(crate) fn has_swallowed(&self) -> bool {
        !self.cut_next.load(Ordering::SeqCst)
    }
}

async fn carry(client: TcpStream, port: u16, cut_next: Arc<AtomicBool>) {
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else { return };
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let asking = async { tokio::io::copy(&mut from_client, &mut to_server).await.map(|_| ()) };
    let answering = async {
        let mut answer = vec![0; 64 * 1024];
        loop {
            let length = from_server.read(&mut answer).await?;
            if length == 0 || cut_next.swap(false, Ordering::SeqCst) {
                return Ok::<(), std::io::Error>(());
            }
            to_client.write_all(&answer[..length]).await?;
        }
    };
    tokio::select! {
        _ = asking => {}
        _ = answering => {}
    }
}
