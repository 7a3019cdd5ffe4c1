import { Type } from 'typebox';
import { lineOf } from '../../session.ts';
import { PackBody } from '../../sharing-schemas.ts';
import { packView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** What is sold, the cheapest first. */
export const listPacks: Action = (app, services) => {
  app.get(
    '/packs',
    {
      schema: {
        summary: 'Packs for sale',
        response: { 200: Type.Object({ packs: Type.Array(PackBody) }), ...problems(401) },
      },
    },
    async (request) => {
      const packs = await services.sharing.shop.packs();
      return { packs: packs.map((pack) => packView(services, pack, lineOf(request))) };
    },
  );
};
