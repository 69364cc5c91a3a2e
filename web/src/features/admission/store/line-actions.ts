/** What a visitor does with a place in a line. Each returns the problem, if there is one. */
import { asProblem, type Problem } from '@/lib/problem';
import { claimPlace } from '../api/claim-place';
import { enterLine, type Entering } from '../api/enter-line';
import { leaveLine } from '../api/leave-line';
import { ticketOf } from '../model/admission';
import { admissionTo, dispatchAdmission } from './admission-store';

async function problemOf(action: () => Promise<void>): Promise<Problem | null> {
  try {
    await action();
    return null;
  } catch (cause) {
    return asProblem(cause);
  }
}

/** `null`, too, when the visitor has gone away meanwhile. */
export const requestPlace = async (
  eventId: number,
  entering: Entering,
): Promise<Problem | null> => {
  const problem = await problemOf(async () => {
    dispatchAdmission(eventId, { kind: 'entered', ...(await enterLine(eventId, entering)) });
  });
  return entering.signal.aborted ? null : problem;
};

/** Answers the call. */
export const requestPass = (eventId: number): Promise<Problem | null> =>
  problemOf(async () => {
    const ticket = ticketOf(admissionTo(eventId));
    if (ticket === null) return;
    dispatchAdmission(eventId, { kind: 'admitted', ticket, ...(await claimPlace(ticket)) });
  });

export const giveUpPlace = (eventId: number): Promise<Problem | null> =>
  problemOf(async () => {
    const ticket = ticketOf(admissionTo(eventId));
    if (ticket !== null) await leaveLine(ticket);
    dispatchAdmission(eventId, { kind: 'left' });
  });
