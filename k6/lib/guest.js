// Who buys: a guest of identity, as a visitor without an account is one. Each virtual user is one of them, as each browser is.
import * as api from './api.js';

const CREATED = 201;
let own;

// Its access token, which outlives every run; nothing where none was to be had, and then the next call asks again.
export function guest() {
  if (!own) {
    const begun = api.beginGuest();
    own = begun.status === CREATED ? begun.json('accessToken') : undefined;
  }
  return own;
}
