/** The colours of the map, read from the tokens: distinct from the ground, and from each other for every kind of colour vision. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Rgb = [number, number, number];

const css = readFileSync('src/styles/tokens.css', 'utf8');
const token = (name: string, theme: 0 | 1): Rgb => {
  const pair = new RegExp(`--${name}: light-dark\\((#\\w{6}), (#\\w{6})\\)`).exec(css);
  const hex = pair?.[theme + 1] ?? '#000000';
  return [1, 3, 5].map((at) => linear(Number.parseInt(hex.slice(at, at + 2), 16) / 255)) as Rgb;
};
const linear = (c: number) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const contrast = (a: Rgb, b: Rgb) => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

/** Machado, Oliveira and Fernandes (2009), severity 1.0, on linear light. */
const EYES: Record<string, [Rgb, Rgb, Rgb]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
};
const seen = (eye: [Rgb, Rgb, Rgb], [r, g, b]: Rgb) =>
  eye.map(([x, y, z]) => Math.min(1, Math.max(0, x * r + y * g + z * b))) as Rgb;

/** Distance in OKLab: about 0.02 is just noticeable side by side. */
function distance(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)];
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function oklab([r, g, b]: Rgb): Rgb {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

const TIERS = [1, 2, 3, 4, 5, 6].map((tier) => `tier-${tier}`);

for (const [theme, name] of [[0, 'light'] as const, [1, 'dark'] as const]) {
  test(`in the ${name} theme every mark of the map stands out from the ground`, () => {
    for (const mark of [...TIERS, 'seat-held', 'seat-sold', 'seat-ink', 'line-strong']) {
      expect(contrast(token(mark, theme), token('ground', theme)), mark).toBeGreaterThanOrEqual(3);
    }
  });

  test(`in the ${name} theme text is readable`, () => {
    for (const words of ['ink', 'ink-2', 'good', 'warn', 'bad']) {
      for (const ground of ['ground', 'raised', 'sunken']) {
        const measured = contrast(token(words, theme), token(ground, theme));
        expect(measured, `${words} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(Object.keys(EYES))(`in the ${name} theme six tiers are distinct for %s`, (eye) => {
    const colours = TIERS.map((tier) => seen(EYES[eye]!, token(tier, theme)));
    for (let a = 0; a < colours.length; a += 1) {
      for (let b = 0; b < a; b += 1) {
        expect(distance(colours[a]!, colours[b]!), `${TIERS[a]} and ${TIERS[b]}`).toBeGreaterThan(
          0.1,
        );
      }
    }
  });
}
