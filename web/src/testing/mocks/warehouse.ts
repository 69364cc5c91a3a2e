/** A venue for tests with both: a balcony of 2 x 3 seats, and a floor to stand on at two prices. */
import type { components } from '@holdfast/client/schema';

export const warehouseLayout: components['schemas']['LayoutBody'] = {
  eventId: 8,
  rows: 12,
  cols: 3,
  currency: 'KRW',
  sections: [
    { name: 'BALCONY', price: 99_000, top: 11, left: 1, rows: 2, cols: 3 },
    {
      ...{ name: 'FLOOR', price: 77_000, top: 1, left: 1, rows: 9, cols: 3 },
      standing: {
        capacity: 600,
        tiers: [
          { name: 'adult', price: 77_000 },
          { name: 'youth', price: 55_000 },
        ],
      },
    },
    {
      ...{ name: 'BAR', price: 30_000, top: 10, left: 1, rows: 1, cols: 3 },
      standing: { capacity: 40 },
    },
  ],
  r: [11, 11, 11, 12, 12, 12],
  c: [1, 2, 3, 1, 2, 3],
  section: [0, 0, 0, 0, 0, 0],
};
