import { frenchProofs } from './proofs.ts';
import { frenchSharing } from './sharing-fr.ts';
import { frenchStanding } from './standing.ts';
import { frenchWays } from './ways.ts';
import type { ReceiverLimitWords, Words } from './words.ts';

const COOLING = {
  activation: 'Votre ligne vient d’être ouverte',
  sim_change: 'Votre carte SIM vient d’être changée',
  device_change: 'Votre téléphone vient d’être changé',
  port_in: 'Votre numéro vient d’arriver chez nous',
  credential_reset: 'Votre accès vient d’être réinitialisé',
} as const;

const perCycle = (limit: string): string =>
  `Une ligne peut recevoir ${limit} par cycle de facturation ; ce don dépasserait cette limite.`;
const giftsPerCycle = (limit: string): string =>
  `Une ligne peut recevoir ${limit} dons par cycle de facturation, et la sienne les a reçus.`;
const perDay = (limit: string): string =>
  `Une ligne peut recevoir ${limit} par jour ; ce don dépasserait cette limite.`;
const giftsPerDay = (limit: string): string =>
  `Une ligne peut recevoir ${limit} dons par jour, et la sienne les a reçus.`;

const RECEIVER_LIMIT: ReceiverLimitWords = {
  'receiving.capOctets': (limit) =>
    `Une ligne peut avoir ${limit} de dons inutilisés à la fois ; ce don dépasserait cette limite.`,
  'receiving.monthlyCount': giftsPerCycle,
  'receiving.monthlyOctets': perCycle,
  'receiving.family.monthlyCount': giftsPerCycle,
  'receiving.family.monthlyOctets': perCycle,
  'receiving.dailyCount': giftsPerDay,
  'receiving.dailyOctets': perDay,
  'receiving.family.dailyCount': giftsPerDay,
  'receiving.family.dailyOctets': perDay,
  'receiving.giftsAtOnce': (limit) =>
    `Une ligne peut avoir ${limit} dons inutilisés à la fois, et la sienne les a.`,
  'receiving.balanceAtMostOctets': (limit) =>
    `Seule une ligne qui a ${limit} ou moins peut recevoir, et la sienne a davantage.`,
};

export const french: Words = {
  ...frenchWays,
  ...frenchSharing,
  ...frenchStanding,
  ...frenchProofs,
  not_signed_in: () => ({
    title: 'Session terminée',
    detail: 'Veuillez ouvrir une nouvelle session.',
  }),
  code_wrong: () => ({
    title: 'Code incorrect',
    detail: 'Ce code est incorrect ou n’est plus valide. Vérifiez-le ou demandez-en un nouveau.',
  }),
  not_found: () => ({ title: 'Introuvable', detail: 'Il n’y a rien ici.' }),
  gift_unknown: () => ({
    title: 'Don introuvable',
    detail: 'Ce don ne fait pas partie des vôtres.',
  }),
  request_malformed: ({ where, expected }) => ({
    title: 'Demande incomprise',
    detail: `La demande n’a pas pu être lue à ${where} : ${expected}.`,
  }),
  idempotency_key_missing: () => ({
    title: 'Clé manquante',
    detail: 'Chaque modification porte un en-tête Idempotency-Key de 1 à 64 caractères visibles.',
  }),
  octets_not_a_number: () => ({
    title: 'Quantité invalide',
    detail: 'Entrez la quantité de données à donner, en chiffres.',
  }),
  octets_not_whole: () => ({
    title: 'Quantité non entière',
    detail: 'Les données se comptent en octets entiers. Choisissez une quantité entière.',
  }),
  octets_too_large: () => ({
    title: 'Quantité trop grande',
    detail: 'C’est plus de données qu’il ne peut y en avoir. Choisissez une quantité plus petite.',
  }),
  octets_negative: () => ({
    title: 'Moins que rien',
    detail: 'On ne peut donner qu’une quantité supérieure à zéro.',
  }),
  msisdn_invalid: () => ({
    title: 'Numéro invalide',
    detail: 'Entrez un numéro de téléphone complet, par exemple 613 555-0142.',
  }),
  giving_to_oneself: () => ({
    title: 'Votre propre numéro',
    detail: 'C’est votre propre numéro. Entrez celui de quelqu’un d’autre.',
  }),
  receiver_not_found: () => ({
    title: 'Personne à ce numéro',
    detail:
      'Aucune ligne à laquelle vous pouvez donner ne porte ce numéro. Vérifiez-le, ou demandez à la personne d’activer « Les gens qui connaissent mon numéro peuvent m’envoyer des données » dans ses réglages.',
  }),
  way_not_offered: () => ({
    title: 'Non offert',
    detail: 'On ne peut pas donner de données de cette façon.',
  }),
  not_authorised: ({ action }) => ({
    title: 'Action réservée',
    detail:
      action === 'give'
        ? 'Seul le titulaire du compte, ou une personne qu’il a autorisée, peut donner depuis cette ligne.'
        : 'Seul le titulaire du compte, ou une personne qu’il a autorisée, peut demander pour cette ligne.',
  }),
  line_cannot_give: ({ rule }) => ({
    title: 'Votre ligne ne peut pas donner',
    detail:
      rule === 'line.status' || rule === 'giver.activeWithinDays'
        ? 'Votre ligne n’est pas active : elle ne peut pas donner de données pour le moment.'
        : rule === 'giver.payment' || rule === 'giver.personsOnly' || rule === 'giver.brands'
          ? 'Le don de données n’est pas offert avec votre type de compte.'
          : 'Votre forfait permet de recevoir des données, mais pas d’en donner.',
  }),
  bill_unpaid: () => ({
    title: 'Une facture est impayée',
    detail: 'Vous pourrez de nouveau donner des données une fois votre facture payée.',
  }),
  line_too_new: ({ days, waitSeconds }, { count, wait }) => ({
    title: 'Votre ligne est récente',
    detail: `Une ligne peut donner après ${count(days)} jours. La vôtre le pourra dans ${wait(waitSeconds)}.`,
  }),
  cooling_off: ({ after, waitSeconds }, { wait }) => ({
    title: 'Bloqué pour votre sécurité',
    detail: `${COOLING[after]} : les dons sont bloqués pendant ${wait(waitSeconds)}. Si ce n’était pas vous, appelez-nous sans attendre.`,
  }),
  too_young: ({ minimumAge }, { count }) => ({
    title: 'Pas encore',
    detail: `On peut donner des données à partir de ${count(minimumAge)} ans. Vous pouvez en recevoir.`,
  }),
  receiver_name_differs: () => ({
    title: 'Le nom ne correspond pas',
    detail: 'Le numéro et le nom ne vont pas ensemble. Vérifiez les deux.',
  }),
  line_cannot_receive: ({ rule }) => ({
    title: 'Cette ligne ne peut pas recevoir',
    detail:
      rule === 'line.status'
        ? 'Sa ligne n’est pas active : elle ne peut pas recevoir de données pour le moment.'
        : rule === 'receiver.standing'
          ? 'Sa ligne ne peut pas recevoir de dons de données pour le moment.'
          : 'Son forfait n’accepte pas les dons de données.',
  }),
  relation_needed: ({ relation }) => ({
    title: 'Pas à cette personne',
    detail:
      relation === 'contact'
        ? 'On peut donner aux personnes que l’on a enregistrées. Enregistrez d’abord ce numéro.'
        : relation === 'family'
          ? 'On ne peut donner qu’au sein de sa famille.'
          : 'On ne peut donner qu’entre les lignes de son propre compte.',
  }),
  lines_differ: ({ rule }) => ({
    title: 'Pas entre ces lignes',
    detail:
      rule === 'between.sameBrand'
        ? 'On ne peut donner qu’aux lignes de sa propre marque.'
        : 'On ne peut pas donner entre une ligne prépayée et une ligne postpayée.',
  }),
  closed_now: ({ waitSeconds }, { wait }) => ({
    title: 'Fermé pour le moment',
    detail: `On ne peut pas donner de données en ce moment. Ce sera possible dans ${wait(waitSeconds)}.`,
  }),
  size_not_offered: ({ allowedOctets }, { data }) => ({
    title: 'Choisissez une autre quantité',
    detail: `Un don est de ${allowedOctets.map(data).join(', ')}.`,
  }),
  below_minimum: ({ limitOctets }, { data }) => ({
    title: 'Trop peu',
    detail: `Un don est d’au moins ${data(limitOctets)}.`,
  }),
  above_maximum: ({ limitOctets }, { data }) => ({
    title: 'Trop pour un seul don',
    detail: `Un don est d’au plus ${data(limitOctets)}.`,
  }),
  not_a_step: ({ stepOctets }, { data }) => ({
    title: 'Quantité non permise',
    detail: `Les données se donnent par tranches de ${data(stepOctets)}.`,
  }),
  choice_unknown: () => ({
    title: 'Choix inexistant',
    detail: 'Cette durée n’est pas offerte.',
  }),
  too_soon: ({ waitSeconds }, { wait }) => ({
    title: 'Un instant',
    detail: `Vous venez de donner. Vous pourrez donner de nouveau dans ${wait(waitSeconds)}.`,
  }),
  receivers_reached: ({ limit }, { count }) => ({
    title: 'Plus de nouvelles personnes pour ce cycle',
    detail: `Vous pouvez donner à ${count(limit)} personnes différentes par cycle de facturation. Vous pouvez encore donner à celles à qui vous avez déjà donné.`,
  }),
  balance_too_low: ({ givableOctets, availableOctets }, { data }) => ({
    title: 'Pas assez à donner',
    detail:
      givableOctets === availableOctets
        ? `Il vous reste ${data(availableOctets)}.`
        : `Sur vos ${data(availableOctets)}, ${data(givableOctets)} peuvent être donnés. Les dons et les bonis restent à qui les a reçus.`,
  }),
  floor_broken: ({ floorOctets, keepsOctets }, { data }) => ({
    title: 'Il vous resterait trop peu',
    detail: `Il vous resterait ${data(keepsOctets)}, et vous devez garder au moins ${data(floorOctets)}.`,
  }),
  monthly_count_reached: ({ limit }, { count }) => ({
    title: 'Plus de dons pour ce cycle',
    detail: `Vous avez donné ${count(limit)} fois pendant ce cycle de facturation, soit le maximum permis.`,
  }),
  monthly_octets_reached: ({ rule, limitOctets, usedOctets }, { data }) => ({
    title: 'Limite du cycle dépassée',
    detail:
      rule === 'giving.shareOfAllowancePercent'
        ? `De votre forfait, vous pouvez donner ${data(limitOctets)} par cycle de facturation et avez déjà donné ${data(usedOctets)}.`
        : `Vous pouvez donner ${data(limitOctets)} par cycle de facturation et avez déjà donné ${data(usedOctets)}.`,
  }),
  daily_count_reached: ({ limit }, { count }) => ({
    title: 'Plus de dons aujourd’hui',
    detail: `Vous avez donné ${count(limit)} fois aujourd’hui, soit le maximum permis. Vous pourrez de nouveau demain.`,
  }),
  daily_octets_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Limite du jour dépassée',
    detail: `Vous pouvez donner ${data(limitOctets)} par jour et avez déjà donné ${data(usedOctets)}.`,
  }),
  receiver_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'Cette personne ne peut pas recevoir autant',
    detail: RECEIVER_LIMIT[rule](
      rule.endsWith('Count') || rule === 'receiving.giftsAtOnce' ? count(limit) : data(limit),
    ),
  }),
  guardian_must_confirm: () => ({
    title: 'Un parent doit accepter',
    detail: 'Demandez à votre parent ou tuteur de confirmer ce don.',
  }),
  confirmation_needed: ({ by }) => ({
    title: 'Confirmez que c’est bien vous',
    detail:
      by === 'pin' ? 'Entrez votre NIP pour donner.' : 'Entrez le code que nous vous envoyons.',
  }),
  key_reused: () => ({
    title: 'Clé déjà utilisée',
    detail: 'Cette Idempotency-Key a déjà servi pour un autre don.',
  }),
  undo_window_over: () => ({
    title: 'Trop tard pour annuler',
    detail:
      'Les données sont parties. La personne peut encore vous renvoyer ce qu’elle n’a pas utilisé.',
  }),
  gift_already_ended: () => ({
    title: 'Déjà terminé',
    detail: 'Ce don vous est déjà revenu.',
  }),
  declining_not_offered: () => ({
    title: 'Ne peut pas être renvoyé',
    detail: 'Les dons de données ne peuvent pas être renvoyés.',
  }),
  gift_not_declinable: () => ({
    title: 'Ne peut pas être renvoyé',
    detail: 'Il ne reste rien d’inutilisé de ce don.',
  }),
  too_many_attempts: ({ retryAfterSeconds }, { wait }) => ({
    title: 'Trop de tentatives',
    detail: `Veuillez attendre ${wait(retryAfterSeconds)} avant de réessayer.`,
  }),
  too_many_requests: ({ retryAfterSeconds }, { wait }) => ({
    title: 'Trop de demandes',
    detail: `Veuillez attendre ${wait(retryAfterSeconds)} avant de réessayer.`,
  }),
  unavailable: () => ({
    title: 'Indisponible pour le moment',
    detail:
      'Nous ne pouvons pas joindre votre compte pour le moment. Rien n’est perdu ; veuillez réessayer.',
  }),
  internal: ({ requestId }) => ({
    title: 'Un problème est survenu',
    detail: `Un problème est survenu de notre côté. Rien n’est perdu. Référence : ${requestId}.`,
  }),
};
