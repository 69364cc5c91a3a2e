/** The bodies of the API by their names in its description. */
import type { components } from './schema.ts';

export type Bodies = components['schemas'];

export type ErrorCode = Bodies['ErrorCode'];

/** Names that the description lists today, and any other text: a newer server may send one that this client does not know. */
export type Open<Name extends string> = Name | (string & {});
