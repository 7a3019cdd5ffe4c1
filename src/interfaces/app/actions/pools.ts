import type { Action } from './app.ts';
import { answerInvitation } from './pools/answer.ts';
import { changeMember } from './pools/change-member.ts';
import { closePool } from './pools/close.ts';
import { drawFromPool } from './pools/draw.ts';
import { inviteToPool } from './pools/invite.ts';
import { leavePool } from './pools/leave.ts';
import { listPools } from './pools/list.ts';
import { openPool } from './pools/open.ts';
import { previewPutIntoPool } from './pools/preview-put-in.ts';
import { putIntoPool } from './pools/put-in.ts';
import { readPool } from './pools/read.ts';
import { removeMember } from './pools/remove-member.ts';

export const poolActions: readonly Action[] = [
  openPool,
  listPools,
  readPool,
  inviteToPool,
  answerInvitation,
  previewPutIntoPool,
  putIntoPool,
  drawFromPool,
  changeMember,
  removeMember,
  leavePool,
  closePool,
];
