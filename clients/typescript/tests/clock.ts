/** Time for tests of what waits: `mock.timers` stands still, and goes on step by step while promises settle in between. */
import { mock } from 'node:test';

export const stopTheClock = (): void => mock.timers.enable({ apis: ['setTimeout'] });

export const letTheClockRun = (): void => mock.timers.reset();

export async function advance(milliseconds: number, step = 5): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    await settle();
    mock.timers.tick(step);
  }
  await settle();
}

/** A body of a response takes several turns of the event loop to arrive. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
