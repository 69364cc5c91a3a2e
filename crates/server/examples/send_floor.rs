//! What it costs to tell everybody the same: one thread, one frame, one write for each connection, and nothing else. `cargo xtask bench`
//! connects its readers and then says on the standard input how long a frame is and how often all of them get it.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;

/// What readers look for in a frame.
const BEGIN: &str = "\nid: 1-1\n";

fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let readers: Arc<Mutex<Vec<TcpStream>>> = Arc::default();
    writeln!(std::io::stdout(), "holdfast is ready on http://{}", listener.local_addr()?)?;
    let arriving = Arc::clone(&readers);
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            arriving.lock().unwrap_or_else(PoisonError::into_inner).push(stream);
        }
    });
    for line in std::io::stdin().lines() {
        let line = line?;
        let (bytes, times) = line.split_once(' ').context("how many bytes, and how often?")?;
        let (bytes, times): (usize, usize) = (bytes.parse()?, times.parse()?);
        let mut frame = BEGIN.to_owned();
        frame.extend(std::iter::repeat_n('.', bytes.saturating_sub(BEGIN.len())));
        let mut readers = readers.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..times {
            for reader in readers.iter_mut() {
                reader.write_all(frame.as_bytes())?;
            }
        }
        writeln!(std::io::stdout(), "{}", readers.len() * times)?;
    }
    Ok(())
}
