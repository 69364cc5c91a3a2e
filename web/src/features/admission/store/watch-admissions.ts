/** Follows every place in a line, and keeps every session alive, that this browser has. */
import { useAdmissions, type Admission } from './admission-store';
import { followPlace } from './follow-place';
import { keepAdmission } from './keep-admission';

type Task = (signal: AbortSignal) => Promise<void>;

/** Until the returned function is called. There are no more tasks than admissions are kept. */
export function watchAdmissions(): () => void {
  const running = new Map<string, AbortController>();
  const update = () => {
    const wanted = new Map(useAdmissions.getState().all.flatMap(taskOf));
    for (const [name, task] of running) {
      if (wanted.has(name)) continue;
      running.delete(name);
      task.abort();
    }
    for (const [name, task] of wanted) {
      if (running.has(name)) continue;
      const abort = new AbortController();
      running.set(name, abort);
      void task(abort.signal);
    }
  };
  update();
  const unsubscribe = useAdmissions.subscribe(update);
  return () => {
    unsubscribe();
    for (const task of running.values()) task.abort();
  };
}

function taskOf({ eventId, state }: Admission): [string, Task][] {
  if (state.phase === 'inLine')
    return [[`place ${state.ticket}`, (signal) => followPlace(eventId, state.ticket, signal)]];
  if (state.phase === 'admitted')
    return [[`session ${state.ticket}`, (signal) => keepAdmission(eventId, state.ticket, signal)]];
  return [];
}
