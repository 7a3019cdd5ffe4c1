import type { Words } from './words.ts';

export const french: Words = {
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
  line_cannot_give: ({ rule }) => ({
    title: 'Votre ligne ne peut pas donner',
    detail:
      rule === 'plan.mayGive'
        ? 'Votre forfait permet de recevoir des données, mais pas d’en donner.'
        : 'Votre ligne n’est pas active : elle ne peut pas donner de données pour le moment.',
  }),
  line_cannot_receive: ({ rule }) => ({
    title: 'Cette ligne ne peut pas recevoir',
    detail:
      rule === 'plan.mayReceive'
        ? 'Son forfait n’accepte pas les dons de données.'
        : 'Sa ligne n’est pas active : elle ne peut pas recevoir de données pour le moment.',
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
  monthly_octets_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Limite du cycle dépassée',
    detail: `Vous pouvez donner ${data(limitOctets)} par cycle de facturation et avez déjà donné ${data(usedOctets)}.`,
  }),
  receiver_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'Cette personne ne peut pas recevoir autant',
    detail:
      rule === 'receiving.monthlyCount'
        ? `Une ligne peut recevoir ${count(limit)} dons par cycle de facturation, et la sienne les a reçus.`
        : rule === 'receiving.monthlyOctets'
          ? `Une ligne peut recevoir ${data(limit)} par cycle de facturation ; ce don dépasserait cette limite.`
          : `Une ligne peut avoir ${data(limit)} de dons inutilisés à la fois ; ce don dépasserait cette limite.`,
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
