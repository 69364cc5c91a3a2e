import * as v from 'valibot';
import { integer, schemaOf, type Bodies } from '@/api/contract';
import { request } from '@/lib/api-client';
import { drawBody } from '../model/room';

const proofBody = schemaOf<Bodies['ProofBody']>()(
  v.object({
    index: integer,
    visitor: v.string(),
    steps: v.array(v.object({ sibling: v.string(), left: v.boolean() })),
    number: v.exactOptional(v.nullable(integer)),
    draw: drawBody,
  }),
);

/** That the place was on the closed list, and what was published of the draw. */
export const getProof = (queueTicket: string) =>
  request('/api/waiting-room/place/proof', proofBody, { queueTicket });
