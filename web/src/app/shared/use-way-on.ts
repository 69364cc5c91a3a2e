import { useEffect } from 'react';
import { nextPath } from '@/features/account/model/next-path';
import { pageHistory, useHistory } from '@/navigation/history';
import { useSessionKind } from '@/lib/signed-in';

/** Once the visitor is logged in, here or in another tab, the page goes on where the log-in began. Returns that address. */
export function useWayOn(): string {
  const next = nextPath(useHistory().location.search);
  const isUser = useSessionKind(({ kind }) => kind === 'user');
  useEffect(() => {
    if (isUser) pageHistory.replace(next);
  }, [isUser, next]);
  return next;
}
