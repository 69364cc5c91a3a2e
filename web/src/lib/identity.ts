/**
 * Who this browser is. Where the server trusts `X-Caller-Id` (the demo) the name is an unguessable one that this browser made;
 * where it does not, the header is ignored and holds obey their token.
 */
import { randomId } from './random-id';
import { isText, recall, remember } from './storage';

let name: string | undefined;

export function callerId(): string {
  if (name === undefined) {
    name = recall('browser', 'caller', isText) ?? `guest-${randomId()}`;
    remember('browser', 'caller', name);
  }
  return name;
}
