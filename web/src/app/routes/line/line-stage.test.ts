import { expect, test } from 'vitest';
import type { AdmissionState } from '@/features/admission/model/admission';
import type { Place } from '@/features/admission/model/place';
import type { Room } from '@/features/admission/model/room';
import { lineStage } from './line-stage';

const room = (phase: Room['phase']): Room => ({
  eventId: 4,
  phase,
  issued: 9,
  serving: 3,
  waiting: 6,
  callsPerMinute: 60,
  recovering: false,
  message: '',
});
const until = '2026-05-01T10:30:00.000Z';
const inLine = (state: Place['state']): AdmissionState => ({
  phase: 'inLine',
  ticket: 't',
  place: { state, until, estimatedWaitSeconds: 0, pollAfterMs: 1_000, stream: true },
});
const admitted: AdmissionState = { phase: 'admitted', ticket: 't', pass: 'p', until: 9 };

test.each([
  ['no room', null, { phase: 'none' }, 'open'],
  ['a closed room', room('CLOSED'), inLine('WAITING'), 'open'],
  ['a room, and no place in it', room('OPEN'), { phase: 'none' }, 'lobby'],
  ['a hold that was refused', room('OPEN'), { phase: 'required' }, 'lobby'],
  ['a registration', room('REGISTERING'), { phase: 'none' }, 'lobby'],
  ['a place before the draw', room('REGISTERING'), inLine('REGISTERED'), 'registered'],
  ['a place that waits', room('OPEN'), inLine('WAITING'), 'waiting'],
  ['a place while no one is called', room('PAUSED'), inLine('WAITING'), 'waiting'],
  ['a turn that was missed', room('OPEN'), inLine('AWAY'), 'waiting'],
  ['a visitor who is back', room('OPEN'), inLine('RETURNED'), 'waiting'],
  ['a call', room('OPEN'), inLine('CALLED'), 'called'],
  ['a claim in another tab', room('OPEN'), inLine('ACTIVE'), 'admitted'],
  ['a pass', room('OPEN'), admitted, 'admitted'],
  ['a pass, while the room is not known', null, admitted, 'admitted'],
] as const)('%s', (_, of, admission, stage) => {
  expect(lineStage(of, admission).name).toBe(stage);
});

test('a visit that is over says why', () => {
  const over = (why: 'ended' | 'closed' | 'replaced') =>
    lineStage(room('OPEN'), { phase: 'over', why });
  expect(over('ended')).toMatchObject({ name: 'lobby', over: 'ended' });
  expect(over('closed')).toMatchObject({ name: 'lobby', over: 'replaced' });
  expect(lineStage(room('CLOSED'), { phase: 'over', why: 'closed' })).toEqual({ name: 'open' });
});
