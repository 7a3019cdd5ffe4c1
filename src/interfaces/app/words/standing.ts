// What is refused of standing gifts, in each language, and why one rests or has ended.

import type { StandingRefusal } from '../../../gifting/public.ts';
import type { Words } from './words.ts';

export type StandingWords = Pick<Words, StandingRefusal['code']>;

export const englishStanding: StandingWords = {
  standing_unknown: () => ({
    title: 'No such regular gift',
    detail: 'There is no regular gift here that you can do this with.',
  }),
  standing_ended: () => ({
    title: 'It has ended',
    detail: 'This regular gift has ended. You can make a new one.',
  }),
  standing_circle: ({ lines }, { count }) => ({
    title: 'It would come back to you',
    detail: `What is given would come back to its giver by way of ${count(lines)} lines. One of their regular gifts would have to end first.`,
  }),
  standing_chain_too_long: ({ limit }, { count }) => ({
    title: 'Given on too far',
    detail: `What they are given is given on to more than ${count(limit)} lines, too many to be sure that it does not come back to you.`,
  }),
  standing_gifts_reached: ({ side, limit }, { count }) => ({
    title: 'Too many regular gifts',
    detail:
      side === 'giver'
        ? `You can have ${count(limit)} regular gifts. End one first.`
        : `A line can be given ${count(limit)} regular gifts, and theirs is.`,
  }),
  standing_asked_before: ({ waitSeconds }, { wait }) => ({
    title: 'You asked before',
    detail: `They have not answered yet, or have said no. You can ask again in ${wait(waitSeconds)}.`,
  }),
  last_hours_too_few: ({ atLeastHours }, { count }) => ({
    title: 'Too late in the cycle',
    detail: `A gift can be undone for a while before it arrives. Choose at least ${count(atLeastHours)} hours.`,
  }),
  nothing_expiring: ({ lapsingOctets }, { data }) => ({
    title: 'Nothing to give',
    detail:
      lapsingOctets === 0
        ? 'Nothing that you have lapses at the end of this cycle.'
        : `${data(lapsingOctets)} lapse at the end of this cycle, but as much as you asked for cannot be given from it.`,
  }),
  target_unknown: () => ({
    title: 'Not open to you',
    detail: 'There is no open pool or tank here that you can put data into.',
  }),
};

export const frenchStanding: StandingWords = {
  standing_unknown: () => ({
    title: 'Don régulier introuvable',
    detail: 'Il n’y a ici aucun don régulier avec lequel vous pouvez faire cela.',
  }),
  standing_ended: () => ({
    title: 'Il a pris fin',
    detail: 'Ce don régulier a pris fin. Vous pouvez en créer un autre.',
  }),
  standing_circle: ({ lines }, { count }) => ({
    title: 'Cela vous reviendrait',
    detail: `Ce qui est donné reviendrait à son donneur en passant par ${count(lines)} lignes. Un de leurs dons réguliers devrait d’abord prendre fin.`,
  }),
  standing_chain_too_long: ({ limit }, { count }) => ({
    title: 'Donné trop loin',
    detail: `Ce que cette ligne reçoit est redonné à plus de ${count(limit)} lignes, trop pour être sûr que cela ne vous revienne pas.`,
  }),
  standing_gifts_reached: ({ side, limit }, { count }) => ({
    title: 'Trop de dons réguliers',
    detail:
      side === 'giver'
        ? `Vous pouvez avoir ${count(limit)} dons réguliers. Mettez d’abord fin à l’un d’eux.`
        : `Une ligne peut recevoir ${count(limit)} dons réguliers, et la sienne en est là.`,
  }),
  standing_asked_before: ({ waitSeconds }, { wait }) => ({
    title: 'Vous l’avez déjà demandé',
    detail: `Cette personne n’a pas encore répondu, ou a dit non. Vous pourrez redemander dans ${wait(waitSeconds)}.`,
  }),
  last_hours_too_few: ({ atLeastHours }, { count }) => ({
    title: 'Trop tard dans le cycle',
    detail: `Un don peut être annulé un moment avant d’arriver. Choisissez au moins ${count(atLeastHours)} heures.`,
  }),
  nothing_expiring: ({ lapsingOctets }, { data }) => ({
    title: 'Rien à donner',
    detail:
      lapsingOctets === 0
        ? 'Rien de ce que vous avez n’expire à la fin de ce cycle.'
        : `${data(lapsingOctets)} expirent à la fin de ce cycle, mais on ne peut pas en donner autant que demandé.`,
  }),
  target_unknown: () => ({
    title: 'Pas ouvert pour vous',
    detail: 'Il n’y a ici aucune réserve ouverte où vous pouvez mettre des données.',
  }),
};

export const chineseStanding: StandingWords = {
  standing_unknown: () => ({
    title: '没有这个定期赠送',
    detail: '这里没有您可以这样操作的定期赠送。',
  }),
  standing_ended: () => ({ title: '已经结束', detail: '这个定期赠送已经结束。您可以新建一个。' }),
  standing_circle: ({ lines }, { count }) => ({
    title: '会转回给您',
    detail: `送出的流量会经过 ${count(lines)} 条线路回到赠送人手里。请先结束其中一个定期赠送。`,
  }),
  standing_chain_too_long: ({ limit }, { count }) => ({
    title: '转送太远',
    detail: `对方收到的流量会转送给超过 ${count(limit)} 条线路，无法确定不会回到您手里。`,
  }),
  standing_gifts_reached: ({ side, limit }, { count }) => ({
    title: '定期赠送过多',
    detail:
      side === 'giver'
        ? `您最多可以有 ${count(limit)} 个定期赠送。请先结束一个。`
        : `一条线路最多可以接受 ${count(limit)} 个定期赠送，对方已满。`,
  }),
  standing_asked_before: ({ waitSeconds }, { wait }) => ({
    title: '您已经问过',
    detail: `对方还没有回答，或者已经拒绝。${wait(waitSeconds)}后可以再问。`,
  }),
  last_hours_too_few: ({ atLeastHours }, { count }) => ({
    title: '离周期结束太近',
    detail: `赠送到达之前有一段时间可以撤销。请至少选择 ${count(atLeastHours)} 小时。`,
  }),
  nothing_expiring: ({ lapsingOctets }, { data }) => ({
    title: '没有可送的流量',
    detail:
      lapsingOctets === 0
        ? '您的流量在本周期结束时都不会过期。'
        : `本周期结束时有 ${data(lapsingOctets)} 过期，但不足以送出您想要的数量。`,
  }),
  target_unknown: () => ({ title: '未对您开放', detail: '这里没有您可以存入流量的共享池。' }),
};

type Reasons = { readonly [reason: string]: string } & { readonly other: string };

/** By the reason's code; a judge's refusal that has no words of its own here is `other`. */
const REASONS: { readonly [language in 'en' | 'fr' | 'zh']: Reasons } = {
  en: {
    stopped_by_person: 'Its giver has paused it.',
    floor_broken: 'Too little would have been left.',
    balance_too_low: 'There was too little to give.',
    monthly_octets_reached: 'As much as may be given in a cycle was given.',
    monthly_count_reached: 'As often as may be given in a cycle was given.',
    line_cannot_receive: 'The receiving line can take no gifts now.',
    receiver_limit_reached: 'The receiving line has all that it may have.',
    closed_now: 'Nothing is given at this time.',
    giver_could_not: 'The giving line could not give.',
    by_giver: 'Its giver has ended it.',
    by_receiver: 'Its receiver has ended it.',
    by_carrier: 'It was ended by us, as somebody asked.',
    declined: 'The answer was no.',
    unanswered: 'There was no answer.',
    receiver_gone: 'What it went to is closed.',
    giver_gone: 'The giving line is closed.',
    went_in_a_circle: 'What was given came back to its giver.',
    paused_too_long: 'It could not be given for several cycles.',
    other: 'The rules of giving did not allow it.',
  },
  fr: {
    stopped_by_person: 'La personne qui donne l’a mis en pause.',
    floor_broken: 'Il serait resté trop peu.',
    balance_too_low: 'Il y avait trop peu à donner.',
    monthly_octets_reached: 'Tout ce qui peut être donné dans un cycle l’a été.',
    monthly_count_reached: 'On a donné aussi souvent que permis dans un cycle.',
    line_cannot_receive: 'La ligne ne peut pas recevoir de dons en ce moment.',
    receiver_limit_reached: 'La ligne a tout ce qu’elle peut avoir.',
    closed_now: 'On ne donne pas à ce moment.',
    giver_could_not: 'La ligne qui donne n’a pas pu donner.',
    by_giver: 'La personne qui donne y a mis fin.',
    by_receiver: 'La personne qui reçoit y a mis fin.',
    by_carrier: 'Nous y avons mis fin à la demande de quelqu’un.',
    declined: 'La réponse a été non.',
    unanswered: 'Il n’y a pas eu de réponse.',
    receiver_gone: 'La destination est fermée.',
    giver_gone: 'La ligne qui donne est fermée.',
    went_in_a_circle: 'Ce qui était donné revenait à son donneur.',
    paused_too_long: 'Il n’a pas pu être donné pendant plusieurs cycles.',
    other: 'Les règles du don ne l’ont pas permis.',
  },
  zh: {
    stopped_by_person: '赠送人已暂停。',
    floor_broken: '剩余流量会过少。',
    balance_too_low: '可送的流量不足。',
    monthly_octets_reached: '本周期可送的流量已用完。',
    monthly_count_reached: '本周期可送的次数已用完。',
    line_cannot_receive: '对方线路目前不能接受赠送。',
    receiver_limit_reached: '对方线路已达上限。',
    closed_now: '现在不能赠送。',
    giver_could_not: '赠送方未能送出。',
    by_giver: '赠送人已结束。',
    by_receiver: '接受人已结束。',
    by_carrier: '已应要求由我们结束。',
    declined: '对方拒绝了。',
    unanswered: '对方没有回答。',
    receiver_gone: '接受方已关闭。',
    giver_gone: '赠送方线路已关闭。',
    went_in_a_circle: '送出的流量转回了赠送人。',
    paused_too_long: '连续几个周期未能送出。',
    other: '赠送规则不允许。',
  },
};

export function sayReason(reason: string, language: keyof typeof REASONS): string {
  const words = REASONS[language];
  return Object.hasOwn(words, reason) ? (words[reason] ?? words.other) : words.other;
}
