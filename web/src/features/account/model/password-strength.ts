/** A hint while a password is typed. It is rougher than what the server decides by, and never lets one through that is too short. */
export type Strength = 'short' | 'weak' | 'fair' | 'good';

export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 128;

const DIFFERENT_MIN = 6;
const WORDS_GOOD = 3;
const LENGTH_GOOD = 16;

/** What is tried first. */
const COMMON = /password|qwerty|asdf|zxcv|letmein|welcome|holdfast|iloveyou|1234|0000|비밀번호/i;

export function strengthOf(password: string): Strength {
  const letters = [...password];
  if (letters.length < PASSWORD_MIN) return 'short';
  const different = new Set(letters.map((letter) => letter.toLowerCase())).size;
  if (different < DIFFERENT_MIN || COMMON.test(password)) return 'weak';
  const words = password.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1).length;
  return words >= WORDS_GOOD || letters.length >= LENGTH_GOOD ? 'good' : 'fair';
}
