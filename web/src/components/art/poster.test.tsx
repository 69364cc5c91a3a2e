import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { hashOf, MOTIFS, motifOf, PALETTES, setTitle } from './poster-design';
import { Poster } from './poster';

afterEach(cleanup);

const drawn = (title: string, genre: string) => {
  const { container, unmount } = render(<Poster title={title} genre={genre} />);
  const html = container.innerHTML;
  unmount();
  return html;
};

describe('poster', () => {
  it('is the same for the same show, and another one for another show of the same genre', () => {
    expect(drawn('A Night', 'jazz')).toBe(drawn('A Night', 'jazz'));
    expect(drawn('A Night', 'jazz')).not.toBe(drawn('A Day', 'jazz'));
  });

  it('has a motif for each genre, in both languages, and one for all others', () => {
    for (const [genre, motif] of [
      ['Jazz', 'jazz'],
      ['재즈', 'jazz'],
      ['classical', 'classical'],
      ['클래식', 'classical'],
      ['THEATRE', 'theatre'],
      ['연극', 'theatre'],
      ['뮤지컬', 'musical'],
      ['concert', 'concert'],
      ['페스티벌', 'festival'],
      ['sports', 'sport'],
      ['ballet', 'dance'],
      ['gardening', 'shapes'],
      ['', 'shapes'],
    ] as const) {
      expect(motifOf(genre), genre).toBe(motif);
    }
  });

  it('draws every motif with coordinates that are numbers, and loads nothing', () => {
    for (const motif of MOTIFS) {
      const html = drawn('The People at the Window', motif);
      expect(html).toContain('<svg');
      expect(html, motif).not.toMatch(/NaN|undefined|href|url\(/);
    }
  });

  it('uses every palette', () => {
    const titles = Array.from({ length: 60 }, (_, index) => `Show ${index}`);
    expect(new Set(titles.map((title) => hashOf(`jazz\n${title}`) % PALETTES)).size).toBe(PALETTES);
  });

  it('is for the eye alone', () => {
    const { container } = render(<Poster title="A Night" genre="jazz" className="card" />);
    expect(container.firstElementChild?.getAttribute('aria-hidden')).toBe('true');
    expect(container.firstElementChild?.className).toContain('card');
  });
});

describe('the title of a poster', () => {
  it('is broken at its spaces, never in a word that fits', () => {
    const { lines } = setTitle('City Philharmonic: Mahler’s Second');
    expect(lines.join(' ')).toBe('City Philharmonic: Mahler’s Second');
    expect(lines.length).toBeGreaterThan(1);
  });

  it('is smaller when it is longer, and cut when it is far too long', () => {
    const long = setTitle('시립교향악단과 함께하는 겨울밤의 말러 교향곡 제2번 부활 전곡 연주회');
    expect(long.size).toBeLessThan(setTitle('봄밤').size);
    const endless = setTitle('word '.repeat(60));
    expect(endless.lines).toHaveLength(3);
    expect(endless.lines.at(-1)).toMatch(/…$/);
  });

  it('breaks a word that is longer than a line', () => {
    const { lines } = setTitle('가나다라마바사아자차카타파하가나다라');
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join('')).toBe('가나다라마바사아자차카타파하가나다라');
  });

  it('may be empty', () => {
    expect(setTitle('').lines).toEqual(['']);
  });
});
