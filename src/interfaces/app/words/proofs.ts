// What is refused of PINs, codes, names and a guardian's word, in each language.

import type { PROOFS_STATUS } from '../proofs-refusal.ts';
import type { Words } from './words.ts';

export type ProofsWords = Pick<Words, keyof typeof PROOFS_STATUS>;

export const englishProofs: ProofsWords = {
  confirmation_code_wrong: () => ({
    title: 'Wrong code',
    detail:
      'This code is wrong, too old, or was sent for another gift. Check it, or ask for a new one.',
  }),
  gifting_pin_not_used: () => ({
    title: 'No PIN needed',
    detail: 'Your line needs no PIN to give data.',
  }),
  gifting_pin_not_set: () => ({
    title: 'No PIN yet',
    detail: 'Choose your gifting PIN in the settings first.',
  }),
  gifting_pin_locked: () => ({
    title: 'PIN locked',
    detail: 'Your PIN was wrong too often. Unlock it in the settings with a code that we send you.',
  }),
  gifting_pin_wrong: ({ triesLeft }, { count }) => ({
    title: 'Wrong PIN',
    detail:
      triesLeft === 1
        ? 'This PIN is wrong. One try is left before it is locked.'
        : `This PIN is wrong. ${count(triesLeft)} tries are left before it is locked.`,
  }),
  gifting_pin_not_yours: () => ({
    title: 'Show that it is you',
    detail: 'Enter your PIN, or the code that we send you.',
  }),
  consent_unknown: () => ({
    title: 'Nothing to answer',
    detail: 'There is no such request here that you can answer.',
  }),
  consent_over: ({ state }) => ({
    title: 'Already over',
    detail:
      state === 'lapsed'
        ? 'This has lapsed. It can be asked for again.'
        : state === 'used'
          ? 'This consent was used for a gift already.'
          : 'This was answered already.',
  }),
  consent_not_given: () => ({
    title: 'Not agreed to',
    detail: 'Your guardian has not agreed to this gift. Ask for just this gift.',
  }),
  consents_full: () => ({
    title: 'Enough for now',
    detail: 'You have asked your guardian often enough. Wait for an answer, or ask tomorrow.',
  }),
  no_guardian: () => ({
    title: 'No guardian known',
    detail: 'We know of nobody who may agree for your line. Your parent or guardian can call us.',
  }),
  not_needed: () => ({
    title: 'Not needed',
    detail: 'This gift does not need it.',
  }),
  receiver_name_tries_reached: ({ waitSeconds }, { wait }) => ({
    title: 'Too many names tried',
    detail: `Ask the receiver how their name is written. You can try again in ${wait(waitSeconds)}.`,
  }),
};

export const frenchProofs: ProofsWords = {
  confirmation_code_wrong: () => ({
    title: 'Code incorrect',
    detail:
      'Ce code est incorrect, trop ancien, ou a été envoyé pour un autre don. Vérifiez-le, ou demandez-en un autre.',
  }),
  gifting_pin_not_used: () => ({
    title: 'Aucun NIP requis',
    detail: 'Votre ligne peut donner des données sans NIP.',
  }),
  gifting_pin_not_set: () => ({
    title: 'Pas encore de NIP',
    detail: 'Choisissez d’abord votre NIP de don dans les réglages.',
  }),
  gifting_pin_locked: () => ({
    title: 'NIP bloqué',
    detail:
      'Votre NIP a été erroné trop souvent. Débloquez-le dans les réglages avec un code que nous vous envoyons.',
  }),
  gifting_pin_wrong: ({ triesLeft }, { count }) => ({
    title: 'NIP incorrect',
    detail:
      triesLeft === 1
        ? 'Ce NIP est incorrect. Il reste un essai avant le blocage.'
        : `Ce NIP est incorrect. Il reste ${count(triesLeft)} essais avant le blocage.`,
  }),
  gifting_pin_not_yours: () => ({
    title: 'Montrez que c’est vous',
    detail: 'Entrez votre NIP, ou le code que nous vous envoyons.',
  }),
  consent_unknown: () => ({
    title: 'Rien à répondre',
    detail: 'Il n’y a ici aucune demande à laquelle vous pouvez répondre.',
  }),
  consent_over: ({ state }) => ({
    title: 'Déjà terminé',
    detail:
      state === 'lapsed'
        ? 'Le délai est passé. La demande peut être refaite.'
        : state === 'used'
          ? 'Cet accord a déjà servi pour un don.'
          : 'Une réponse a déjà été donnée.',
  }),
  consent_not_given: () => ({
    title: 'Pas d’accord donné',
    detail:
      'Votre parent ou tuteur n’a pas accepté ce don. Demandez son accord pour ce don précisément.',
  }),
  consents_full: () => ({
    title: 'Assez pour l’instant',
    detail: 'Vous avez déjà demandé assez souvent. Attendez une réponse, ou redemandez demain.',
  }),
  no_guardian: () => ({
    title: 'Aucun tuteur connu',
    detail:
      'Nous ne connaissons personne qui puisse accepter pour votre ligne. Votre parent ou tuteur peut nous appeler.',
  }),
  not_needed: () => ({
    title: 'Pas nécessaire',
    detail: 'Ce don n’en a pas besoin.',
  }),
  receiver_name_tries_reached: ({ waitSeconds }, { wait }) => ({
    title: 'Trop de noms essayés',
    detail: `Demandez au destinataire comment son nom s’écrit. Vous pourrez réessayer dans ${wait(waitSeconds)}.`,
  }),
};

export const chineseProofs: ProofsWords = {
  confirmation_code_wrong: () => ({
    title: '验证码不对',
    detail: '验证码不对、已过期，或者是为另一次赠送发的。请核对，或重新获取。',
  }),
  gifting_pin_not_used: () => ({ title: '不需要密码', detail: '您的线路赠送流量不需要密码。' }),
  gifting_pin_not_set: () => ({ title: '还没有密码', detail: '请先在设置中设定赠送密码。' }),
  gifting_pin_locked: () => ({
    title: '密码已锁定',
    detail: '密码输错次数太多。请在设置中用我们发给您的验证码解锁。',
  }),
  gifting_pin_wrong: ({ triesLeft }, { count }) => ({
    title: '密码不对',
    detail: `密码不对。再错 ${count(triesLeft)} 次将被锁定。`,
  }),
  gifting_pin_not_yours: () => ({
    title: '请证明是您本人',
    detail: '请输入您的密码，或我们发给您的验证码。',
  }),
  consent_unknown: () => ({ title: '没有可答复的', detail: '这里没有您可以答复的请求。' }),
  consent_over: ({ state }) => ({
    title: '已经结束',
    detail:
      state === 'lapsed'
        ? '已过期，可以重新请求。'
        : state === 'used'
          ? '这次同意已经用于一次赠送。'
          : '已经有人答复过了。',
  }),
  consent_not_given: () => ({
    title: '尚未同意',
    detail: '您的监护人没有同意这次赠送。请就这次赠送请求同意。',
  }),
  consents_full: () => ({
    title: '请求已经够多',
    detail: '您已经请求了很多次。请等待答复，或明天再请求。',
  }),
  no_guardian: () => ({
    title: '没有监护人',
    detail: '我们不知道谁可以替您的线路同意。请您的父母或监护人给我们打电话。',
  }),
  not_needed: () => ({ title: '不需要', detail: '这次赠送不需要它。' }),
  receiver_name_tries_reached: ({ waitSeconds }, { wait }) => ({
    title: '姓名试得太多',
    detail: `请问问收礼人姓名怎么写。${wait(waitSeconds)}后可以再试。`,
  }),
};
