//! What it costs to send all readers the same: one thread, one frame, one write for each connection, and nothing else. `cargo xtask bench`
//! connects its readers and then writes to standard input how long a frame is, how often all of them get it, and how many milliseconds lie
//! between: readers that are still reading are not woken, and cost the writer less.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use parking_lot::Mutex;

/// What readers look for in a frame.
const BEGIN: &str = "\nid: 1-1\n";

fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let readers: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
    writeln!(std::io::stdout(), "holdfast is ready on http://{}", listener.local_addr()?)?;
    let arriving = Arc::clone(&readers);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            arriving.lock().push(stream);
        }
    });
    for line in std::io::stdin().lines() {
        let line = line?;
        let command: Vec<usize> = line.split(' ').map(str::parse).collect::<Result<_, _>>()?;
        let &[bytes, times, gap_ms] = command.as_slice() else {
            bail!("how many bytes, how often, and how far apart?")
        };
        let mut frame = BEGIN.to_owned();
        frame.extend(std::iter::repeat_n('.', bytes.saturating_sub(BEGIN.len())));
        let mut readers = readers.lock();
        for _ in 0..times {
            std::thread::sleep(Duration::from_millis(gap_ms as u64));
            for reader in readers.iter_mut() {
                reader.write_all(frame.as_bytes())?;
            }
        }
        writeln!(std::io::stdout(), "{}", readers.len() * times)?;
    }
    Ok(())
}
