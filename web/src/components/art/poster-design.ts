/** What a poster looks like follows from its title and genre alone, so that a show has the same one everywhere. */

const WIDTH = 252;
const LINES_MAX = 3;
const SIZES = [36, 30, 25];
const SMALLEST = 25;

export const MOTIFS = [
  'jazz',
  'classical',
  'theatre',
  'concert',
  'festival',
  'musical',
  'sport',
  'dance',
  'shapes',
] as const;

export type Motif = (typeof MOTIFS)[number];

export const PALETTES = 6;

/** The first that fits: a musical is a play with music, and a jazz festival is jazz. */
const GENRES: readonly [Motif, RegExp][] = [
  ['jazz', /jazz|blues|재즈|블루스/i],
  ['musical', /musical|뮤지컬/i],
  ['classical', /classic|orchestra|symphon|philharmon|opera|choir|클래식|교향|오페라|합창/i],
  ['theatre', /theat|play|drama|comedy|연극|희극/i],
  ['dance', /danc|ballet|무용|발레/i],
  ['sport', /sport|football|soccer|baseball|basketball|스포츠|축구|야구|농구/i],
  ['festival', /festival|open.?air|페스티벌|축제/i],
  ['concert', /concert|rock|pop|tour|band|hip.?hop|콘서트|밴드|가요/i],
];

export const motifOf = (genre: string): Motif =>
  GENRES.find(([, names]) => names.test(genre))?.[0] ?? 'shapes';

/** FNV-1a, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  }
  return hash >>> 0;
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SetTitle {
  size: number;
  lines: string[];
}

/** Breaks a title at its spaces, in the largest size in which it fits; what does not fit even then is cut. */
export function setTitle(title: string): SetTitle {
  for (const size of SIZES) {
    const lines = broken(title, size);
    if (lines.length <= (size === SMALLEST ? LINES_MAX : 2)) return { size, lines };
  }
  const lines = broken(title, SMALLEST).slice(0, LINES_MAX);
  const last = lines.pop() ?? '';
  return { size: SMALLEST, lines: [...lines, `${last.slice(0, -1).trimEnd()}…`] };
}

function broken(title: string, size: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of title
    .trim()
    .split(/\s+/)
    .flatMap((one) => pieces(one, size))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer, size) > WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

/** A word that is longer than a line is broken anywhere. */
function pieces(word: string, size: number): string[] {
  const made: string[] = [];
  let piece = '';
  for (const letter of word) {
    if (piece !== '' && widthOf(piece + letter, size) > WIDTH) {
      made.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...made, piece];
}

/** An estimate that is rather too wide: an SVG cannot measure before it is drawn. */
function widthOf(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) ems += emsOf(letter);
  return ems * size;
}

function emsOf(letter: string): number {
  if (letter > '\u2e7f') return 0.94;
  if (letter === ' ') return 0.27;
  return /[A-ZMW@%]/.test(letter) ? 0.7 : 0.57;
}
