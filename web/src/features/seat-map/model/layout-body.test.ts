import * as v from 'valibot';
import { expect, test } from 'vitest';
import { arenaLayout } from '@/testing/mocks/layouts';
import { layoutBody } from './layout-body';

const body = arenaLayout({ across: 2, down: 1, rows: 2, cols: 3, aisle: 1 });
const fits = (change: object) => v.is(layoutBody, { ...body, ...change });
/** A column with another value for its first seat. */
const withFirst = (column: number[], value: unknown) => [value, ...column.slice(1)];

test('the layout of an arena fits, with and without a stage', () => {
  expect(fits({})).toBe(true);
  expect(fits({ stage: { top: -2, left: 1, rows: 1, cols: 7 } })).toBe(true);
});

test('columns of different lengths are refused', () => {
  expect(fits({ c: body.c.slice(1) })).toBe(false);
  expect(fits({ section: [] })).toBe(false);
});

test('a seat outside of the grid or of every section is refused', () => {
  expect(fits({ r: withFirst(body.r, 0) })).toBe(false);
  expect(fits({ c: withFirst(body.c, body.cols + 1) })).toBe(false);
  expect(fits({ section: withFirst(body.section, 2) })).toBe(false);
});

test('a column of anything but whole numbers is refused', () => {
  for (const value of ['1', 1.5, null]) expect(fits({ r: withFirst(body.r, value) })).toBe(false);
});

test('a grid that a typed array could not address is refused', () => {
  expect(fits({ rows: 65_536 })).toBe(false);
  expect(fits({ cols: -1 })).toBe(false);
});

test('arcs, walls and flags fit, and flags only of seats that exist', () => {
  const arc = { front: { x: 10, y: -5 }, turn: -900, radius: 150 };
  const sections = body.sections.map((section) => ({ ...section, arc }));
  expect(fits({ sections, outline: [{ x: 0, y: 0 }], accessible: [1], companion: [12] })).toBe(
    true,
  );
  expect(fits({ sections: [{ ...sections[0], arc: { ...arc, radius: -1 } }] })).toBe(false);
  for (const seat of [0, 13, 1.5]) expect(fits({ accessible: [seat] })).toBe(false);
});
