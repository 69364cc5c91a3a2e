// The API of the shop, one function for each call. Each answer is counted as answered or not.
import http from 'k6/http';

import { answered, browsed, notModified, readsAnswered } from './measure.js';

const BASE_URL = (__ENV.BASE_URL || 'http://127.0.0.1:8080').replace(/\/$/, '');
const TIMEOUT = '15s';
const NOT_MODIFIED = 304;

// A conflict and a lapsed hold are answers, not failures.
http.setResponseCallback(http.expectedStatuses(200, 201, 204, 304, 409, 410));

export function isAnswer(response) {
  return response.status > 0 && response.status < 500;
}

// `caller`: the access token of who asks.
function ask(method, path, name, { caller, headers = {}, body } = {}) {
  const identity = caller ? { Authorization: `Bearer ${caller}` } : {};
  const content = body ? { 'Content-Type': 'application/json' } : {};
  const response = http.request(method, `${BASE_URL}${path}`, body ? JSON.stringify(body) : null, {
    headers: { ...identity, ...content, ...headers },
    tags: { name },
    timeout: TIMEOUT,
  });
  answered.add(isAnswer(response));
  return response;
}

function read(path, name, etag) {
  const response = ask('GET', path, name, { headers: etag ? { 'If-None-Match': etag } : {} });
  readsAnswered.add(isAnswer(response));
  if (isAnswer(response)) {
    browsed.add(response.timings.duration);
  }
  if (response.status === NOT_MODIFIED) {
    notModified.add(1);
  }
  return response;
}

export const beginGuest = () => ask('POST', '/api/auth/guest', 'guest');

export const events = () => read('/api/events', 'events');
// The sales with a waiting room in front of them.
export const lines = () => read('/api/waiting-room/events', 'lines');
export const event = (id) => read(`/api/events/${id}`, 'event');
export const layout = (id, etag) => read(`/api/events/${id}/layout`, 'layout', etag);
export const seatMap = (id, etag) => read(`/api/events/${id}/seats`, 'seats', etag);

// `pass`: of the waiting room, where the event has one.
export function hold(caller, eventId, seatId, holdSeconds, pass) {
  return ask('POST', '/api/reservations', 'hold', {
    caller,
    headers: pass ? { 'X-Queue-Token': pass } : {},
    body: { eventId, seatId, holdSeconds },
  });
}

export function release(caller, eventId, seatId) {
  return ask('DELETE', `/api/reservations/${eventId}/${seatId}`, 'release', { caller });
}

export function placeOrder(caller, eventId, seatId, key) {
  const body = { eventId, seatIds: [seatId], paymentMethod: 'tok_ok' };
  return ask('POST', '/api/orders', 'order', { caller, headers: { 'Idempotency-Key': key }, body });
}

// By a client without an identity: the key says whose it is.
export function purchase(eventId, qty, key) {
  const body = { eventId, qty };
  return ask('POST', '/purchase', 'purchase', { headers: { 'Idempotency-Key': key }, body });
}

export function order(caller, orderId) {
  return ask('GET', `/api/orders/${orderId}`, 'order status', { caller });
}

export function operateLine(eventId, action, body) {
  const headers = { Authorization: `Bearer ${__ENV.OPERATOR_TOKEN}` };
  const path = `/api/waiting-room/admin/events/${eventId}/${action}`;
  return ask('POST', path, 'operate', { headers, body });
}

export function enterLine(caller, eventId) {
  return ask('POST', `/api/waiting-room/events/${eventId}/enter`, 'enter', { caller });
}

export function place(caller, ticket) {
  const headers = { 'Queue-Ticket': ticket };
  return ask('GET', '/api/waiting-room/place', 'place', { caller, headers });
}

export function claimPlace(caller, ticket) {
  const headers = { 'Queue-Ticket': ticket };
  return ask('POST', '/api/waiting-room/place/claim', 'claim', { caller, headers });
}
