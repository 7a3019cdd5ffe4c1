// Undoing and declining: the two things that can be done to a gift once it is sent.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import { declineGift, undoGift } from '../../api/calls.ts';
import { Problem } from '../../api/problem.ts';
import { giftQuery } from '../../api/queries.ts';
import { newIntentKey } from '../../api/request.ts';
import type { Gift } from '../../api/types.ts';

/** Changes one gift, once, and reads again all that the change touches. */
export function useGiftChange(
  gift: Gift,
  change: 'undo' | 'decline',
  onChanged: (changed: Gift) => void,
): UseMutationResult<Gift, Error, void> {
  const client = useQueryClient();
  const [intentKey] = useState(newIntentKey);
  return useMutation({
    mutationFn: () => (change === 'undo' ? undoGift : declineGift)(gift.id, intentKey),
    onSuccess: (changed) => {
      client.setQueryData(giftQuery(gift.id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ['balance'] });
      void client.invalidateQueries({ queryKey: ['gift-policy'] });
      onChanged(changed);
      return client.invalidateQueries({ queryKey: ['gifts'] });
    },
    onError: (error) => {
      // Too late: what is shown was out of date.
      if (error instanceof Problem) void client.invalidateQueries({ queryKey: ['gifts'] });
    },
  });
}
