/** Numbers, money and time as the reader's language writes them. */
import { useMemo } from 'react';
import { useLanguage, type Language } from './language';

/** The contract names no zone: every venue of the season stands in Korea. */
export const VENUE_ZONE = 'Asia/Seoul';

const LOCALES: Record<Language, string> = { ko: 'ko-KR', en: 'en-GB' };

const MOMENT: Intl.DateTimeFormatOptions = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  weekday: 'short',
  hour: 'numeric',
  minute: '2-digit',
};

export interface Format {
  number(value: number): string;
  /** An amount in the minor unit of its currency. */
  money(amount: number, currency: string): string;
  moment(iso: string, zone?: string): string;
  day(iso: string, zone?: string): string;
  time(iso: string): string;
  dateParts(iso: string): { month: string; day: string; weekday: string };
  /** The time at the venue, when it reads differently from the viewer's. */
  atVenue(iso: string): string | null;
  /** `02:13:07`, or `1:59` below an hour. */
  clock(milliseconds: number): string;
  /** "1 minute 59 seconds", for a voice. */
  duration(milliseconds: number): string;
}

export function formatFor(language: Language): Format {
  const locale = LOCALES[language];
  const plain = new Intl.NumberFormat(locale);
  const moment = (iso: string, zone?: string) =>
    new Intl.DateTimeFormat(locale, { ...MOMENT, ...(zone ? { timeZone: zone } : {}) }).format(
      new Date(iso),
    );
  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  return {
    number: (value) => plain.format(value),
    money: (amount, currency) => money(locale, amount, currency),
    moment,
    day: (iso, zone) =>
      new Intl.DateTimeFormat(locale, {
        ...{ month: 'short', day: 'numeric', weekday: 'short' },
        ...(zone ? { timeZone: zone } : {}),
      }).format(new Date(iso)),
    time: (iso) =>
      new Intl.DateTimeFormat(locale, {
        hour: 'numeric',
        minute: '2-digit',
        second: '2-digit',
      }).format(new Date(iso)),
    dateParts: (iso) => {
      const part = (options: Intl.DateTimeFormatOptions) =>
        new Intl.DateTimeFormat(locale, options).format(new Date(iso));
      const day = String(new Date(iso).getDate());
      return { month: part({ month: 'short' }), day, weekday: part({ weekday: 'short' }) };
    },
    atVenue: (iso) => {
      const there = moment(iso, VENUE_ZONE);
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

function money(locale: string, amount: number, currency: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
  });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0;
  return format.format(amount / 10 ** digits);
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
