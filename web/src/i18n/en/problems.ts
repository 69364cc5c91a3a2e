import { plural } from './words';
import type { Problems } from '../dictionary';

export const problems: Problems = {
  error: {
    retry: 'Try again',
    copy: 'Copy trace id',
    copied: 'Copied',
    trace: 'Trace id',
    retryIn: (seconds) => `Please try again in ${plural(seconds, 'second', 'seconds')}.`,
  },
  problems: {
    MALFORMED_JSON: ['The request did not arrive in one piece.', 'Please try again.'],
    BAD_REQUEST: [
      'The address or the request could not be read.',
      'Please start again from the shows.',
    ],
    IDEMPOTENCY_KEY_MISSING: ['The order came without its key.', 'Reload the page and try again.'],
    IDEMPOTENCY_KEY_INVALID: [
      'The key of the order is not valid.',
      'Reload the page and try again.',
    ],
    VERSION_UNKNOWN: ['This page is newer than the shop.', 'Reload the page and try again.'],
    UNAUTHENTICATED: ['We do not know who you are.', 'Sign in and try again.'],
    NOT_HOLD_OWNER: [
      'These seats are held elsewhere.',
      'Continue in the window that holds them, or choose again.',
    ],
    STEP_UP_REQUIRED: [
      'This takes your password once more.',
      'Please give it, or log in again, and try again.',
    ],
    FORBIDDEN: ['This cannot be done from here.', 'Please start again from the shows.'],
    QUEUE_TOKEN_REQUIRED: [
      'There is a line for this show.',
      'Join the waiting room and we will call you.',
    ],
    PROOF_OF_WORK_REQUIRED: [
      'A place in this line takes a short computation.',
      'Please join the line again.',
    ],
    PROOF_OF_WORK_INVALID: ['The computation took too long.', 'Please join the line again.'],
    NOT_FOUND: ['There is nothing here.', 'Please check the address.'],
    EVENT_NOT_FOUND: ['There is no such show.', 'Please choose from the list of shows.'],
    SEAT_NOT_FOUND: ['This show has no such seat.', 'Please choose again on the map.'],
    SECTION_NOT_FOUND: ['This show has no such section.', 'Please choose again on the map.'],
    TIER_NOT_FOUND: ['This section has no such price.', 'Please choose one of those shown.'],
    RESERVATION_NOT_FOUND: ['This reservation is no longer there.', 'Please choose seats again.'],
    ORDER_NOT_FOUND: ['We cannot find this order.', 'Please look in My orders.'],
    METHOD_NOT_ALLOWED: ['This request is not possible here.', 'Reload the page and try again.'],
    RESERVATION_CONFLICT: ['Someone else was quicker.', 'Shall we show you similar seats?'],
    SOLD_OUT: ['There are not that many places left.', 'Try fewer, or another section.'],
    TIER_SOLD_OUT: ['Not that many are left at this price.', 'Try fewer, or another price.'],
    NO_SEATS_TOGETHER: ['There are not that many good seats left.', 'Try fewer.'],
    LEAVES_SINGLE_SEAT: ['A single seat would be left.', 'Move over by one.'],
    SECTION_HAS_SEATS: ['This section has numbered seats.', 'Please choose them on the map.'],
    SEAT_SOLD: ['This seat is already sold.', 'Please choose another one.'],
    HOLD_REQUIRED: [
      'Seats must be held before they are paid for.',
      'Please choose your seats again.',
    ],
    NOT_YOUR_TURN: ['It is not your turn yet.', 'We will call you when it is.'],
    SALE_NOT_OPEN: [
      'Sales have not opened yet.',
      'Please wait for the start. You can already choose seats.',
    ],
    IDEMPOTENCY_KEY_IN_PROGRESS: [
      'The same order is being processed.',
      'The outcome will be here in a moment.',
    ],
    IDEMPOTENCY_KEY_CONFLICT: [
      'This key was used for another purchase.',
      'Please look in My orders first.',
    ],
    ORDER_NOT_CANCELLABLE: [
      'This order cannot be cancelled any more.',
      'It is confirmed. There are no refunds yet.',
    ],
    LIMIT_REACHED: [
      'That is as many seats of this show as one person may buy.',
      'Seats that you hold and have bought count together.',
    ],
    PROVIDER_REFUSED: [
      'The other service did not say who you are.',
      'Please try again, or log in with your password.',
    ],
    EMAIL_UNVERIFIED: [
      'The other service has not confirmed your address.',
      'Register with the address, and link the service on the page of your account.',
    ],
    LINK_REQUIRED: [
      'This address has an account already.',
      'Log in as before and link the service once, on the page of your account. From then on it logs you in.',
    ],
    LINK_TAKEN: ['It is linked to another account.', 'Unlink it there, or choose another one.'],
    LAST_LOGIN: ['This is your last way to log in.', 'Choose a password first.'],
    LAST_OWNER: ['The last owner has to stay.', 'Give the role to another person first.'],
    EDIT_CONFLICT: ['Someone else was faster.', 'Reload the page and look at what has changed.'],
    TOKEN_INVALID: ['Your session cannot be recognized.', 'Please log in again.'],
    TOKEN_EXPIRED: ['Your session has to be renewed.', 'Please try again.'],
    SESSION_ENDED: ['You have been logged out.', 'Please log in again.'],
    CREDENTIALS_WRONG: [
      'The address or the password is wrong.',
      'Please check both and try again.',
    ],
    LINK_EXPIRED: ['This link was used, or is too old.', 'Ask for another one.'],
    HOLD_EXPIRED: ['Your time is up.', 'If the seats are still free you can hold them again.'],
    REQUEST_TIMEOUT: ['The request took too long to arrive.', 'Please try again.'],
    PAYLOAD_TOO_LARGE: ['The request is too large.', 'Choose fewer seats and try again.'],
    UNSUPPORTED_MEDIA_TYPE: [
      'The server cannot read this format.',
      'Reload the page and try again.',
    ],
    VALIDATION_FAILED: [
      'Something in the request is not right.',
      'Check your choice and try again.',
    ],
    IDEMPOTENCY_KEY_REUSED: [
      'This key belongs to another order.',
      'Please look in My orders first.',
    ],
    RATE_LIMITED: ['Too many requests in a short time.', 'Wait a moment and try again.'],
    INTERNAL_ERROR: [
      'Something broke on our side.',
      'Please try again. If it keeps happening, send us the trace id.',
    ],
    UNAVAILABLE: [
      'We cannot answer right now.',
      'Try again shortly. Seats that you hold stay yours until their time is up.',
    ],
    NETWORK: ['The server could not be reached.', 'Check your connection and try again.'],
    ONE_SECTION_AT_A_TIME: [
      'Only one section at a time can be bought here.',
      'Keep the seats or one standing section, and try again.',
    ],
    UNREADABLE: ['We got an answer that we cannot read.', 'Reload the page and try again.'],
  },
};
