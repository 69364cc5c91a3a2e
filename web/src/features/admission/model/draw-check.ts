/**
 * Checks a draw with what was published of it, as any visitor can: the secret is the one that was committed to, the seed follows from it and
 * from the closed list, the visitor was on that list, and the number follows from the seed. Pure but for the browser's SHA-256.
 */
import type { Draw } from './room';

/** The way from a place to the root of the list. */
export interface DrawProof {
  index: number;
  visitor: string;
  steps: { sibling: string; left: boolean }[];
  number?: number | null;
  draw: Draw;
}

/** What was found to be otherwise than published; `null`: all of it holds; `early`: not everything is published yet. */
export type DrawFinding = 'early' | 'secret' | 'seed' | 'list' | 'number' | null;

const COMMITMENT = 'holdfast draw commitment 1';
const SEED = 'holdfast draw seed 1';
const LEAF = 0;
const NODE = 1;
const ROUNDS = 90;
const POSITIONS_PER_HASH = 256;

export async function checkDraw(proof: DrawProof): Promise<DrawFinding> {
  const { commitment, secret, seed, root, registered, beacon } = proof.draw;
  if (!secret || !seed || !root || typeof registered !== 'number') return 'early';
  const text = new TextEncoder();
  if ((await digest(text.encode(COMMITMENT), bytes(secret))) !== commitment) return 'secret';
  const parts = [text.encode(SEED), bytes(root), uint32(registered), bytes(secret)];
  if ((await digest(...parts, text.encode(beacon ?? ''))) !== seed) return 'seed';
  if ((await rootOf(proof)) !== root) return 'list';
  const place = await shuffled(proof.index, registered, bytes(seed));
  return place + 1 === proof.number ? null : 'number';
}

async function rootOf({ index, visitor, steps }: DrawProof): Promise<string> {
  let hash = await digest([LEAF], uint32(index), bytes(visitor));
  for (const { sibling, left } of steps) {
    const [first, second] = left ? [sibling, hash] : [hash, sibling];
    hash = await digest([NODE], bytes(first), bytes(second));
  }
  return hash;
}

/** `compute_shuffled_index` of Ethereum. */
export async function shuffled(index: number, count: number, seed: Uint8Array): Promise<number> {
  let place = index;
  for (let round = 0; round < ROUNDS; round += 1) {
    const number = (await sha256(seed, [round])).getBigUint64(0, true);
    const pivot = Number(number % BigInt(count));
    const flip = (pivot + count - place) % count;
    const position = Math.max(place, flip);
    const part = uint32(Math.floor(position / POSITIONS_PER_HASH), true);
    const source = await sha256(seed, [round], part);
    const byte = source.getUint8(Math.floor((position % POSITIONS_PER_HASH) / 8));
    if ((byte >> (position % 8)) & 1) place = flip;
  }
  return place;
}

type Bytes = Uint8Array | readonly number[];

async function sha256(...parts: Bytes[]): Promise<DataView> {
  const message = Uint8Array.from(parts.flatMap((part) => [...part]));
  return new DataView(await crypto.subtle.digest('SHA-256', message));
}

async function digest(...parts: Bytes[]): Promise<string> {
  const hash = new Uint8Array((await sha256(...parts)).buffer);
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

const bytes = (digits: string): Uint8Array =>
  Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function uint32(number: number, littleEndian = false): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, number, littleEndian);
  return new Uint8Array(view.buffer);
}
