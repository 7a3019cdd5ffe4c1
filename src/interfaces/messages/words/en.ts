import type { Words } from './row.ts';

export const english: Words = {
  sign_in_code: {
    title: 'Your code',
    body: '{code} is your {carrier} code. It is good for 5 minutes. Never give it to anybody.',
  },
  gift_given: {
    title: 'You gave {amount}',
    body: 'You gave {amount} to {other}. You can undo it until {undo_until}. Receipt {receipt}.',
  },
  gift_delivered: {
    title: 'You gave {amount}',
    body: 'You gave {amount} to {other}. It has arrived. Receipt {receipt}.',
  },
  gift_arrived: {
    title: 'You got {amount}',
    body: '{other} gave you {amount} of data. It is ready to use until {expires}. Receipt {receipt}.',
  },
  gift_undone: {
    title: 'Gift undone',
    body: 'You undid your gift to {other}. Your {amount} are back with you. Receipt {receipt}.',
  },
  gift_declined: {
    title: 'Gift sent back',
    body: '{other} sent back {amount} of your gift. It is with you again. Receipt {receipt}.',
  },
  gift_sent_back: {
    title: 'Gift sent back',
    body: 'You sent {amount} back to {other}. Receipt {receipt}.',
  },
  gift_returned: {
    title: 'Gift returned',
    body: 'Your {amount} for {other} could not arrive: {reason}. It is back with you. Receipt {receipt}.',
  },
  gift_expires_soon: {
    title: '{amount} expire soon',
    body: '{amount} that {other} gave you can be used until {expires}. Receipt {receipt}.',
  },
  request_made: {
    title: '{other} asks for data',
    body: '{other} asks if you could spare {amount}. You choose; no answer is fine too. Receipt {receipt}.',
  },
  request_answered: {
    title: 'Your request was answered',
    body: '{other} said yes and gives you {amount}. Receipt {receipt}.',
  },
  request_declined: {
    title: 'Your request was declined',
    body: '{other} cannot spare {amount} now. Receipt {receipt}.',
  },
  link_made: {
    title: 'Your gift link',
    body: 'Your link for {amount}: {url} It can be claimed until {expires}. Receipt {receipt}.',
  },
  link_claimed: {
    title: 'Your link was claimed',
    body: '{other} claimed {amount} by your link. Receipt {receipt}.',
  },
  link_ended: {
    title: 'Your link has ended',
    body: 'Your gift link has ended. {amount} that nobody claimed are back with you. Receipt {receipt}.',
  },
  standing_gift_asked: {
    title: '{other} would give every month',
    body: '{other} would give you {amount} every month. Say yes or no in the app. Receipt {receipt}.',
  },
  standing_gift_agreed: {
    title: 'Monthly gift agreed',
    body: '{other} agreed: you give {amount} every month, until either of you stops. Receipt {receipt}.',
  },
  lapsing_gift_asked: {
    title: '{other} would share what is left',
    body: '{other} would give you what is left at the end of each cycle, at most {amount}. Answer in the app. Receipt {receipt}.',
  },
  lapsing_gift_agreed: {
    title: 'Sharing what is left',
    body: '{other} agreed: they get what is left at the end of each cycle, at most {amount}. Receipt {receipt}.',
  },
  standing_gift_paused: {
    title: 'Monthly gift paused',
    body: 'The monthly gift of {amount} with {other} is paused: {reason}. Receipt {receipt}.',
  },
  standing_gift_ended: {
    title: 'Monthly gift ended',
    body: 'The monthly gift of {amount} with {other} has ended. Receipt {receipt}.',
  },
  pool_joined: {
    title: '{pool}: somebody joined',
    body: '{other} joined {pool}. Receipt {receipt}.',
  },
  pool_left: {
    title: '{pool}: somebody left',
    body: '{other} left {pool} with a share of {amount}. Receipt {receipt}.',
  },
  pool_capped: {
    title: '{pool}: your cap',
    body: 'You can use up to {amount} of {pool} in each cycle. Receipt {receipt}.',
  },
  pool_paused: {
    title: '{pool}: paused for you',
    body: '{pool} is paused for your line. Receipt {receipt}.',
  },
  pool_resumed: {
    title: '{pool}: open for you',
    body: '{pool} is open for your line again. Receipt {receipt}.',
  },
  pool_invited: {
    title: '{other} invites you',
    body: '{other} invites you to share data in {pool}. Say yes or no in the app. Receipt {receipt}.',
  },
  pool_slowed: {
    title: '{pool}: slowed for you',
    body: 'Data from {pool} now comes to your line slowly. Receipt {receipt}.',
  },
  pool_closed: {
    title: '{pool} is closing',
    body: '{pool} is closing. What you put in and did not use is back with you. Receipt {receipt}.',
  },
  pool_cap_reached: {
    title: '{pool}: a cap is reached',
    body: '{other} has used all that it may have of {pool} in this cycle. Receipt {receipt}.',
  },
  pool_low: {
    title: '{pool} runs low',
    body: '{amount} are left in {pool}. Receipt {receipt}.',
  },
  tank_sent_home: {
    title: '{pool} is closing',
    body: '{pool} is closing. {amount} that you gave and nobody used is back with you. Receipt {receipt}.',
  },
  tank_moved: {
    title: '{pool} is closing',
    body: '{pool} is closing. {amount} that you gave and nobody used is now in {other}. Receipt {receipt}.',
  },
  tank_lapses: {
    title: '{pool} is closing',
    body: '{pool} is closing. {amount} that you gave and nobody used will lapse. Receipt {receipt}.',
  },
  pack_offered: {
    title: '{other} has a pack for you',
    body: '{other} would like to give you {pack}: {amount}. Say yes or no in the app until {expires}. Receipt {receipt}.',
  },
  pack_bought: {
    title: 'Your pack is ready',
    body: '{pack}: {amount}, good until {expires}. Receipt {receipt}.',
  },
  pack_refunded: {
    title: 'Your money is back',
    body: '{pack} for {other} was not delivered. What it cost is taken off your bill. Receipt {receipt}.',
  },
  gift_code: {
    title: 'Your code',
    body: '{code} confirms that you give {amount} to {other}, and nothing else. It is good for 5 minutes. Never give it to anybody.',
  },
  amount_code: {
    title: 'Your code',
    body: '{code} confirms that you give {amount} in all, and nothing else. It is good for 5 minutes. Never give it to anybody.',
  },
  pin_code: {
    title: 'Your code',
    body: '{code} lets you set, unlock or remove your {carrier} gifting PIN. It is good for 5 minutes. Never give it to anybody.',
  },
  consent_asked: {
    title: '{other} asks for your consent',
    body: '{other} would like to give {amount} of data and needs your consent. Say yes or no in the app. Receipt {receipt}.',
  },
  consent_given: {
    title: 'You may give',
    body: '{other} agrees that you give {amount}. Open the app to give it. Receipt {receipt}.',
  },
  consent_refused: {
    title: 'Not this time',
    body: '{other} does not agree that you give {amount}. Nothing was given. Receipt {receipt}.',
  },
  pack_received: {
    title: 'You got a pack',
    body: '{other} bought you {pack}: {amount}, good until {expires}. Receipt {receipt}.',
  },
  reasons: {
    line_cannot_receive: 'their line cannot receive data now',
    already_expired: 'it had expired on its way',
    floor_reached: 'too little would have been left',
    balance_too_low: 'there was too little data to give',
    stopped_by_person: 'it was stopped by hand',
    other: 'the rules of giving did not allow it',
  },
};
