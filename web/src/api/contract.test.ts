import * as v from 'valibot';
import { expect, test } from 'vitest';
import { currency, integer, schemaOf, time, type Open } from './contract';

interface Seat {
  id: number;
  status: 'HELD' | 'SOLD';
  note?: string | null;
}

const note = v.exactOptional(v.nullable(v.string()));
const status = v.picklist(['HELD', 'SOLD']);

// Checked by the compiler: an error that is expected and missing is an error.
test('a schema that drifts from its type does not compile', () => {
  schemaOf<Seat>()(v.object({ id: integer, status, note }));
  // @ts-expect-error a field is missing
  schemaOf<Seat>()(v.object({ id: integer, note }));
  // @ts-expect-error an optional field is missing
  schemaOf<Seat>()(v.object({ id: integer, status }));
  // @ts-expect-error the type has no such field
  schemaOf<Seat>()(v.object({ id: integer, status, note, price: integer }));
  // @ts-expect-error a field has another type
  schemaOf<Seat>()(v.object({ id: v.string(), status, note }));
  // @ts-expect-error a name is missing
  schemaOf<Seat>()(v.object({ id: integer, status: v.picklist(['HELD']), note }));
  // @ts-expect-error the type has no such name
  schemaOf<Seat>()(v.object({ id: integer, status: v.picklist(['HELD', 'SOLD', 'LOST']), note }));
  // @ts-expect-error the names are not open
  schemaOf<Seat>()(v.object({ id: integer, status: v.string(), note }));
  const open = schemaOf<{ status: Open<'HELD'> }>()(v.object({ status: v.string() }));
  expect(v.is(open, { status: 'LOST' })).toBe(true);
});

test('what a formatter would throw at is refused before it gets there', () => {
  expect(v.is(time, '2026-01-01T00:00:00.000Z')).toBe(true);
  expect(v.is(time, 'soon')).toBe(false);
  expect(v.is(currency, 'KRW')).toBe(true);
  expect(v.is(currency, 'won')).toBe(false);
  expect(v.is(integer, 2 ** 53)).toBe(false);
  expect(v.is(integer, 1.5)).toBe(false);
});
