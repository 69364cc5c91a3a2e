/** A short animation for the README: two browsers, one seat. Needs ffmpeg. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { CLUB, holdButton, live } from './support/shop';
import { expect, test } from './support/test';

const FRAMES = fileURLToPath(new URL('../test-results/film', import.meta.url));
const FILM = fileURLToPath(new URL('../../docs/images/shop-race.webp', import.meta.url));
const SIZE = { width: 560, height: 660 };
const BYTES_MAX = 1_500_000;
const STEP_MS = 70;

test('two browsers race for one seat', async ({ another, holdfast }) => {
  test.setTimeout(180_000);
  await populate(holdfast);
  const options = { viewport: SIZE, locale: 'en-GB', timezoneId: 'Asia/Seoul' };
  const pages = [
    await another({ ...options, colorScheme: 'light' }),
    await another({ ...options, colorScheme: 'dark' }),
  ] as const;
  await Promise.all(pages.map((page) => page.addInitScript(drawPointer)));
  await Promise.all(pages.map((page) => page.goto(`/events/${CLUB}`)));
  await Promise.all(pages.map(live));
  const film = new Film(pages);
  const map = await pages[0].getByTestId('seat-map').boundingBox();
  if (!map) throw new Error('no map');
  const wanted = { x: map.x + map.width * 0.5, y: map.y + map.height * 0.5 };

  await Promise.all(pages.map((page) => page.mouse.move(SIZE.width * 0.8, SIZE.height * 0.8)));
  await film.shoot(600);
  await film.glide([wanted, wanted]);
  await Promise.all(pages.map((page) => page.mouse.click(wanted.x, wanted.y)));
  await Promise.all(pages.map((page) => expect(holdButton(page)).toBeEnabled()));
  await film.shoot(900);
  const presses = await Promise.all(pages.map((page) => middleOf(holdButton(page))));
  await film.glide(presses);
  await film.shoot(500);
  await Promise.all(
    pages.map((page, index) => page.mouse.click(presses[index]!.x, presses[index]!.y)),
  );
  const similar = pages.map((page) => page.getByRole('button', { name: 'Find similar seats' }));
  const timers = pages.map((page) => page.getByRole('timer'));
  await expect(timers[0]!.or(similar[0]!)).toBeVisible();
  await expect(timers[1]!.or(similar[1]!)).toBeVisible();
  await film.live(10);
  await film.shoot(1_600);
  const loser = (await similar[0]!.isVisible()) ? 0 : 1;
  await film.press(loser, await middleOf(similar[loser]!));
  await expect(similar[loser]!).toBeHidden();
  await film.shoot(900);
  await film.press(loser, await middleOf(holdButton(pages[loser])));
  await expect(timers[loser]!).toBeVisible();
  await film.live(8);
  await film.shoot(2_200);
  film.develop();
});

/** A venue that is partly held already, so that the map shows every colour. */
async function populate(holdfast: { hold(event: number, seats: number[]): Promise<unknown> }) {
  for (let first = 3; first < 98; first += 9)
    await holdfast.hold(CLUB, [first, first + 1].slice(0, 1 + (first % 2)));
}

class Film {
  private readonly frames: number[] = [];
  private pointers = [0, 1].map(() => ({ x: SIZE.width * 0.8, y: SIZE.height * 0.8 }));

  constructor(private readonly pages: readonly [Page, Page]) {
    rmSync(FRAMES, { recursive: true, force: true });
    mkdirSync(FRAMES, { recursive: true });
  }

  async shoot(forMs = STEP_MS): Promise<void> {
    const name = String(this.frames.push(forMs) - 1).padStart(3, '0');
    await Promise.all(
      this.pages.map((page, side) =>
        page.screenshot({ path: join(FRAMES, `${name}-${side}.png`), animations: 'allow' }),
      ),
    );
  }

  async live(frames: number): Promise<void> {
    for (let frame = 0; frame < frames; frame += 1) await this.shoot();
  }

  /** Both pointers move together. */
  async glide(to: { x: number; y: number }[], steps = 9): Promise<void> {
    const from = this.pointers;
    for (let step = 1; step <= steps; step += 1) {
      const t = 1 - (1 - step / steps) ** 2;
      const at = to.map(({ x, y }, side) => ({
        x: from[side]!.x + (x - from[side]!.x) * t,
        y: from[side]!.y + (y - from[side]!.y) * t,
      }));
      await Promise.all(this.pages.map((page, side) => page.mouse.move(at[side]!.x, at[side]!.y)));
      this.pointers = at;
      await this.shoot();
    }
  }

  async press(side: number, at: { x: number; y: number }): Promise<void> {
    await this.glide(this.pointers.map((pointer, index) => (index === side ? at : pointer)));
    await this.shoot(400);
    await this.pages[side]!.mouse.click(at.x, at.y);
  }

  develop(): void {
    const list = this.frames.flatMap((ms, index) => [
      `file '${String(index).padStart(3, '0')}.png'`,
      `duration ${ms / 1_000}`,
    ]);
    this.frames.forEach((_, index) => {
      const name = join(FRAMES, String(index).padStart(3, '0'));
      const gap = `pad=iw+${12}:ih:0:0:color=0x8a8a8a`;
      const join2 = `[0]${gap}[a];[a][1]hstack`;
      ffmpeg('-i', `${name}-0.png`, '-i', `${name}-1.png`, '-filter_complex', join2, `${name}.png`);
    });
    writeFileSync(join(FRAMES, 'list.txt'), list.join('\n'));
    const webp = ['-c:v', 'libwebp_anim', '-quality', '70', '-compression_level', '5'];
    const input = ['-f', 'concat', '-i', join(FRAMES, 'list.txt')];
    ffmpeg(...input, '-vsync', 'vfr', ...webp, '-loop', '0', FILM);
    const { size } = statSync(FILM);
    console.log(`  ${FILM}: ${(size / 1024).toFixed(0)} kB, ${this.frames.length} frames`);
    expect(size).toBeLessThan(BYTES_MAX);
  }
}

function ffmpeg(...rest: string[]): void {
  execFileSync('ffmpeg', ['-y', '-loglevel', 'error', ...rest], { stdio: 'inherit' });
}

async function middleOf(element: ReturnType<Page['getByRole']>) {
  const box = await element.boundingBox();
  if (!box) throw new Error('nothing to press');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Screenshots have no pointer of their own. */
function drawPointer(): void {
  addEventListener('DOMContentLoaded', () => {
    const pointer = document.createElement('div');
    pointer.innerHTML =
      '<svg width="22" height="28" viewBox="0 0 22 28"><path d="M2 2v20l5.5-5 3.6 8.6 4-1.7-3.6-8.4H19z" fill="#111" stroke="#fff" stroke-width="2" stroke-linejoin="round"/></svg>';
    pointer.style.cssText = 'position:fixed;z-index:9999;pointer-events:none;left:-99px;top:-99px';
    pointer.setAttribute('aria-hidden', 'true');
    document.body.append(pointer);
    const follow = ({ clientX, clientY }: MouseEvent) => {
      pointer.style.left = `${clientX - 2}px`;
      pointer.style.top = `${clientY - 2}px`;
    };
    addEventListener('mousemove', follow, true);
    addEventListener('mousedown', () => (pointer.style.scale = '0.8'), true);
    addEventListener('mouseup', () => (pointer.style.scale = '1'), true);
  });
}
