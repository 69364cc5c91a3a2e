import { logOut } from '@/features/account/api/log-out';
import { releaseHold } from '@/features/hold/store/hold-store';

/** What is held is the user's, and out of reach afterwards: it is given back to the others. */
export async function logOutAndRelease(): Promise<void> {
  await releaseHold();
  await logOut();
}
