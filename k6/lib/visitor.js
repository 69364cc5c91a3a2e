// A visitor looks through the events, and asks again for what has changed since the last visit.
import exec from 'k6/execution';

import * as api from './api.js';

const OK = 200;
// Each virtual user has its own, as each browser has its own cache.
const etags = {};

export function visit() {
  const listed = api.events();
  if (listed.status !== OK) {
    return;
  }
  const events = listed.json('items');
  const { id } = events[(exec.vu.idInTest + exec.vu.iterationInScenario) % events.length];
  api.event(id);
  remembered(`layout ${id}`, (etag) => api.layout(id, etag));
  remembered(`seats ${id}`, (etag) => api.seatMap(id, etag));
}

function remembered(what, read) {
  const response = read(etags[what]);
  if (response.status === OK) {
    etags[what] = response.headers.Etag;
  }
}
