// Whom somebody answers for: itself, or a minor that it consents for. Whether it does is for the pool to say.

import { parseMsisdn } from '../../../../subscribers/public.ts';
import { accept, refuse, type AccountId, type Result } from '../../../../kernel/public.ts';
import type { AppServices } from '../../services.ts';

export async function wardOf(
  { carrier, directory }: AppServices,
  self: AccountId,
  forMsisdn: string | undefined,
): Promise<Result<AccountId, { readonly code: 'member_unknown' }>> {
  if (forMsisdn === undefined) return accept(self);
  const msisdn = parseMsisdn(forMsisdn, carrier.country);
  const line = msisdn.ok ? await directory.lineBy('msisdn', msisdn.value) : undefined;
  return line === undefined ? refuse({ code: 'member_unknown' }) : accept(line.accountId);
}
