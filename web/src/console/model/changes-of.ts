/** What one control has changed: of its settings those that differ. */
import type { ControlEntry } from '../api/room-log';

const SHOWN = ['cap', 'ceiling', 'message', 'workBits'] as const;

export interface SettingChange {
  name: (typeof SHOWN)[number];
  /** `null`: there was no room. */
  before: string | null;
  after: string;
}

export function changesOf({ before, after }: ControlEntry): SettingChange[] {
  const changed = SHOWN.filter((name) => before?.[name] !== after[name]);
  return changed.map((name) => ({
    name,
    before: before ? String(before[name] ?? '') : null,
    after: String(after[name] ?? ''),
  }));
}
