// Whom a line has saved, whom it has shut out, and what people wrote to it.

import type { Action } from './app.ts';
import { addBlock, listBlocks, removeBlock } from './contacts-blocks.ts';
import { readMessage, reportMessage, showMessage } from './contacts-messages.ts';
import { listContacts, removeContact, saveContact } from './contacts-numbers.ts';

export const contactActions: readonly Action[] = [
  listContacts,
  saveContact,
  removeContact,
  listBlocks,
  addBlock,
  removeBlock,
  readMessage,
  showMessage,
  reportMessage,
];
