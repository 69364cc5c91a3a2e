import { useEffect, useSyncExternalStore } from 'react';
import type { PageCode } from './page-code';

/** The state of some code of the page, which is fetched as soon as it is wanted. */
export function usePageCode<Props>(code: PageCode<Props>, wanted = true) {
  const state = useSyncExternalStore(code.listen, code.read);
  useEffect(() => {
    // Code that could not be fetched in advance is fetched again when it is needed.
    if (wanted) void code.load();
  }, [code, wanted]);
  return state;
}
