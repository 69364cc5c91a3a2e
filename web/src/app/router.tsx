/** The page at the address of the moment, within the shell. The code of a page is fetched when its address is visited. */
import { createElement, useEffect, type PropsWithChildren } from 'react';
import { RouteParams, useHistory } from '@/navigation/history';
import { whenDrawn } from '@/lib/when-drawn';
import { frame, routeOf, type Route } from './pages';
import { PageBoundary } from './page-boundary';
import { PageFailure } from './page-failure';
import { Shell } from './shell/shell';
import { PageShape } from './shell/page-shape';
import { usePageCode } from './use-page-code';

export function ShopRouter() {
  const { pathname } = useHistory().location;
  const { route, params } = routeOf(pathname);
  return (
    <Shell>
      <PageBoundary>
        <Framed shape={route.shape}>
          <PageBoundary key={pathname}>
            <RouteParams value={params}>
              <Page route={route} />
            </RouteParams>
          </PageBoundary>
        </Framed>
      </PageBoundary>
    </Shell>
  );
}

/** The frame stays when the page changes: it watches over the hold of this tab. */
function Framed({ shape, children }: PropsWithChildren<Pick<Route, 'shape'>>) {
  const { phase, component } = usePageCode<PropsWithChildren>(frame);
  if (phase === 'missing')
    return <PageFailure failure="missing" onAgain={() => void frame.load()} />;
  return component ? createElement(component, null, children) : <PageShape shape={shape} />;
}

function Page({ route }: { route: Route }) {
  const { phase, component } = usePageCode(route.page);
  useEffect(() => {
    if (phase === 'here') whenDrawn(() => route.next.forEach((next) => void next.load()));
  }, [phase, route]);
  if (phase === 'missing')
    return <PageFailure failure="missing" onAgain={() => void route.page.load()} />;
  return component ? createElement(component) : <PageShape shape={route.shape} />;
}
