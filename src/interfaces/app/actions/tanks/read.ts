import { refuseWith } from '../../problem.ts';
import { PlaceParams, TankBody } from '../../sharing-schemas.ts';
import { tankView } from '../../sharing-views.ts';
import { problems, type Action } from '../app.ts';

export const readTank: Action = (app, { sharing }) => {
  app.get(
    '/tanks/:id',
    {
      schema: {
        summary: 'A tank',
        params: PlaceParams,
        response: { 200: TankBody, ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      const tank = await sharing.tanks.tank(Number(request.params.id));
      if (!tank.ok) return refuseWith(request, reply, tank.refusal);
      return tankView(tank.value);
    },
  );
};
