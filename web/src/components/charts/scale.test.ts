import { describe, expect, it } from 'vitest';
import { areaPath, linePath, niceTop, sample, type Frame } from './scale';

const FRAME: Frame = { from: 0, to: 100, top: 10, width: 200, height: 50 };

describe('the scale of a chart', () => {
  it('ends at a round number that no value exceeds', () => {
    for (const [values, top] of [
      [[], 1],
      [[0, 0.2], 1],
      [[1], 1],
      [[1.01], 2],
      [[3, 4.9], 5],
      [[5.1], 10],
      [[200], 200],
      [[1_234], 2_000],
    ] as const) {
      expect(niceTop(values, 1), values.join(' ')).toBe(top);
    }
    expect(niceTop([0.03], 0.01)).toBeCloseTo(0.05);
  });

  it('puts points from the lower left to the upper right', () => {
    const points = [
      { at: 0, value: 0 },
      { at: 50, value: 5 },
      { at: 100, value: 10 },
    ];
    expect(linePath(points, FRAME)).toBe('M0 50L100 25L200 0');
    expect(areaPath(points, FRAME)).toBe('M0 50L100 25L200 0V50H0Z');
  });

  it('leaves out what is older than the frame, and draws nothing of a single point', () => {
    const points = [
      { at: -10, value: 3 },
      { at: 100, value: 3 },
    ];
    expect(linePath(points, FRAME)).toBe('');
    expect(areaPath(points, FRAME)).toBe('');
  });

  it('does not leave the frame at the top', () => {
    const points = [
      { at: 0, value: 99 },
      { at: 100, value: 0 },
    ];
    expect(linePath(points, FRAME)).toBe('M0 0L200 50');
  });
});

describe('the rows of a table beside a chart', () => {
  it('are few, evenly chosen, and end with the newest', () => {
    const items = Array.from({ length: 95 }, (_, index) => index);
    const chosen = sample(items, 10);
    expect(chosen.length).toBeLessThanOrEqual(10);
    expect(chosen.at(-1)).toBe(94);
    expect(sample([1, 2], 10)).toEqual([1, 2]);
    expect(sample([], 10)).toEqual([]);
  });
});
