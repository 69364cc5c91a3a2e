import * as v from 'valibot';
import { currency, integer, schemaOf, time, type Bodies } from '@/api/contract';

export type EventBody = Bodies['EventBody'];

export const eventBody = schemaOf<EventBody>()(
  v.object({
    id: integer,
    title: v.string(),
    titleEn: v.string(),
    description: v.string(),
    descriptionEn: v.string(),
    venue: v.string(),
    venueEn: v.string(),
    localized: v.object({
      language: v.string(),
      title: v.string(),
      description: v.string(),
      venue: v.string(),
    }),
    timeZone: v.string(),
    dateTime: time,
    onSaleAt: time,
    serverTime: time,
    available: integer,
    capacity: integer,
    currency,
    genre: v.exactOptional(v.string()),
    organizationId: v.exactOptional(v.string()),
    priceMin: integer,
    priceMax: integer,
    layoutUrl: v.string(),
  }),
);

export const eventListBody = schemaOf<Bodies['EventListBody']>()(
  v.object({
    items: v.array(eventBody),
    nextCursor: v.exactOptional(v.nullable(v.string())),
  }),
);
