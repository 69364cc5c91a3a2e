// Runs before anything else of the page. It sets the chosen theme, so that the other one never flashes, and sends the requests that the
// page at this address will need first, so that they are answered while its code is still loading. `lib/early-responses.ts` hands them out.
try {
  const theme = localStorage.getItem('holdfast.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme is right.
}
{
  const early = (window.holdfastEarly = new Map());
  const send = (path, accept = 'application/json', after = (response) => response) => {
    const name = `${accept} ${path}`;
    const at = performance.timeOrigin + performance.now();
    const sent = fetch(path, { headers: { Accept: accept }, credentials: 'same-origin' });
    const response = sent.then(after);
    early.set(name, { at, response });
    // The page then sends the request again and shows what is wrong.
    response.catch(() => early.delete(name));
  };
  // Handed out only once the layout is requested too, so that the page does not request it again.
  const withLayout = async (response) => {
    const { layoutUrl } = await response.clone().json();
    if (typeof layoutUrl === 'string') send(layoutUrl);
    return response;
  };
  const show = /^\/events\/(\d{1,16})(\/checkout)?$/.exec(location.pathname);
  if (location.pathname === '/') send('/api/events');
  if (show) send(`/api/events/${show[1]}`, undefined, withLayout);
  if (show && !show[2]) send(`/api/events/${show[1]}/seats`, 'application/octet-stream');
}
