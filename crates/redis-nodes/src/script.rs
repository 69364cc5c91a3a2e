//! Scripts that run in Redis.

use std::sync::Arc;

use redis::{Cmd, ErrorKind, RedisError, ServerErrorKind, Value};

use crate::node::NodeConnection;

pub struct Script {
    /// As a label of metrics.
    pub name: &'static str,
    pub code: String,
    hash: String,
}

impl Script {
    #[must_use]
    pub fn new(name: &'static str, code: String) -> Arc<Self> {
        let hash = redis::Script::new(&code).get_hash().to_owned();
        Arc::new(Self { name, code, hash })
    }
}

impl NodeConnection {
    /// Runs it by its digest, or sends it whole to a server that does not have it. `fill` appends the number of keys, the keys and the arguments.
    pub async fn evaluate(
        &self,
        script: &Script,
        fill: impl Fn(&mut Cmd) + Send + Sync,
    ) -> Result<Value, RedisError> {
        let command = |name: &str, text: &str| {
            let mut command = redis::cmd(name);
            fill(command.arg(text));
            command
        };
        match self.send(&command("EVALSHA", &script.hash)).await {
            Err(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript) => {
                self.send(&command("EVAL", &script.code)).await
            }
            answer => answer,
        }
    }
}
