/**
 * Serves the page: the binary does it itself, or a small server in front of it, when it was built without the page or when PAGE
 * names the folder of another build, such as `dist`.
 */
import { readFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve } from 'node:path';
import { pipeline } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Holdfast } from './holdfast';

export interface PageServer {
  url: string;
  close(): Promise<void>;
}

const DIST = resolve(fileURLToPath(new URL('../..', import.meta.url)), process.env.PAGE ?? 'dist');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The policy that the binary sends with the page, so that a violation is found here too. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** `port`: where it has to be, whatever serves it. */
export async function servePage(holdfast: Holdfast, port = 0): Promise<PageServer> {
  const response = await fetch(holdfast.url, { headers: { Accept: 'text/html' } });
  const isPage = (response.headers.get('Content-Type') ?? '').startsWith('text/html');
  const own = response.ok && isPage && !process.env.PAGE;
  if (own && port === 0) return { url: holdfast.url, close: () => Promise.resolve() };
  const server = createServer((incoming, outgoing) => {
    if (own || incoming.url?.startsWith('/api/')) forward(holdfast, incoming, outgoing);
    else void sendFile(incoming.url ?? '/', outgoing);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** A dead server behind it is a dead connection in front of it. */
function forward(holdfast: Holdfast, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onward = request(holdfast.url + (incoming.url ?? ''), {
    method: incoming.method,
    headers: incoming.headers,
  });
  onward.on('response', (response) => {
    outgoing.writeHead(response.statusCode ?? 502, response.headers);
    outgoing.flushHeaders();
    pipeline(response, outgoing, () => outgoing.destroy());
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

async function sendFile(url: string, outgoing: ServerResponse): Promise<void> {
  const path = normalize(decodeURIComponent(url.split('?')[0] ?? '/'));
  const document = path.startsWith('/console') ? '/console.html' : '/index.html';
  const name = extname(path) === '' ? document : path;
  try {
    const bytes = await readFile(join(DIST, name));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    const cache = name.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    outgoing.writeHead(200, {
      'Content-Type': type,
      'Cache-Control': cache,
      'Content-Security-Policy': POLICY,
    });
    outgoing.end(bytes);
  } catch {
    outgoing.writeHead(404).end();
  }
}
