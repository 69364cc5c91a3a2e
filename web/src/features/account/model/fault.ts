/** What the server found wrong with a field, as the page has words for it. */
import type { Bodies } from '@/api/contract';

export type Fault = 'email' | 'name' | 'length' | 'guessed' | 'other';

type Field = Pick<Bodies['FieldErrorBody'], 'field' | 'code'>;

const PASSWORDS = new Set(['password', 'newPassword', 'currentPassword']);
const LENGTHS = new Set<string>(['TOO_SHORT', 'TOO_LONG']);

export function faultIn(fields: readonly Field[], name: string): Fault | null {
  const found = fields.find(({ field }) => field === name);
  if (!found) return null;
  if (name === 'email' || name === 'name') return name;
  if (!PASSWORDS.has(name)) return 'other';
  return LENGTHS.has(found.code) ? 'length' : 'guessed';
}
