import { expect, test } from 'vitest';
import { arenaLayout } from '@/testing/mocks/layouts';
import { readLayout } from '../model/layout';
import { boxOf } from '../model/geometry';
import { fitVenue, toScreen, venueBox } from './camera';

const seats = arenaLayout({ across: 2, down: 1, rows: 4, cols: 5, aisle: 2 });
const viewport = { width: 800, height: 600 };

test('without a stage the map shows the seats alone', () => {
  const layout = readLayout(seats);
  expect(layout.stage).toBeNull();
  expect(venueBox(layout)).toEqual({ left: 0, right: 13, top: 0, bottom: 5 });
});

test('a fitted map shows the whole stage, on whichever side of the seats it is', () => {
  for (const stage of [
    { top: -3, left: 3, rows: 3, cols: 6 },
    { top: 6, left: -4, rows: 2, cols: 30 },
    { top: 1, left: 14, rows: 4, cols: 3 },
    { top: 1, left: 6, rows: 4, cols: 2 },
  ]) {
    const layout = readLayout({ ...seats, stage });
    const camera = fitVenue(layout, viewport);
    const box = boxOf(stage);
    for (const [x, y] of [
      [box.left, box.top],
      [box.right, box.bottom],
    ] as const) {
      const at = toScreen(camera, viewport, x, y);
      expect(at.x).toBeGreaterThan(0);
      expect(at.x).toBeLessThan(viewport.width);
      expect(at.y).toBeGreaterThan(0);
      expect(at.y).toBeLessThan(viewport.height);
    }
  }
});

test('a stage between the seats does not enlarge the map', () => {
  const layout = readLayout({ ...seats, stage: { top: 1, left: 6, rows: 4, cols: 2 } });
  expect(venueBox(layout)).toEqual(venueBox(readLayout(seats)));
});
