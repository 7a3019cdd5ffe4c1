import { englishProofs } from './proofs.ts';
import { englishSharing } from './sharing-en.ts';
import { englishStanding } from './standing.ts';
import { englishWays } from './ways.ts';
import type { ReceiverLimitWords, Words } from './words.ts';

const COOLING = {
  activation: 'Your line was opened a short time ago',
  sim_change: 'Your SIM was changed a short time ago',
  device_change: 'Your phone was changed a short time ago',
  port_in: 'Your number came to us a short time ago',
  credential_reset: 'Your sign-in was reset a short time ago',
} as const;

const perCycle = (limit: string): string =>
  `A line can receive ${limit} in a billing cycle, and this would be more.`;
const giftsPerCycle = (limit: string): string =>
  `A line can receive ${limit} gifts in a billing cycle, and theirs has.`;
const perDay = (limit: string): string =>
  `A line can receive ${limit} in a day, and this would be more.`;
const giftsPerDay = (limit: string): string =>
  `A line can receive ${limit} gifts in a day, and theirs has.`;

const RECEIVER_LIMIT: ReceiverLimitWords = {
  'receiving.capOctets': (limit) =>
    `A line can have ${limit} of unused gifts at once, and this would be more.`,
  'receiving.monthlyCount': giftsPerCycle,
  'receiving.monthlyOctets': perCycle,
  'receiving.family.monthlyCount': giftsPerCycle,
  'receiving.family.monthlyOctets': perCycle,
  'receiving.dailyCount': giftsPerDay,
  'receiving.dailyOctets': perDay,
  'receiving.family.dailyCount': giftsPerDay,
  'receiving.family.dailyOctets': perDay,
  'receiving.giftsAtOnce': (limit) =>
    `A line can have ${limit} unused gifts at once, and theirs has.`,
  'receiving.balanceAtMostOctets': (limit) =>
    `Only a line that has ${limit} or less can receive, and theirs has more.`,
};

export const english: Words = {
  ...englishWays,
  ...englishSharing,
  ...englishStanding,
  ...englishProofs,
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
  way_not_offered: () => ({
    title: 'Not offered',
    detail: 'Data cannot be given in this way.',
  }),
  not_authorised: ({ action }) => ({
    title: 'Not yours to do',
    detail:
      action === 'give'
        ? 'Only the account holder, or somebody the holder has authorised, can give from this line.'
        : 'Only the account holder, or somebody the holder has authorised, can ask for this line.',
  }),
  line_cannot_give: ({ rule }) => ({
    title: 'Your line cannot give',
    detail:
      rule === 'line.status' || rule === 'giver.activeWithinDays'
        ? 'Your line is not active, so it cannot give data now.'
        : rule === 'giver.payment' || rule === 'giver.personsOnly' || rule === 'giver.brands'
          ? 'Giving data is not part of your kind of account.'
          : 'Your plan can receive data but not give it.',
  }),
  bill_unpaid: () => ({
    title: 'A bill is open',
    detail: 'Data can be given again once your bill is paid.',
  }),
  line_too_new: ({ days, waitSeconds }, { count, wait }) => ({
    title: 'Your line is new',
    detail: `A line can give after ${count(days)} days. Yours can in ${wait(waitSeconds)}.`,
  }),
  cooling_off: ({ after, waitSeconds }, { wait }) => ({
    title: 'Locked for your safety',
    detail: `${COOLING[after]}, so giving is locked for ${wait(waitSeconds)}. If this was not you, call us now.`,
  }),
  too_young: ({ minimumAge }, { count }) => ({
    title: 'Not yet',
    detail: `Data can be given from the age of ${count(minimumAge)}. You can receive it.`,
  }),
  receiver_name_differs: () => ({
    title: 'The name does not match',
    detail: 'The number and the name do not belong together. Check both.',
  }),
  line_cannot_receive: ({ rule }) => ({
    title: 'This line cannot receive',
    detail:
      rule === 'line.status'
        ? 'Their line is not active, so it cannot receive data now.'
        : rule === 'receiver.standing'
          ? 'Their line cannot receive gifts of data just now.'
          : 'Their plan does not take gifts of data.',
  }),
  relation_needed: ({ relation }) => ({
    title: 'Not to this person',
    detail:
      relation === 'contact'
        ? 'Data can be given to people you have saved. Save this number first.'
        : relation === 'family'
          ? 'Data can be given within your family only.'
          : 'Data can be given between lines of your own account only.',
  }),
  lines_differ: ({ rule }) => ({
    title: 'Not between these lines',
    detail:
      rule === 'between.sameBrand'
        ? 'Data can be given to lines of your own brand only.'
        : 'Data cannot be given between prepaid and postpaid lines.',
  }),
  closed_now: ({ waitSeconds }, { wait }) => ({
    title: 'Closed just now',
    detail: `Data cannot be given just now. It can again in ${wait(waitSeconds)}.`,
  }),
  size_not_offered: ({ allowedOctets }, { data }) => ({
    title: 'Choose another amount',
    detail: `A gift is one of ${allowedOctets.map(data).join(', ')}.`,
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
  choice_unknown: () => ({
    title: 'No such choice',
    detail: 'This length of time is not offered.',
  }),
  too_soon: ({ waitSeconds }, { wait }) => ({
    title: 'A moment, please',
    detail: `You have just given. You can give again in ${wait(waitSeconds)}.`,
  }),
  receivers_reached: ({ limit }, { count }) => ({
    title: 'No more people this cycle',
    detail: `You can give to ${count(limit)} different people in a billing cycle. You can still give to those you gave to.`,
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
  monthly_octets_reached: ({ rule, limitOctets, usedOctets }, { data }) => ({
    title: 'Over this cycle’s limit',
    detail:
      rule === 'giving.shareOfAllowancePercent'
        ? `Of your plan you can give ${data(limitOctets)} in a billing cycle, and have given ${data(usedOctets)}.`
        : `You can give ${data(limitOctets)} in a billing cycle and have given ${data(usedOctets)}.`,
  }),
  daily_count_reached: ({ limit }, { count }) => ({
    title: 'No more gifts today',
    detail: `You have given ${count(limit)} times today, which is the most there can be. You can again tomorrow.`,
  }),
  daily_octets_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Over today’s limit',
    detail: `You can give ${data(limitOctets)} in a day and have given ${data(usedOctets)}.`,
  }),
  receiver_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'They cannot receive this much',
    detail: RECEIVER_LIMIT[rule](
      rule.endsWith('Count') || rule === 'receiving.giftsAtOnce' ? count(limit) : data(limit),
    ),
  }),
  guardian_must_confirm: () => ({
    title: 'A guardian must agree',
    detail: 'Ask your parent or guardian to confirm this gift.',
  }),
  confirmation_needed: ({ by }) => ({
    title: 'Please confirm that it is you',
    detail: by === 'pin' ? 'Enter your PIN to give.' : 'Enter the code that we send you.',
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
  declining_not_offered: () => ({
    title: 'Cannot be sent back',
    detail: 'Gifts of data cannot be sent back.',
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
