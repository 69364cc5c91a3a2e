import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import type { Live } from './session-state';

export const signedInBody = schemaOf<Bodies['SignedInBody']>()(
  v.object({
    accessToken: v.string(),
    tokenType: v.string(),
    expiresIn: integer,
    refreshToken: v.exactOptional(v.nullable(v.string())),
    subject: v.string(),
    sessionId: v.string(),
  }),
);

export const liveOf = (body: Bodies['SignedInBody'], now: number): Live => ({
  token: body.accessToken,
  subject: body.subject,
  sessionId: body.sessionId,
  lifeMs: body.expiresIn * 1_000,
  until: now + body.expiresIn * 1_000,
});
