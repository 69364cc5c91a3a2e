/** Venues for tests: sections in rows and columns, with aisles between them. */
import type { components } from '@holdfast/client/schema';

interface Venue {
  across: number;
  down: number;
  rows: number;
  cols: number;
  aisle: number;
}

export function arenaLayout(venue: Venue): components['schemas']['LayoutBody'] {
  const body: components['schemas']['LayoutBody'] = {
    eventId: 4,
    rows: venue.down * (venue.rows + venue.aisle) - venue.aisle,
    cols: venue.across * (venue.cols + venue.aisle) - venue.aisle,
    currency: 'KRW',
    sections: [],
    r: [],
    c: [],
    section: [],
  };
  for (let index = 0; index < venue.across * venue.down; index += 1) {
    const top = Math.floor(index / venue.across) * (venue.rows + venue.aisle) + 1;
    const left = (index % venue.across) * (venue.cols + venue.aisle) + 1;
    const price = 154_000 - (index % 8) * 11_000;
    body.sections.push({
      name: `${index + 1}`,
      price,
      top,
      left,
      rows: venue.rows,
      cols: venue.cols,
    });
    for (let seat = 0; seat < venue.rows * venue.cols; seat += 1) {
      body.r.push(top + Math.floor(seat / venue.cols));
      body.c.push(left + (seat % venue.cols));
      body.section.push(index);
    }
  }
  return body;
}
