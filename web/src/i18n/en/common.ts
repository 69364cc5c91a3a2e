import { seatCount } from './words';
import type { Common } from '../dictionary';

export const common: Common = {
  shop: 'Holdfast',
  skip: 'Skip to the content',
  nav: {
    label: 'Main',
    events: 'Shows',
    orders: 'My orders',
    home: 'Holdfast home',
    logIn: 'Log in',
    account: 'My account',
  },
  theme: { label: 'Theme', system: 'System', light: 'Light', dark: 'Dark' },
  languageSwitch: '한국어',
  loading: 'Loading',
  seats: seatCount,
  close: 'Close',
  crash: {
    crashed: 'Something went wrong on this page',
    missing: 'This page did not load completely',
    text: 'Your orders and held seats are untouched. Please load the page again.',
    reload: 'Load again',
  },
};
