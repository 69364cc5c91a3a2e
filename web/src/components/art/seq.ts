/** 0, 1, 2, ... */
export const seq = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
