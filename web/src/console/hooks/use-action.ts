import { useState } from 'react';
import { asProblem, type Problem } from '@/lib/problem';

/** One action at a time: whether it is on its way, and why the last one failed. */
export function useAction<Result>(onDone: (result: Result) => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const run = (action: () => Promise<Result>) => {
    setBusy(true);
    setProblem(null);
    void action()
      .then(onDone, (cause: unknown) => setProblem(asProblem(cause)))
      .finally(() => setBusy(false));
  };
  return { busy, problem, run };
}
