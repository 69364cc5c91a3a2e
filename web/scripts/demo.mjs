// A demo of the binary that HOLDFAST_BIN names, with the page in it, on a free port and a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY = /holdfast is ready on (http:\/\/\S+)/;
const READY_WITHIN_MS = 60_000;

export async function startDemo() {
  const binary = process.env.HOLDFAST_BIN;
  if (!binary) throw new Error('HOLDFAST_BIN must name the holdfast binary');
  const data = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  const child = spawn(binary, ['--demo', '--listen', '127.0.0.1:0', '--data', data], {
    env: { ...process.env, RUST_LOG: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const url = await ready(child, exited);
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(data, { recursive: true, force: true });
  };
  return { url, stop };
}

function ready(child, exited) {
  return new Promise((resolve, reject) => {
    let output = '';
    setTimeout(() => reject(new Error('holdfast is not ready')), READY_WITHIN_MS).unref();
    exited.then((code) => reject(new Error(`holdfast ended with ${code}`)));
    child.stdout.on('data', (bytes) => {
      output += bytes.toString();
      const url = READY.exec(output)?.[1];
      if (url) resolve(url);
    });
  });
}
