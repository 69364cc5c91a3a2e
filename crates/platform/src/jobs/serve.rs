//! Serves until the process is stopped.

use std::net::{SocketAddr, TcpListener};

use access::{HoldTokens, TokenVerifiers};
use anyhow::Context;
use server::{Internal, Listeners};

use super::assembly;
use crate::config::ProcessConfig;
use crate::process_context::ProcessContext;
use crate::program::Program;
use crate::{DemoSite, access_tokens, announce, secret};

pub(super) async fn run(program: &Program<'_>, mut config: ProcessConfig) -> anyhow::Result<()> {
    for configured in &mut config.services {
        std::mem::replace(&mut configured.may_serve, Ok(()))?;
    }
    // The addresses first: a process that cannot be reached need not open anything.
    let public = listen(config.common.http.listen, "--listen")?;
    let internal =
        config.common.internal_listen.map(|address| listen(address, "--internal-listen")).transpose()?;
    let context = ProcessContext::of_this_process()?;
    let engines = assembly::engines(&config)?;
    let ids = context.ids.as_ref();
    let secret = secret::of(&config.common, config.is_one_of_many, engines.folder(), ids)?;
    let process = assembly::process(&config, context.clone(), engines, secret);
    let caller = config.served().next().map(|service| service.name);
    let mut mounts = assembly::build(&process, std::mem::take(&mut config.services)).await?;
    if let Some(caller) = caller {
        mounts.extend(access_tokens::mount(&process, caller)?);
    }
    mounts.extend(config.edge.mount(context.lifecycle.tasks()));
    mounts.extend(program.all_in_one.map(|all_in_one| (all_in_one.page)()));
    let address = public.local_addr()?;
    let demo = program.all_in_one.filter(|_| config.demo).map(|all_in_one| {
        let site = DemoSite::open(address, &mut config.common.http, context.ids.as_ref());
        (all_in_one.what_to_try)(&site)
    });
    mounts.push(announce::mount(address, demo, &mounts));
    let internal = match internal {
        Some(listener) => {
            let key = config.common.needed_service_secret()?.key();
            Some(Internal { listener, key, clock: context.clock.clone() })
        }
        None => None,
    };
    let holds = HoldTokens::new(process.secret.expose());
    let tokens = TokenVerifiers { holds, access: process.access_tokens.clone() };
    server::run(config.common.http, tokens, mounts, Listeners::new(public, internal), context.lifecycle).await
}

fn listen(address: SocketAddr, flag: &'static str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address}: choose another address with {flag}"))
}
