import { describe, expect, it } from 'vitest';
import type { ControlEntry } from '../api/room-log';
import { changesOf } from './changes-of';

const after = { phase: 'OPEN' as const, cap: 5, ceiling: 60, message: '' };
const entry = (before: typeof after | null): ControlEntry => ({
  at: '2026-11-30T12:00:00Z',
  action: 'ADJUST',
  actor: 'mina',
  reason: '',
  before,
  after,
});

describe('changesOf', () => {
  it('names what differs, with what was before', () => {
    expect(changesOf(entry({ ...after, cap: 2 }))).toEqual([
      { name: 'cap', before: '2', after: '5' },
    ]);
  });

  it('names a price that was not set before', () => {
    expect(changesOf({ ...entry(after), after: { ...after, workBits: 14 } })).toEqual([
      { name: 'workBits', before: '', after: '14' },
    ]);
  });

  it('names everything where there was no room', () => {
    expect(changesOf(entry(null)).map(({ name }) => name)).toEqual(['cap', 'ceiling', 'message']);
  });
});
