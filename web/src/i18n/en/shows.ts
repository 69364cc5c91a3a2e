import type { Shows } from '../dictionary';

export const shows: Shows = {
  events: {
    title: 'Shows',
    lead: 'Seats as they are right now.',
    empty: 'There is nothing on sale at the moment.',
    emptyNext: 'New shows appear here as soon as they are announced.',
    more: 'Show more',
    onSale: 'On sale',
    fewLeft: 'Few left',
    soldOut: 'Sold out',
    opensIn: 'Opens in',
    opensAt: (when) => `On sale from ${when}`,
    left: (count, of) => `${count} of ${of} seats left`,
    priceRange: (from, to) => (from === to ? from : `${from} – ${to}`),
    venueTime: (when) => `${when} at the venue`,
    stale: 'The connection is lost. This is what we last knew.',
  },
};
