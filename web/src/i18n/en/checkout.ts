import type { Checkout } from '../dictionary';

export const checkout: Checkout = {
  checkout: {
    title: 'Payment',
    nothingTitle: 'Nothing to pay for yet',
    nothing: 'Choose your seats and hold them first.',
    toMap: 'Choose seats',
    summary: 'Your order',
    payment: 'Payment method',
    demo: 'This is a demo and no money moves. Pick a test card.',
    methods: {
      tok_ok: ['Working card', 'Approved at once'],
      tok_decline: ['Declined card', 'The bank says no'],
      tok_slow: ['Slow card', 'Approved after 5 seconds'],
      tok_timeout: ['Silent card', 'Never answers; cancelled after 30 seconds'],
      tok_error_after_effect: ['Lost answer', 'Approved, but answers with an error'],
    },
    pay: (total) => `Pay ${total}`,
    paying: 'Sending your order',
    next: 'Once you press Pay, your seats are locked in: nobody can take them until the payment is complete.',
    guest: 'As a guest you see this order in this browser alone, for as long as it remembers it.',
    guestLogIn: 'Log in to keep it in your account',
    unknownTitle: 'Checking whether your order arrived',
    unknown:
      'We got no answer and are sending the same order again. You cannot be charged twice; just wait here.',
    offline: 'Waiting for your internet connection. We will try again as soon as it is back.',
    tries: (count) => `Check ${count}`,
  },
};
