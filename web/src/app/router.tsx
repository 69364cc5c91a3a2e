/** The page at the address of the moment, within the shell. The code of a page is fetched when its address is visited. */
import { createElement, useEffect, useSyncExternalStore, type PropsWithChildren } from 'react';
import { RouteParams, useHistory } from '@/navigation/history';
import { whenDrawn } from '@/lib/when-drawn';
import { frame, routeOf, type Route } from './pages';
import { PageBoundary } from './page-boundary';
import type { PageCode } from './page-code';
import { PageFailure } from './page-failure';
import { Shell } from './shell/shell';
import { PageShape } from './shell/page-shape';

export function ShopRouter() {
  const { pathname } = useHistory().location;
  const { route, params } = routeOf(pathname);
  return (
    <Shell>
      <PageBoundary key={pathname}>
        <RouteParams value={params}>
          <Page route={route} />
        </RouteParams>
      </PageBoundary>
    </Shell>
  );
}

function Page({ route }: { route: Route }) {
  const around = usePageCode<PropsWithChildren>(frame);
  const page = usePageCode(route.page);
  const here = page.phase === 'here';
  useEffect(() => {
    if (here) whenDrawn(() => route.next.forEach((next) => void next.load()));
  }, [here, route]);
  if (around.phase === 'missing' || page.phase === 'missing') {
    const again = () => [frame, route.page].forEach((code) => void code.load());
    return <PageFailure failure="missing" onAgain={again} />;
  }
  if (!around.component || !page.component) return <PageShape shape={route.shape} />;
  return createElement(around.component, null, createElement(page.component));
}

function usePageCode<Props>(code: PageCode<Props>) {
  const state = useSyncExternalStore(code.listen, code.read);
  useEffect(() => {
    // Code that could not be fetched in advance is fetched again when it is needed.
    void code.load();
  }, [code]);
  return state;
}
