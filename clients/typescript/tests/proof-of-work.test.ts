import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { proofOf } from '../src/proof-of-work.ts';

const DIFFICULTY = 10;

/** As the server counts them. */
const zeros = (proof: string): number =>
  Math.clz32(createHash('sha256').update(proof).digest().readUInt32BE(0));

for (const length of [0, 1, 45, 50, 55, 56, 62, 63, 64, 107, 119, 120, 200])
  test(`a solution of a challenge of ${length} letters makes a digest with so many zero bits`, () => {
    const challenge = 'x'.repeat(length);
    const proof = proofOf({ challenge, difficulty: DIFFICULTY });
    assert.equal(proof.slice(0, length + 1), `${challenge}.`);
    assert.ok(zeros(proof) >= DIFFICULTY);
    const attempt = Number(proof.slice(length + 1));
    for (let before = 0; before < Math.min(attempt, 20); before += 1)
      assert.ok(zeros(`${challenge}.${before}`) < DIFFICULTY);
  });

test('what costs nothing is solved by the first attempt', () => {
  assert.equal(proofOf({ challenge: 'a', difficulty: 0 }), 'a.0');
});
