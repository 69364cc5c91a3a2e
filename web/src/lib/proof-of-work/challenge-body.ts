import * as v from 'valibot';
import type { WorkChallenge } from '@holdfast/client/proof-of-work';
import { integer, schemaOf, type Bodies } from '@/api/contract';

export const challengeBody = schemaOf<Bodies['ChallengeBody']>()(
  v.object({ challenge: v.exactOptional(v.nullable(v.string())), difficulty: integer }),
);

/** `null`: it costs nothing. */
export const askedIn = ({
  challenge,
  difficulty,
}: Bodies['ChallengeBody']): WorkChallenge | null => (challenge ? { challenge, difficulty } : null);
