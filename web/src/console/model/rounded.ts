/** How exactly a rate or an age is worth reading: tenths below ten, whole numbers above. */
export const readable = (value: number): number =>
  value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
