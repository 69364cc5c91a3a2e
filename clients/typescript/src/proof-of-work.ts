/**
 * Proof of work, which a place in a line or the session of a guest may cost: numbers are tried until a digest begins with enough zero bits.
 * It keeps its thread busy until it is done; a page does it in a worker.
 */
import { BLOCK_BYTES, START, compress } from './sha256.ts';

/** As the answer to `GET .../challenge` has it, where there is a price. */
export interface WorkChallenge {
  challenge: string;
  /** In zero bits; at most those of a word. */
  difficulty: number;
}

/** Far beyond what the highest difficulty needs. */
const ATTEMPTS_MAX = 2 ** 30;
/** The end of a message: one bit, and its length in eight bytes. */
const PADDING_BYTES_MIN = 9;
const END = 0x80;

/** What is shown as `proofOfWork`: the challenge, a full stop, and a number that solves it. */
export function proofOf({ challenge, difficulty }: WorkChallenge): string {
  const zerosOf = attempts(`${challenge}.`);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1)
    if (zerosOf(attempt) >= difficulty) return `${challenge}.${attempt}`;
  throw new Error('no solution was found');
}

/** With how many zero bits the digest of the text and a number begins; those of the first word count. The blocks of the text are folded once. */
function attempts(text: string): (attempt: number) => number {
  const bytes = new TextEncoder().encode(text);
  const shared = bytes.length - (bytes.length % BLOCK_BYTES);
  const [begun, state] = [START.slice(), START.slice()];
  for (let at = 0; at < shared; at += BLOCK_BYTES) compress(begun, new DataView(bytes.buffer), at);
  const rest = bytes.subarray(shared);
  const last = new Uint8Array(2 * BLOCK_BYTES);
  const view = new DataView(last.buffer);
  return (attempt) => {
    const digits = String(attempt);
    const length = rest.length + digits.length;
    const end = length + PADDING_BYTES_MIN > BLOCK_BYTES ? 2 * BLOCK_BYTES : BLOCK_BYTES;
    last.fill(0);
    last.set(rest);
    for (let at = 0; at < digits.length; at += 1) last[rest.length + at] = digits.charCodeAt(at);
    last[length] = END;
    view.setUint32(end - 4, 8 * (shared + length));
    state.set(begun);
    for (let at = 0; at < end; at += BLOCK_BYTES) compress(state, view, at);
    return Math.clz32(state[0] ?? -1);
  };
}
