import { plural } from './words';
import type { Hold } from '../dictionary';

export const hold: Hold = {
  hold: {
    title: 'Held for you',
    done: (count, time) =>
      `${plural(count, 'seat is', 'seats are')} yours for ${time}. Pay within that time.`,
    left: 'Time left',
    leftSpoken: (time) => `${time} left`,
    pay: 'Continue to payment',
    extend: 'Add 1 minute',
    extended: (time) => `More time added. ${time} left.`,
    extendSpent: 'No more time can be added: this is the longest there is.',
    release: 'Release seats',
    released: 'The seats are free again.',
    expiredTitle: 'Your time is up',
    expired:
      'The seats are open to everyone again. If they are still free you can hold them once more.',
    again: 'Hold the same seats',
    chooseAgain: 'Choose other seats',
    leaveTitle: 'Release your seats?',
    leave: 'If you leave, your seats are immediately open to everyone.',
    leaveConfirm: 'Release and leave',
    stay: 'Keep my seats',
    elsewhere: 'You are holding seats.',
    back: 'Back to my seats',
  },
};
