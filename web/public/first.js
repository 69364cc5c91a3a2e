// Runs before anything else of the page: sets the chosen theme, so that the other one never flashes, and asks the questions that the
// page at this address will ask first, so that the answers travel while its code does. `lib/early.ts` hands them out.
try {
  const theme = localStorage.getItem('holdfast.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; the system's theme is then right.
}
{
  const early = (window.holdfastEarly = new Map());
  const ask = (path, accept = 'application/json', after = (answer) => answer) => {
    const name = `${accept} ${path}`;
    const at = performance.timeOrigin + performance.now();
    const asked = fetch(path, { headers: { Accept: accept }, credentials: 'same-origin' });
    const response = asked.then(after);
    early.set(name, { at, response });
    // Whoever would have taken it asks again and says what is wrong.
    response.catch(() => early.delete(name));
  };
  // Handed out only when the layout has been asked for too, so that nobody else asks for it.
  const withLayout = async (answer) => {
    const { layoutUrl } = await answer.clone().json();
    if (layoutUrl) ask(layoutUrl);
    return answer;
  };
  const show = /^\/events\/(\d{1,16})(\/checkout)?$/.exec(location.pathname);
  if (location.pathname === '/') ask('/api/events');
  if (show) ask(`/api/events/${show[1]}`, undefined, withLayout);
  if (show && !show[2]) ask(`/api/events/${show[1]}/seats`, 'application/octet-stream');
}
