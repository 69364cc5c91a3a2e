/** A short form of an order's id, to be read aloud or compared at a counter. It names the order; it proves nothing. */
export const bookingCode = (orderId: string): string => {
  const letters = orderId.replaceAll('-', '').slice(-8).toUpperCase();
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};
