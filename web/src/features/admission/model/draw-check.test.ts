import { expect, test } from 'vitest';
import { checkDraw, shuffled, type DrawProof } from './draw-check';

/** Made by another program, in another language, from the description alone. */
const PROOF: DrawProof = {
  index: 3,
  visitor: '0000000000000000000000000000abc3',
  steps: [
    {
      sibling: 'ec401784f9d42998dbfb3636c7507d6edd6f65e1892c05f8e74adc0d89ba493f',
      left: true,
    },
    {
      sibling: 'e6bb69c92f6f6247a4cfc84aec0374f0be02ab61927074e95511bce5e55a20c3',
      left: true,
    },
    {
      sibling: '57d658a1098db54c39680184a0ea00498dffb1a42d20c2c05c96348349732019',
      left: false,
    },
  ],
  number: 3,
  draw: {
    commitment: '81be942c53099668d9942b04376b77be8ed899c30871ad65a9117e01f71e17ea',
    beaconRound: 7,
    beacon: 'c0ffee',
    registered: 5,
    root: '6ff23cb3f38352485a9d8fe08f85aee21f25368c678fb3f0acaba0a0163cab47',
    secret: '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f',
    seed: '20ccbda98c1a35d3496c3160d1b273f2c1de84a4e9caa7a49ff40a9e896f2c89',
  },
};

test('a draw as it was published holds', async () => {
  expect(await checkDraw(PROOF)).toBeNull();
});

test.each([
  ['another secret than the one committed to', 'secret', { commitment: '00'.repeat(32) }],
  ['another beacon', 'seed', { beacon: 'c0ffe0' }],
  ['another number of those who take part', 'seed', { registered: 6 }],
  ['nothing but a commitment yet', 'early', { secret: null, seed: null }],
] as const)('%s is found', async (_, finding, change) => {
  expect(await checkDraw({ ...PROOF, draw: { ...PROOF.draw, ...change } })).toBe(finding);
});

test('a place that was not on the list, and a number that does not follow, are found', async () => {
  expect(await checkDraw({ ...PROOF, index: 2 })).toBe('list');
  expect(await checkDraw({ ...PROOF, number: 4 })).toBe('number');
});

test('the order of a thousand is that of another implementation', async () => {
  const seed = new Uint8Array(32).fill(7);
  const places = await Promise.all([0, 1, 500, 999].map((index) => shuffled(index, 1_000, seed)));
  expect(places).toEqual([564, 799, 189, 155]);
});
