import { expect, test } from 'vitest';
import { warehouseLayout } from '@/testing/mocks/warehouse';
import { hasWanted, NO_FILTER } from './filter';
import { admissionOf, readLayout } from './layout';
import { capacityOf, sectionOfPlace } from './standing';
import { readLeft } from '@holdfast/client/seat-map/status';

const layout = readLayout(warehouseLayout);
const [balcony, floor, bar] = layout.sections;

test('the ids of places follow those of all seats, section by section', () => {
  expect(layout.count).toBe(6);
  expect(layout.sections.map(capacityOf)).toEqual([6, 600, 40]);
  expect(sectionOfPlace(layout.sections, 6)).toBeUndefined();
  expect(sectionOfPlace(layout.sections, 7)).toBe(floor);
  expect(sectionOfPlace(layout.sections, 606)).toBe(floor);
  expect(sectionOfPlace(layout.sections, 607)).toBe(bar);
  expect(sectionOfPlace(layout.sections, 647)).toBeUndefined();
});

test('a place to stand has no row and no number, and costs what its price says', () => {
  const standing = { section: 'FLOOR', row: null, number: null };
  expect(admissionOf(layout, 9, 'youth')).toEqual({
    id: 9,
    ...standing,
    tier: 'youth',
    price: 55_000,
  });
  expect(admissionOf(layout, 9, null)).toMatchObject({ tier: 'adult', price: 77_000 });
  expect(admissionOf(layout, 607, null)).toMatchObject({ tier: null, price: 30_000 });
  expect(admissionOf(layout, 4, null)).toMatchObject({
    row: 2,
    number: 1,
    tier: null,
    price: 99_000,
  });
  expect(admissionOf(layout, 9, 'senior')).toBeNull();
  expect(admissionOf(layout, 700, null)).toBeNull();
});

test('every price is in the filter, and a section is wanted at each of its own', () => {
  expect(layout.tiers.map(({ to }) => to)).toEqual([99_000, 77_000, 55_000, 30_000]);
  const wanted = (tier: number) =>
    layout.sections.filter((one) => hasWanted({ ...NO_FILTER, tiers: new Set([tier]) }, one));
  expect(wanted(0)).toEqual([balcony]);
  expect(wanted(1)).toEqual([floor]);
  expect(wanted(2)).toEqual([floor]);
  expect(wanted(3)).toEqual([bar]);
});

test('the header of a packed map counts the places, for exactly these sections', () => {
  const standing = layout.sections.filter((one) => one.standing).map(({ name }) => name);
  expect(readLeft('598/2/0,0/0/40', standing)).toEqual(
    new Map([
      ['FLOOR', 598],
      ['BAR', 0],
    ]),
  );
  expect(readLeft(null, [])).toEqual(new Map());
  for (const header of [null, '598/2/0', '598/2/0,0/0/40,1/1/1', '598/2/0,x/0/40'])
    expect(readLeft(header, standing), `${header}`).toBeNull();
});
