// Asking for data, and being asked.

import type { Action } from './app.ts';
import {
  cancelRequest,
  listRequests,
  makeRequest,
  previewRequest,
  readRequest,
} from './requests-ask.ts';
import { changePreference, readPreference } from './requests-preferences.ts';
import {
  declineRequest,
  giveOnRequest,
  ignoreRequest,
  listReceivedRequests,
  openRequest,
  previewAnswer,
} from './requests-received.ts';

export const requestActions: readonly Action[] = [
  previewRequest,
  makeRequest,
  listRequests,
  readRequest,
  cancelRequest,
  listReceivedRequests,
  openRequest,
  previewAnswer,
  giveOnRequest,
  declineRequest,
  ignoreRequest,
  readPreference,
  changePreference,
];
