import type { WorkChallenge } from '@holdfast/client/proof-of-work';

/** The proof that a challenge is paid with, worked out beside the page. It ends with the signal. */
export function solveChallenge(challenge: WorkChallenge, signal: AbortSignal): Promise<string> {
  const worker = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' });
  const solved = new Promise<string>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    signal.throwIfAborted();
  });
  worker.postMessage(challenge);
  return solved.finally(() => worker.terminate());
}
