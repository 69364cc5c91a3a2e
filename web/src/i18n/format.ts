/** Numbers, money and time as the reader's language writes them. */
import { useMemo } from 'react';
import { useLanguage, type Language } from './language';

const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' };

const MOMENT: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
};

interface Format {
  number(value: number): string;
  /** An amount in the minor unit of its currency. */
  money(amount: number, currency: string): string;
  /** Shorter, for where there is little room: `₩15.4만`. */
  shortMoney(amount: number, currency: string): string;
  moment(iso: string, zone?: string): string;
  month(iso: string): string;
  day(iso: string, zone?: string): string;
  time(iso: string): string;
  dateParts(iso: string): { month: string; day: string; weekday: string };
  /** The time at the venue, where it differs from the viewer's. */
  atVenue(iso: string, zone: string): string | null;
  /** `02:13:07`, or `1:59` below an hour. */
  clock(milliseconds: number): string;
  /** "1 minute 59 seconds", for a screen reader. */
  duration(milliseconds: number): string;
}

export function formatFor(language: Language): Format {
  const locale = LOCALES[language];
  const numbers = cached((options) => new Intl.NumberFormat(locale, options));
  const dates = cached((options) => new Intl.DateTimeFormat(locale, options));
  const inZone = (options: Intl.DateTimeFormatOptions) => (iso: string, zone?: string) => {
    if (zone === undefined) return dates(options).format(new Date(iso));
    // A browser that does not know the zone shows its own time, and says which zone that is.
    const where = isKnown(zone) ? { timeZone: zone } : { timeZoneName: 'short' as const };
    return dates({ ...options, ...where }).format(new Date(iso));
  };
  const moneyIn = (currency: string): Intl.NumberFormatOptions => ({
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const majorOf = (amount: number, currency: string) =>
    amount / 10 ** (numbers(moneyIn(currency)).resolvedOptions().maximumFractionDigits ?? 0);
  const money = (amount: number, currency: string) =>
    numbers(moneyIn(currency)).format(majorOf(amount, currency));
  const moment = inZone(MOMENT);
  const unit = (value: number, name: string) =>
    numbers({ style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return {
    number: (value) => numbers({}).format(value),
    money,
    shortMoney: (amount, currency) =>
      numbers({
        ...moneyIn(currency),
        notation: 'compact',
        maximumFractionDigits: 1,
      }).format(majorOf(amount, currency)),
    moment,
    month: inZone({ year: 'numeric', month: 'long' }),
    day: inZone({ month: 'short', day: 'numeric', weekday: 'short' }),
    time: inZone({ hour: 'numeric', minute: '2-digit', second: '2-digit' }),
    dateParts: (iso) => ({
      month: inZone({ month: 'short' })(iso),
      day: String(new Date(iso).getDate()),
      weekday: inZone({ weekday: 'short' })(iso),
    }),
    atVenue: (iso, zone) => {
      const there = isKnown(zone) ? moment(iso, zone) : null;
      return there === moment(iso) ? null : there;
    },
    clock,
    duration: (milliseconds) => {
      const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
      const parts = [];
      if (seconds >= 60) parts.push(unit(Math.floor(seconds / 60), 'minute'));
      if (seconds % 60 > 0 || seconds === 0) parts.push(unit(seconds % 60, 'second'));
      return parts.join(' ');
    },
  };
}

function isKnown(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** Creating a formatter costs as much as using it hundreds of times, and a map has hundreds of prices. */
function cached<Options extends object, Made>(make: (options: Options) => Made) {
  const made = new Map<string, Made>();
  return (options: Options): Made => {
    const name = JSON.stringify(options);
    const format = made.get(name) ?? make(options);
    made.set(name, format);
    return format;
  };
}

export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${two(hours)}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => formatFor(language), [language]);
}
