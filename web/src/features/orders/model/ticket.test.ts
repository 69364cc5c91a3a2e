import { expect, test } from 'vitest';
import { bookingCode } from './booking-code';
import { calendarFile } from './calendar';

test('a booking code is short, and made of the end of the id, which differs most', () => {
  expect(bookingCode('01999999-1234-7abc-8def-0123456789ab')).toBe('4567-89AB');
});

const file = calendarFile({
  id: 'o-1',
  title: '말러; 교향곡, 2번',
  place: 'Hall \\ A',
  note: 'Row 1\nSeat 2',
  startsAt: '2027-01-03T10:30:00.000Z',
  madeAt: '2026-12-01T00:00:00.000Z',
});
const unfolded = file.replaceAll('\r\n ', '');

test('a calendar file has the moment in UTC, and its text is escaped', () => {
  expect(unfolded).toContain('DTSTART:20270103T103000Z\r\n');
  expect(unfolded).toContain('SUMMARY:말러\\; 교향곡\\, 2번\r\n');
  expect(unfolded).toContain('LOCATION:Hall \\\\ A\r\n');
  expect(unfolded).toContain('DESCRIPTION:Row 1\\nSeat 2\r\n');
  expect(file.endsWith('END:VCALENDAR\r\n')).toBe(true);
});

test('no line of a calendar file is longer than 75 bytes', () => {
  const long = calendarFile({
    id: 'o-1',
    title: '가'.repeat(90),
    place: '',
    note: '',
    startsAt: '2027-01-03T10:30:00.000Z',
    madeAt: '2026-12-01T00:00:00.000Z',
  });
  for (const line of long.split('\r\n'))
    expect(new TextEncoder().encode(line).length).toBeLessThanOrEqual(75);
});
