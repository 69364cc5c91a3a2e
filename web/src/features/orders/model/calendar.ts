/** A show as a calendar file (RFC 5545). The end is not known, so none is written. */
interface Appointment {
  id: string;
  title: string;
  place: string;
  note: string;
  startsAt: string;
  madeAt: string;
}

export function calendarFile({ id, title, place, note, startsAt, madeAt }: Appointment): string {
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Holdfast//Shop//EN',
    'BEGIN:VEVENT',
    `UID:${id}@holdfast`,
    `DTSTAMP:${moment(madeAt)}`,
    `DTSTART:${moment(startsAt)}`,
    `SUMMARY:${escaped(title)}`,
    `LOCATION:${escaped(place)}`,
    `DESCRIPTION:${escaped(note)}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]
    .map(folded)
    .join('\r\n');
}

const moment = (iso: string): string => new Date(iso).toISOString().replace(/[-:]|\.\d{3}/g, '');

const escaped = (text: string): string =>
  text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replaceAll('\n', '\\n');

/** No line may be longer than 75 bytes; it goes on after a space. Korean letters have three bytes each. */
const LINE_LETTERS = 24;

function folded(line: string): string {
  const letters = [...line];
  const parts: string[] = [];
  while (letters.length > 0) parts.push(letters.splice(0, LINE_LETTERS).join(''));
  return parts.join('\r\n ');
}
