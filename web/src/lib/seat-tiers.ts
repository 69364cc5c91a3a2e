/** Which of several prices places are held or bought at; a seat whose section has one price is not named. */
import * as v from 'valibot';
import { integer } from '@/api/contract';

export const seatTiers = v.array(v.object({ seatId: integer, tier: v.string() }));

export type SeatTiers = v.InferOutput<typeof seatTiers>;

export const NO_TIERS: SeatTiers = [];
