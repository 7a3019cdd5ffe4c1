import { refuseWith } from '../../problem.ts';
import { lineOf } from '../../session.ts';
import { PackPreviewBody } from '../../sharing-schemas.ts';
import { packPreviewView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';
import { PurchaseBody, purchaseOf } from './purchase.ts';

/** What a purchase would be, and exactly for whom. Nothing is bought. */
export const previewPack: Action = (app, services) => {
  app.post(
    '/pack-previews',
    {
      // Whoever tries numbers to find out which are lines is slowed down here.
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        summary: 'Preview buying a pack',
        body: PurchaseBody,
        response: { 200: PackPreviewBody, ...problems(400, 401, 403, 404, 422, 429) },
      },
    },
    async (request, reply) => {
      const line = lineOf(request);
      const preview = await services.sharing.shop.preview(purchaseOf(line.accountId, request.body));
      if (!preview.ok) return refuseWith(request, reply, preview.refusal);
      return packPreviewView(services, preview.value, line);
    },
  );
};
