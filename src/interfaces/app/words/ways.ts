// What is refused of links, requests, contacts and messages, in each language: rows of the tables of words.

import type { WaysRefusal } from '../ways-refusal.ts';
import type { Words } from './words.ts';

export type WaysWords = Pick<Words, WaysRefusal['code']>;

export const englishWays: WaysWords = {
  message_too_long: ({ limitCharacters }, { count }) => ({
    title: 'Too long',
    detail: `Write at most ${count(limitCharacters)} characters.`,
  }),
  message_not_plain: () => ({
    title: 'Not plain text',
    detail:
      'Write letters, figures and emoji, on at most five lines. Hidden characters cannot be sent.',
  }),
  message_unknown: () => ({
    title: 'No such message',
    detail: 'There is no message here for you.',
  }),
  address_unknown: () => ({
    title: 'This link does not work',
    detail:
      'It is wrong, has been replaced, or is for somebody else. Ask whoever sent it for a new one.',
  }),
  shares_out_of_range: ({ limit }, { count }) => ({
    title: 'For how many?',
    detail: `A link is for 1 to ${count(limit)} people.`,
  }),
  pin_malformed: ({ shortest, longest }, { count }) => ({
    title: 'Choose another PIN',
    detail: `A PIN is ${count(shortest)} to ${count(longest)} digits.`,
  }),
  pin_too_simple: () => ({
    title: 'Choose another PIN',
    detail:
      'This PIN is what people try first. Choose digits that neither repeat nor count up or down.',
  }),
  links_full: ({ limit }, { count }) => ({
    title: 'Too many open links',
    detail: `You have ${count(limit)} links open. Cancel one first; what nobody took comes back to you.`,
  }),
  link_unknown: () => ({ title: 'No such link', detail: 'This link is not one of yours.' }),
  link_over: ({ why }) => ({
    title: 'Too late',
    detail: {
      cancelled: 'Whoever made this link has taken it back.',
      expired: 'The time to take this gift is over. The data has gone back.',
      all_claimed: 'Others were faster: all of it is taken.',
    }[why],
  }),
  link_is_own: () => ({
    title: 'Your own link',
    detail: 'You cannot take your own gift. Send the link to somebody, or cancel it.',
  }),
  pin_needed: () => ({ title: 'A PIN is needed', detail: 'Enter the PIN that you were told.' }),
  pin_wrong: ({ triesLeft }, { count }) => ({
    title: 'Wrong PIN',
    detail: `This PIN is wrong. Tries left: ${count(triesLeft)}.`,
  }),
  pin_locked: () => ({
    title: 'Locked',
    detail: 'There were too many wrong PINs. Ask whoever sent the link for a new one.',
  }),
  asking_oneself: () => ({
    title: 'Your own number',
    detail: 'This is your own number. Enter somebody else’s.',
  }),
  no_family: () => ({
    title: 'No family yet',
    detail: 'There is no other line in your family to ask.',
  }),
  requests_full: ({ limit, waitSeconds }, { count, wait }) => ({
    title: 'Enough for today',
    detail: `You can ask ${count(limit)} times a day. You can again in ${wait(waitSeconds)}.`,
  }),
  asked_before: ({ waitSeconds }, { wait }) => ({
    title: 'Already asked',
    detail: `You have asked here before. You can again in ${wait(waitSeconds)}.`,
  }),
  request_unknown: () => ({
    title: 'No such request',
    detail: 'There is no such request of or for you.',
  }),
  request_is_own: () => ({
    title: 'Your own request',
    detail: 'This is what you ask for yourself. Send it to somebody.',
  }),
  request_over: ({ state }) => ({
    title: 'Already over',
    detail:
      state === 'given'
        ? 'Somebody has given already.'
        : state === 'expired'
          ? 'This request was open for three days, and is over.'
          : 'This request is over.',
  }),
  contact_name_invalid: ({ longest }, { count }) => ({
    title: 'Choose another name',
    detail: `A name is one line of 1 to ${count(longest)} plain characters.`,
  }),
  contacts_full: ({ limit }, { count }) => ({
    title: 'No more contacts',
    detail: `You can save ${count(limit)} numbers. Remove one first.`,
  }),
  blocks_full: ({ limit }, { count }) => ({
    title: 'No more blocks',
    detail: `You can block or mute ${count(limit)} numbers. Remove one first.`,
  }),
  people_out_of_range: ({ limit }, { count }) => ({
    title: 'To how many?',
    detail: `Give to 1 to ${count(limit)} people at once.`,
  }),
  person_twice: ({ index }, { count }) => ({
    title: 'Named twice',
    detail: `Person ${count(index + 1)} is named twice. Nothing was given.`,
  }),
  person_refused: ({ index, said }, { count }) => ({
    title: 'Not to everybody',
    detail: `Nothing was given. Person ${count(index + 1)}: ${said.detail}`,
  }),
};

export const frenchWays: WaysWords = {
  message_too_long: ({ limitCharacters }, { count }) => ({
    title: 'Trop long',
    detail: `Écrivez au plus ${count(limitCharacters)} caractères.`,
  }),
  message_not_plain: () => ({
    title: 'Texte non admis',
    detail:
      'Écrivez des lettres, des chiffres et des émojis, sur cinq lignes au plus. Les caractères cachés ne peuvent être envoyés.',
  }),
  message_unknown: () => ({
    title: 'Aucun message',
    detail: 'Il n’y a ici aucun message pour vous.',
  }),
  address_unknown: () => ({
    title: 'Ce lien ne fonctionne pas',
    detail:
      'Il est erroné, remplacé ou destiné à une autre personne. Demandez-en un nouveau à qui vous l’a envoyé.',
  }),
  shares_out_of_range: ({ limit }, { count }) => ({
    title: 'Pour combien de personnes ?',
    detail: `Un lien est pour 1 à ${count(limit)} personnes.`,
  }),
  pin_malformed: ({ shortest, longest }, { count }) => ({
    title: 'Choisissez un autre NIP',
    detail: `Un NIP compte de ${count(shortest)} à ${count(longest)} chiffres.`,
  }),
  pin_too_simple: () => ({
    title: 'Choisissez un autre NIP',
    detail:
      'C’est l’un des premiers que l’on essaie. Choisissez des chiffres qui ne se répètent ni ne se suivent.',
  }),
  links_full: ({ limit }, { count }) => ({
    title: 'Trop de liens ouverts',
    detail: `Vous avez ${count(limit)} liens ouverts. Annulez-en un ; ce que personne n’a pris vous revient.`,
  }),
  link_unknown: () => ({ title: 'Lien inconnu', detail: 'Ce lien n’est pas l’un des vôtres.' }),
  link_over: ({ why }) => ({
    title: 'Trop tard',
    detail: {
      cancelled: 'La personne qui a créé ce lien l’a repris.',
      expired: 'Le délai pour prendre ce don est passé. Les données sont retournées.',
      all_claimed: 'D’autres ont été plus rapides : tout est pris.',
    }[why],
  }),
  link_is_own: () => ({
    title: 'Votre propre lien',
    detail:
      'Vous ne pouvez pas prendre votre propre don. Envoyez le lien à quelqu’un, ou annulez-le.',
  }),
  pin_needed: () => ({ title: 'Un NIP est requis', detail: 'Entrez le NIP qu’on vous a donné.' }),
  pin_wrong: ({ triesLeft }, { count }) => ({
    title: 'NIP erroné',
    detail: `Ce NIP est erroné. Essais restants : ${count(triesLeft)}.`,
  }),
  pin_locked: () => ({
    title: 'Verrouillé',
    detail: 'Trop de NIP erronés. Demandez un nouveau lien à qui vous l’a envoyé.',
  }),
  asking_oneself: () => ({
    title: 'Votre propre numéro',
    detail: 'C’est votre propre numéro. Entrez celui d’une autre personne.',
  }),
  no_family: () => ({
    title: 'Pas encore de famille',
    detail: 'Il n’y a aucune autre ligne de votre famille à qui demander.',
  }),
  requests_full: ({ limit, waitSeconds }, { count, wait }) => ({
    title: 'Assez pour aujourd’hui',
    detail: `Vous pouvez demander ${count(limit)} fois par jour. Vous le pourrez de nouveau dans ${wait(waitSeconds)}.`,
  }),
  asked_before: ({ waitSeconds }, { wait }) => ({
    title: 'Déjà demandé',
    detail: `Vous avez déjà demandé ici. Vous le pourrez de nouveau dans ${wait(waitSeconds)}.`,
  }),
  request_unknown: () => ({
    title: 'Demande inconnue',
    detail: 'Il n’y a aucune demande de ce nom, de vous ou pour vous.',
  }),
  request_is_own: () => ({
    title: 'Votre propre demande',
    detail: 'C’est ce que vous demandez vous-même. Envoyez-la à quelqu’un.',
  }),
  request_over: ({ state }) => ({
    title: 'Déjà terminée',
    detail:
      state === 'given'
        ? 'Quelqu’un a déjà donné.'
        : state === 'expired'
          ? 'Cette demande était ouverte trois jours, et elle est terminée.'
          : 'Cette demande est terminée.',
  }),
  contact_name_invalid: ({ longest }, { count }) => ({
    title: 'Choisissez un autre nom',
    detail: `Un nom tient sur une ligne de 1 à ${count(longest)} caractères simples.`,
  }),
  contacts_full: ({ limit }, { count }) => ({
    title: 'Plus de contacts',
    detail: `Vous pouvez enregistrer ${count(limit)} numéros. Retirez-en un d’abord.`,
  }),
  blocks_full: ({ limit }, { count }) => ({
    title: 'Plus de blocages',
    detail: `Vous pouvez bloquer ou mettre en sourdine ${count(limit)} numéros. Retirez-en un d’abord.`,
  }),
  people_out_of_range: ({ limit }, { count }) => ({
    title: 'À combien de personnes ?',
    detail: `Donnez à 1 à ${count(limit)} personnes à la fois.`,
  }),
  person_twice: ({ index }, { count }) => ({
    title: 'Nommée deux fois',
    detail: `La personne ${count(index + 1)} est nommée deux fois. Rien n’a été donné.`,
  }),
  person_refused: ({ index, said }, { count }) => ({
    title: 'Pas à tout le monde',
    detail: `Rien n’a été donné. Personne ${count(index + 1)} : ${said.detail}`,
  }),
};

export const chineseWays: WaysWords = {
  message_too_long: ({ limitCharacters }, { count }) => ({
    title: '太长',
    detail: `最多可写 ${count(limitCharacters)} 个字符。`,
  }),
  message_not_plain: () => ({
    title: '不是纯文本',
    detail: '请写文字、数字和表情，最多五行。隐藏字符不能发送。',
  }),
  message_unknown: () => ({ title: '没有留言', detail: '这里没有给您的留言。' }),
  address_unknown: () => ({
    title: '链接无效',
    detail: '链接有误、已被更换，或是给别人的。请向发送者索取新的链接。',
  }),
  shares_out_of_range: ({ limit }, { count }) => ({
    title: '给几个人？',
    detail: `一个链接可供 1 到 ${count(limit)} 人领取。`,
  }),
  pin_malformed: ({ shortest, longest }, { count }) => ({
    title: '请换一个密码',
    detail: `密码为 ${count(shortest)} 到 ${count(longest)} 位数字。`,
  }),
  pin_too_simple: () => ({
    title: '请换一个密码',
    detail: '这个密码太容易猜到。请选择不重复也不连续的数字。',
  }),
  links_full: ({ limit }, { count }) => ({
    title: '链接过多',
    detail: `您已有 ${count(limit)} 个有效链接。请先取消一个，未领取的流量会退还给您。`,
  }),
  link_unknown: () => ({ title: '没有此链接', detail: '这个链接不是您的。' }),
  link_over: ({ why }) => ({
    title: '已经太晚',
    detail: {
      cancelled: '创建者已收回这个链接。',
      expired: '领取时间已过，流量已退回。',
      all_claimed: '已被其他人领完。',
    }[why],
  }),
  link_is_own: () => ({
    title: '这是您自己的链接',
    detail: '您不能领取自己的赠送。请发给别人，或取消它。',
  }),
  pin_needed: () => ({ title: '需要密码', detail: '请输入对方告诉您的密码。' }),
  pin_wrong: ({ triesLeft }, { count }) => ({
    title: '密码错误',
    detail: `密码错误。还可以尝试 ${count(triesLeft)} 次。`,
  }),
  pin_locked: () => ({
    title: '已锁定',
    detail: '密码错误次数过多。请向发送者索取新的链接。',
  }),
  asking_oneself: () => ({
    title: '这是您自己的号码',
    detail: '这是您自己的号码，请输入别人的号码。',
  }),
  no_family: () => ({ title: '还没有家庭', detail: '您的家庭中没有其他线路可以请求。' }),
  requests_full: ({ limit, waitSeconds }, { count, wait }) => ({
    title: '今天已够',
    detail: `每天最多可请求 ${count(limit)} 次。${wait(waitSeconds)}后可再次请求。`,
  }),
  asked_before: ({ waitSeconds }, { wait }) => ({
    title: '已经请求过',
    detail: `您已请求过对方。${wait(waitSeconds)}后可再次请求。`,
  }),
  request_unknown: () => ({ title: '没有此请求', detail: '没有您发出或收到的这个请求。' }),
  request_is_own: () => ({
    title: '这是您自己的请求',
    detail: '这是您自己发出的请求，请发给别人。',
  }),
  request_over: ({ state }) => ({
    title: '已结束',
    detail:
      state === 'given'
        ? '已经有人赠送了。'
        : state === 'expired'
          ? '请求有效期为三天，现已结束。'
          : '这个请求已结束。',
  }),
  contact_name_invalid: ({ longest }, { count }) => ({
    title: '请换一个名字',
    detail: `名字为一行，1 到 ${count(longest)} 个普通字符。`,
  }),
  contacts_full: ({ limit }, { count }) => ({
    title: '联系人已满',
    detail: `最多可保存 ${count(limit)} 个号码。请先删除一个。`,
  }),
  blocks_full: ({ limit }, { count }) => ({
    title: '屏蔽已满',
    detail: `最多可屏蔽或静音 ${count(limit)} 个号码。请先删除一个。`,
  }),
  people_out_of_range: ({ limit }, { count }) => ({
    title: '送给几个人？',
    detail: `一次可送给 1 到 ${count(limit)} 人。`,
  }),
  person_twice: ({ index }, { count }) => ({
    title: '重复的人',
    detail: `第 ${count(index + 1)} 个人重复了。没有送出任何流量。`,
  }),
  person_refused: ({ index, said }, { count }) => ({
    title: '不能送给所有人',
    detail: `没有送出任何流量。第 ${count(index + 1)} 个人：${said.detail}`,
  }),
};
