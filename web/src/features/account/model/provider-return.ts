/** What stands behind `#` when the browser is back from a provider. */
export type ProviderReturn =
  /** The page to go on with. */
  | { kind: 'done'; to: string }
  /** The code of the refusal. */
  | { kind: 'refused'; code: string };

/** A path of this shop, and nothing that leads elsewhere. */
const DONE = /^#to=(\/(?![/\\])[^\\#]*)$/;
const REFUSED = /^#problem=([A-Z_]{1,40})$/;

export function providerReturn(hash: string): ProviderReturn {
  const to = DONE.exec(hash)?.[1];
  if (to) return { kind: 'done', to };
  return { kind: 'refused', code: REFUSED.exec(hash)?.[1] ?? 'BAD_REQUEST' };
}
