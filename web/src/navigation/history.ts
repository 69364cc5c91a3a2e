import { createContext, use, useSyncExternalStore } from 'react';
import type { Params } from './match';
import { PageHistory } from './page-history';

/** The one history of this page. */
export const pageHistory = new PageHistory(window);

export const useHistory = () => useSyncExternalStore(pageHistory.listen, pageHistory.read);

/** The parameters of the route that is shown. */
export const RouteParams = createContext<Params>({});
export const useParams = (): Params => use(RouteParams);
