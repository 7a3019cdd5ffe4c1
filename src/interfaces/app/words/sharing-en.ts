import type { SharingWords } from './sharing.ts';

export const englishSharing: SharingWords = {
  pool_full: ({ limit }, { count }) => ({
    title: 'Pool is full',
    detail: `A pool has at most ${count(limit)} lines.`,
  }),
  pool_paused: () => ({
    title: 'Paused',
    detail: 'The holder of this pool has paused it for your line. Ask them to resume it.',
  }),
  pool_cap_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Your cap is reached',
    detail: `You can take ${data(limitOctets)} from this pool in a cycle and have taken ${data(usedOctets)}.`,
  }),
  pool_slowed: ({ sliceOctets, everySeconds }, { data, wait }) => ({
    title: 'Slowed',
    detail: `You can take ${data(sliceOctets)} from this pool once in ${wait(everySeconds)}.`,
  }),
  pool_unknown: () => ({ title: 'No such pool', detail: 'This pool is not one of yours.' }),
  pool_name_unfit: ({ longest }, { count }) => ({
    title: 'Choose another name',
    detail: `A name has letters or digits, and at most ${count(longest)} characters.`,
  }),
  pool_closed: () => ({
    title: 'Closing',
    detail: 'This pool is closing. What you put in and did not use comes back to you.',
  }),
  pools_too_many: ({ limit }, { count }) => ({
    title: 'Too many pools',
    detail: `A line can be in ${count(limit)} pools. Leave one first.`,
  }),
  member_unknown: () => ({
    title: 'Not a member',
    detail: 'This line is not a member of the pool.',
  }),
  already_member: () => ({
    title: 'Already a member',
    detail: 'This line is already a member of the pool.',
  }),
  invitation_unknown: () => ({
    title: 'No invitation',
    detail: 'There is no invitation to answer. Ask the holder for a new one.',
  }),
  holder_stays: () => ({
    title: 'You hold this pool',
    detail: 'Its holder does not leave a pool. Close it, and everybody gets their share back.',
  }),
  tank_unknown: () => ({ title: 'No such tank', detail: 'There is no such tank.' }),
  tank_closed: () => ({ title: 'Closed', detail: 'This tank is closed.' }),
  tank_heir_unfit: () => ({
    title: 'Cannot close',
    detail: 'The tank that the policy names for what is left is not open.',
  }),
  tank_name_unfit: () => ({
    title: 'Choose another name',
    detail: 'A name has letters or digits, and at most 40 characters.',
  }),
  tank_low: ({ takeableOctets }, { data }) => ({
    title: 'Not enough in the tank',
    detail: `Just now ${data(takeableOctets)} can be taken from this tank. The rest is its reserve.`,
  }),
  pack_unknown: () => ({ title: 'Not sold', detail: 'This pack is not sold any more.' }),
  order_unknown: () => ({
    title: 'No such purchase',
    detail: 'This purchase is not one of yours.',
  }),
  order_already_ended: () => ({
    title: 'Already over',
    detail: 'This pack was accepted, declined, or not answered in time.',
  }),
  not_for_you: ({ who }) => ({
    title: 'Not yours to do',
    detail:
      who === 'holder'
        ? 'Only the holder of this pool can do this.'
        : 'Your parent or guardian does this for you.',
  }),
  tank_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'You have had yours',
    detail:
      rule === 'receiving.balanceAtMostOctets'
        ? `Only a line that has ${data(limit)} or less can take from this tank.`
        : rule.endsWith('Count')
          ? `A line can take from this tank ${count(limit)} times in a cycle, and yours has.`
          : `A line can take ${data(limit)} from this tank in a cycle, and this would be more.`,
  }),
  payment_declined: ({ reason }) => ({
    title: 'Not paid',
    detail:
      reason === 'limit'
        ? 'This is more than you can buy on your bill before the next one.'
        : 'This could not be put on your bill.',
  }),
};
