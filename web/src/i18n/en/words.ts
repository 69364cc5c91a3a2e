/** Forms of English words that several parts need. */
export const plural = (count: number, one: string, many: string) =>
  `${count} ${count === 1 ? one : many}`;
export const seatCount = (count: string | number) =>
  `${count} ${String(count) === '1' ? 'seat' : 'seats'}`;
export const section = (name: string) => (/^section/i.test(name) ? name : `Section ${name}`);
