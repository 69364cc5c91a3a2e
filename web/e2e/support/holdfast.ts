/** The real `holdfast` binary with a data folder of its own, to be killed and started again. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY = /holdfast is ready on (http:\/\/\S+)/;
const READY_WITHIN_MS = 60_000;

export class Holdfast {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly binary: string,
    private readonly data: string,
    private readonly port: number,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(environment: Record<string, string> = {}): Promise<Holdfast> {
    const binary = process.env.HOLDFAST_BIN;
    if (!binary) throw new Error('HOLDFAST_BIN must name the holdfast binary');
    const data = await mkdtemp(join(tmpdir(), 'holdfast-e2e-'));
    const holdfast = new Holdfast(binary, data, await freePort(), environment);
    await holdfast.run();
    return holdfast;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it on the same port with the same data. */
  async run(): Promise<void> {
    const listen = `127.0.0.1:${this.port}`;
    const child = spawn(this.binary, ['--listen', listen, '--data', this.data, '--demo'], {
      // All buyers of a test are at one address.
      env: {
        ...process.env,
        RUST_LOG: 'warn',
        HOLDFAST_CALLER_LIMITS: 'false',
        ...this.environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process = child;
    let output = '';
    await new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(
        () => reject(new Error(`holdfast is not ready:\n${output}`)),
        READY_WITHIN_MS,
      );
      const onOutput = (bytes: Buffer) => {
        output = (output + bytes.toString()).slice(-4_000);
        if (!READY.test(output)) return;
        clearTimeout(timeout);
        resolve();
      };
      child.stdout.on('data', onOutput);
      child.stderr.on('data', onOutput);
      child.once('exit', (code) => {
        clearTimeout(timeout);
        reject(new Error(`holdfast ended with ${code}:\n${output}`));
      });
    });
  }

  /** Like a crash: with SIGKILL. */
  async kill(): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null) return;
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    this.process = null;
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  async api<T>(path: string, init: RequestInit = {}): Promise<T> {
    const response = await fetch(this.url + path, {
      ...init,
      headers: { 'Content-Type': 'application/json', ...init.headers },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** Another buyer holds these seats. */
  hold(eventId: number, seatIds: number[], holdSeconds = 600): Promise<{ reservationId: string }> {
    const body = JSON.stringify({ eventId, seatIds, holdSeconds });
    return this.api('/api/reservations', { method: 'POST', body });
  }
}

/** Below the range of the ports of outgoing connections. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 50; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
  throw new Error('no free port');
}
