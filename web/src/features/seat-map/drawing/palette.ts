/** The colours of the map, read from the page's design tokens, so that both themes come from one place. */
import { TIERS } from '../model/layout';

export interface Palette {
  ground: string;
  raised: string;
  line: string;
  lineStrong: string;
  ink: string;
  ink2: string;
  focus: string;
  held: string;
  sold: string;
  stage: string;
  onStage: string;
  tiers: string[];
  /** Readable on the tier of the same index. */
  onTiers: string[];
}

type Rgb = [number, number, number];

export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const tiers = Array.from({ length: TIERS }, (_, tier) => read(`--tier-${tier + 1}`));
  const dark = 'rgb(19, 20, 22)';
  const light = 'rgb(255, 255, 255)';
  const palette: Palette = {
    ground: read('--ground'),
    raised: read('--raised'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    focus: read('--focus'),
    held: read('--seat-held'),
    sold: read('--seat-sold'),
    stage: read('--stage'),
    onStage: read('--on-stage'),
    tiers,
    onTiers: tiers.map((tier) => (contrast(parse(tier), parse(light)) >= 4.5 ? light : dark)),
  };
  probe.remove();
  return palette;
}

function parse(color: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex) {
    const value = Number.parseInt(hex, 16);
    return [value >> 16, (value >> 8) & 255, value & 255];
  }
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

const linear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

function contrast(a: Rgb, b: Rgb): number {
  const light = ([r, g, bl]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(bl);
  const [x, y] = [light(a), light(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
