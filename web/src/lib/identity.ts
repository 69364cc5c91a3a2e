/**
 * Who this browser is without a session, because identity does not answer. Where the server trusts the `X-Caller-Id` header (the demo),
 * the name is an unguessable one that this browser made; where it does not, the header is ignored and a hold belongs to the bearer of its
 * token. Beside an access token the header counts for nothing.
 */
import * as v from 'valibot';
import { randomId } from '@holdfast/client/random-id';
import { recall, remember } from './storage';

let name: string | undefined;
let secret: string | undefined;

export function callerId(): string {
  if (name === undefined) {
    name = recall('browser', 'caller', v.string()) ?? `guest-${randomId()}`;
    remember('browser', 'caller', name);
  }
  return name;
}

/** Says whose an Idempotency-Key is where names are not trusted: known to this browser and the server alone. */
export function guestSecret(): string {
  if (secret === undefined) {
    secret = recall('browser', 'secret', v.string()) ?? `secret-${randomId()}`;
    remember('browser', 'secret', secret);
  }
  return secret;
}
