/** The operator token: from the address that a demo prints, from this tab, or typed. It is kept for as long as the tab is open. */
import * as v from 'valibot';
import { forget, recall, remember } from '@/lib/storage';

const NAME = 'operator-token';
const IN_ADDRESS = /^#token=(.+)$/;

/** A token in the address moves to the tab's storage at once, so that it does not stay in the history or on a screenshot. */
export function recallToken(): string | null {
  const given = IN_ADDRESS.exec(window.location.hash)?.[1];
  if (given === undefined) return recall('tab', NAME, v.string());
  window.history.replaceState(null, '', window.location.pathname);
  const token = decoded(given);
  keepToken(token);
  return token;
}

export const keepToken = (token: string): void => remember('tab', NAME, token);
export const forgetToken = (): void => forget('tab', NAME);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
