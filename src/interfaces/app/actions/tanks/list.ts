import { Type } from 'typebox';
import { TankBody } from '../../sharing-schemas.ts';
import { tankView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

/** Every tank that is open to the carrier's lines, also outside of its window. */
export const listTanks: Action = (app, { sharing }) => {
  app.get(
    '/tanks',
    {
      schema: {
        summary: 'Tanks',
        response: { 200: Type.Object({ tanks: Type.Array(TankBody) }), ...problems(401) },
      },
    },
    async () => ({ tanks: (await sharing.tanks.tanks()).map(tankView) }),
  );
};
