import type { Words } from './words.ts';

export const english: Words = {
  not_signed_in: () => ({ title: 'Signed out', detail: 'Please sign in again.' }),
  code_wrong: () => ({
    title: 'Wrong code',
    detail: 'This code is wrong or no longer valid. Check it, or ask for a new one.',
  }),
  not_found: () => ({ title: 'Not found', detail: 'There is nothing here.' }),
  gift_unknown: () => ({ title: 'No such gift', detail: 'This gift is not one of yours.' }),
  request_malformed: ({ where, expected }) => ({
    title: 'Not understood',
    detail: `The request could not be read at ${where}: ${expected}.`,
  }),
  idempotency_key_missing: () => ({
    title: 'Key missing',
    detail: 'Every change carries an Idempotency-Key header of 1 to 64 visible characters.',
  }),
  octets_not_a_number: () => ({
    title: 'Not an amount',
    detail: 'Enter how much data to give, as a number.',
  }),
  octets_not_whole: () => ({
    title: 'Not a whole amount',
    detail: 'Data is counted in whole octets. Choose a whole amount.',
  }),
  octets_too_large: () => ({
    title: 'Too much',
    detail: 'This is more data than there can be. Choose a smaller amount.',
  }),
  octets_negative: () => ({
    title: 'Less than nothing',
    detail: 'Only an amount above zero can be given.',
  }),
  msisdn_invalid: () => ({
    title: 'Not a phone number',
    detail: 'Enter a full phone number, such as 613 555 0142.',
  }),
  giving_to_oneself: () => ({
    title: 'Your own number',
    detail: 'This is your own number. Enter somebody else’s.',
  }),
  receiver_not_found: () => ({
    title: 'Nobody found',
    detail:
      'No line that you can give to has this number. Check it, or ask your friend to turn on “People who know my number can send me data” in their settings.',
  }),
  line_cannot_give: ({ rule }) => ({
    title: 'Your line cannot give',
    detail:
      rule === 'plan.mayGive'
        ? 'Your plan can receive data but not give it.'
        : 'Your line is not active, so it cannot give data now.',
  }),
  line_cannot_receive: ({ rule }) => ({
    title: 'This line cannot receive',
    detail:
      rule === 'plan.mayReceive'
        ? 'Their plan does not take gifts of data.'
        : 'Their line is not active, so it cannot receive data now.',
  }),
  below_minimum: ({ limitOctets }, { data }) => ({
    title: 'Too little',
    detail: `A gift is at least ${data(limitOctets)}.`,
  }),
  above_maximum: ({ limitOctets }, { data }) => ({
    title: 'Too much for one gift',
    detail: `One gift is at most ${data(limitOctets)}.`,
  }),
  not_a_step: ({ stepOctets }, { data }) => ({
    title: 'Not an even amount',
    detail: `Data is given in steps of ${data(stepOctets)}.`,
  }),
  balance_too_low: ({ givableOctets, availableOctets }, { data }) => ({
    title: 'Not enough to give',
    detail:
      givableOctets === availableOctets
        ? `You have ${data(availableOctets)} left.`
        : `Of your ${data(availableOctets)}, ${data(givableOctets)} may be given. Gifts and bonuses stay with whoever got them.`,
  }),
  floor_broken: ({ floorOctets, keepsOctets }, { data }) => ({
    title: 'Too little would be left',
    detail: `You would keep ${data(keepsOctets)}, and at least ${data(floorOctets)} must stay with you.`,
  }),
  monthly_count_reached: ({ limit }, { count }) => ({
    title: 'No more gifts this cycle',
    detail: `You have given ${count(limit)} times in this billing cycle, which is the most there can be.`,
  }),
  monthly_octets_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Over this cycle’s limit',
    detail: `You can give ${data(limitOctets)} in a billing cycle and have given ${data(usedOctets)}.`,
  }),
  receiver_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'They cannot receive this much',
    detail:
      rule === 'receiving.monthlyCount'
        ? `A line can receive ${count(limit)} gifts in a billing cycle, and theirs has.`
        : rule === 'receiving.monthlyOctets'
          ? `A line can receive ${data(limit)} in a billing cycle, and this would be more.`
          : `A line can have ${data(limit)} of unused gifts at once, and this would be more.`,
  }),
  key_reused: () => ({
    title: 'Key used before',
    detail: 'This Idempotency-Key was used for another gift.',
  }),
  undo_window_over: () => ({
    title: 'Too late to undo',
    detail: 'The data has left. Your friend can still send back what they have not used.',
  }),
  gift_already_ended: () => ({
    title: 'Already over',
    detail: 'This gift has already come back to you.',
  }),
  gift_not_declinable: () => ({
    title: 'Cannot be sent back',
    detail: 'Nothing unused is left of this gift.',
  }),
  too_many_attempts: ({ retryAfterSeconds }, { wait }) => ({
    title: 'Too many attempts',
    detail: `Please wait ${wait(retryAfterSeconds)} and try again.`,
  }),
  too_many_requests: ({ retryAfterSeconds }, { wait }) => ({
    title: 'Too many requests',
    detail: `Please wait ${wait(retryAfterSeconds)} and try again.`,
  }),
  unavailable: () => ({
    title: 'Not available just now',
    detail: 'We cannot reach your account just now. Nothing was lost; please try again.',
  }),
  internal: ({ requestId }) => ({
    title: 'Something went wrong',
    detail: `Something went wrong on our side. Nothing was lost. Reference: ${requestId}.`,
  }),
};
