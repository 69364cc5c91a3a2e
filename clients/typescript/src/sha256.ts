/**
 * The compression function of SHA-256 (FIPS 180-4). The browser's own takes whole texts only, one at a time and asynchronously, which is slow
 * for a million short texts that begin alike; and it is absent from pages without TLS.
 */

export const BLOCK_BYTES = 64;
const WORD_BYTES = 4;
const ROUNDS = 64;
/** The words of a block, before they are spread out to one a round. */
const WORDS = 16;

/** The first 32 bits of what follows the point in a root. */
const fraction = (root: number): number => Math.floor((root % 1) * 2 ** 32);

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number += 1)
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  return primes;
}

const PRIMES = firstPrimes(ROUNDS);
const CONSTANTS = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)) | 0);

/** What every digest begins with. */
export const START: Int32Array = Int32Array.from(
  PRIMES.slice(0, 8),
  (prime) => fraction(Math.sqrt(prime)) | 0,
);

const words = new Int32Array(ROUNDS);

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Folds one block of the message, from `at` on, into the state. */
export function compress(state: Int32Array, message: DataView, at: number): void {
  spread(message, at);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < ROUNDS; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const mixedE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const mixedA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const next = (h + mixedE + choice + (CONSTANTS[round] ?? 0) + (words[round] ?? 0)) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + next) | 0;
    d = c;
    c = b;
    b = a;
    a = (next + mixedA + majority) | 0;
  }
  const folded = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < folded.length; index += 1)
    state[index] = (state[index] ?? 0) + (folded[index] ?? 0);
}

function spread(message: DataView, at: number): void {
  for (let index = 0; index < WORDS; index += 1)
    words[index] = message.getInt32(at + WORD_BYTES * index);
  for (let index = WORDS; index < ROUNDS; index += 1) {
    const [near = 0, far = 0] = [words[index - 2], words[index - 15]];
    const mixedNear = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
    const mixedFar = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
    words[index] =
      (mixedNear + (words[index - 7] ?? 0) + mixedFar + (words[index - WORDS] ?? 0)) | 0;
  }
}
