/** Where orders are placed: only by a session that can show them again. */
export const ORDERS = '/api/orders';

/** What belongs to a session that has ended is refused in these words, whichever the server used. */
export const sessionEnded = (): Response =>
  Response.json(
    { code: 'SESSION_ENDED', message: 'this session has ended: log in again', traceId: '' },
    { status: 401 },
  );
