import { expect, test } from 'vitest';
import { arenaLayout } from '@/testing/mocks/layouts';
import { pointIn, quartersOf, readArc } from './arc';
import { isWithin } from './geometry';
import { ACCESSIBLE, COMPANION, pointOf, readLayout, sectionOf, seatAt } from './layout';
import { hasWanted, isWanted, NO_FILTER } from './filter';
import { nearestInDirection, stepInSection, type Direction } from './neighbours';

/** Two sections of 3 x 5. */
const venue = arenaLayout({ across: 2, down: 1, rows: 3, cols: 5, aisle: 1 });
const [first, second] = venue.sections;
if (!first || !second) throw new Error('two sections');

/** The first lies straight, the second beside it, turned by so many degrees. */
const turnedBy = (degrees: number, radius = 0) =>
  readLayout({
    ...venue,
    sections: [first, { ...second, arc: { front: { x: 200, y: 20 }, turn: degrees * 10, radius } }],
  });

test('a layout without arcs draws each seat on its place of the grid', () => {
  const layout = readLayout(venue);
  expect(pointOf(layout, seatAt(layout, 2, 3))).toEqual({ x: 3, y: 2 });
  expect(layout.sections[1]?.edge).toEqual([
    { x: 6.5, y: 0.5 },
    { x: 11.5, y: 0.5 },
    { x: 11.5, y: 3.5 },
    { x: 6.5, y: 3.5 },
  ]);
});

test('the middle of the first row is where the arc says, however it is turned', () => {
  for (const degrees of [-180, -90, 0, 45, 90, 180]) {
    const layout = turnedBy(degrees, 300);
    const { x, y } = pointOf(layout, seatAt(layout, 1, 9));
    expect([x, y].map((side) => side.toFixed(3))).toEqual(['20.000', '2.000']);
  }
});

test('rows lie behind each other, and bend towards the point they lie around', () => {
  const arc = readArc({ front: { x: 0, y: 0 }, turn: 0, radius: 300 });
  const section = { top: 1, left: 1, rows: 3, cols: 21, arc };
  const [middle, back] = [pointIn(section, 0, 10), pointIn(section, 2, 10)];
  expect(back).toEqual({ x: middle.x, y: middle.y + 2 });
  const end = pointIn(section, 0, 20);
  expect(end.y).toBeLessThan(middle.y);
  expect(Math.hypot(end.x, end.y + 30)).toBeCloseTo(30);
});

test('what is drawn is found where it is drawn', () => {
  for (const layout of [readLayout(venue), turnedBy(37, 120)]) {
    for (let seat = 0; seat < layout.count; seat += 1) {
      const { x, y } = pointOf(layout, seat);
      expect(layout.places.at(x + 0.2, y - 0.2)).toBe(seat);
      expect(isWithin(sectionOf(layout, seat)?.edge ?? [], { x, y })).toBe(true);
    }
    expect(layout.places.at(-5, -5)).toBe(-1);
  }
});

test('a box names all seats in it and not the whole venue', () => {
  const layout = readLayout(arenaLayout({ across: 4, down: 4, rows: 10, cols: 10, aisle: 2 }));
  const box = { left: 1, right: 10, top: 1, bottom: 10 };
  const named = new Set<number>();
  layout.places.visit(box, (seat) => named.add(seat));
  for (const seat of layout.sections[0]?.seats ?? []) expect(named.has(seat)).toBe(true);
  expect(layout.places.count(box)).toBe(named.size);
  expect(named.size).toBeLessThan(200);
});

test('arrow keys follow the rows as they lie on the screen', () => {
  const from = (degrees: number, direction: Direction) => {
    const layout = turnedBy(degrees);
    const next = nearestInDirection(layout, seatAt(layout, 2, 9), direction);
    return [layout.r[next], layout.c[next]];
  };
  expect(from(0, 'right')).toEqual([2, 10]);
  expect(from(180, 'right')).toEqual([2, 8]);
  expect(from(180, 'up')).toEqual([3, 9]);
  // Turned to the right by a quarter, the rows run downwards and the back is on the left.
  expect(from(90, 'down')).toEqual([2, 10]);
  expect(from(90, 'left')).toEqual([3, 9]);
  expect(from(-90, 'right')).toEqual([3, 9]);
  expect(quartersOf({ arc: null })).toBe(0);
});

test('at the edge of a section the keys go on to the nearest one', () => {
  const layout = turnedBy(180);
  const last = nearestInDirection(layout, seatAt(layout, 2, 5), 'right');
  expect(layout.section[last]).toBe(1);
  expect(stepInSection(layout, seatAt(layout, 2, 5), 'right')).toBe(seatAt(layout, 2, 5));
});

test('flags are read, and can be all that is wanted', () => {
  const layout = readLayout({ ...venue, accessible: [1], companion: [2] });
  expect([...layout.flags.slice(0, 3)]).toEqual([ACCESSIBLE, COMPANION, 0]);
  const flagged = { ...NO_FILTER, flagged: true };
  expect([0, 1, 2].map((seat) => isWanted(layout, flagged, seat))).toEqual([true, true, false]);
  expect(layout.sections.map((section) => hasWanted(flagged, section))).toEqual([true, false]);
});
