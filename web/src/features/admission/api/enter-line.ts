import { request } from '@/lib/api-client';
import { asProblem } from '@/lib/problem';
import { readyToBuy } from '@/lib/session/send-as';
import { solveChallenge } from '@/lib/proof-of-work/solve-challenge';
import { enteredBody, type Place } from '../model/place';
import { getChallenge } from './get-challenge';

interface Entered {
  ticket: string;
  place: Place;
}

export interface Entering {
  /** The visitor goes away: work for a place ends. */
  signal: AbortSignal;
  /** A place costs work, which takes a moment. */
  onWork(): void;
}

/** One visitor has one place: entering again, from whichever tab, brings the same one. Where a new one costs work, it is done first. */
export async function enterLine(eventId: number, { signal, onWork }: Entering): Promise<Entered> {
  await readyToBuy();
  try {
    return await enter(eventId);
  } catch (cause) {
    if (asProblem(cause).code !== 'PROOF_OF_WORK_REQUIRED') throw cause;
  }
  const challenge = await getChallenge(eventId, signal);
  if (challenge === null) return enter(eventId);
  onWork();
  return enter(eventId, await solveChallenge(challenge, signal));
}

async function enter(eventId: number, proof?: string): Promise<Entered> {
  const path = `/api/waiting-room/events/${eventId}/enter`;
  const { ticket, ...place } = await request(path, enteredBody, {
    method: 'POST',
    proofOfWork: proof,
  });
  return { ticket, place };
}
