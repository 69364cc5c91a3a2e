import { expect, test } from 'vitest';
import { proofOf } from './work';

const DIFFICULTY = 10;

/** As the server does, by the browser's own SHA-256. */
async function zeros(proof: string): Promise<number> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(proof));
  return Math.clz32(new DataView(hash).getUint32(0));
}

test.each([0, 1, 45, 50, 55, 56, 62, 63, 64, 107, 119, 120, 200])(
  'a solution of a challenge of %i letters makes a digest with so many zero bits',
  async (length) => {
    const challenge = 'x'.repeat(length);
    const proof = proofOf({ challenge, difficulty: DIFFICULTY });
    expect(proof.slice(0, length + 1)).toBe(`${challenge}.`);
    expect(await zeros(proof)).toBeGreaterThanOrEqual(DIFFICULTY);
    const attempt = Number(proof.slice(length + 1));
    for (let before = 0; before < Math.min(attempt, 20); before += 1)
      expect(await zeros(`${challenge}.${before}`)).toBeLessThan(DIFFICULTY);
  },
);

test('what costs nothing is solved by the first attempt', () => {
  expect(proofOf({ challenge: 'a', difficulty: 0 })).toBe('a.0');
});
