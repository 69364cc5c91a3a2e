import { PageHistory } from './page-history';

/** The one history of this page. */
export const pageHistory = new PageHistory(window);
