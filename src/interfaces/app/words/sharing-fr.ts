import type { SharingWords } from './sharing.ts';

export const frenchSharing: SharingWords = {
  pool_full: ({ limit }, { count }) => ({
    title: 'La réserve est complète',
    detail: `Une réserve compte au plus ${count(limit)} lignes.`,
  }),
  pool_paused: () => ({
    title: 'En pause',
    detail:
      'Le titulaire de cette réserve l’a mise en pause pour votre ligne. Demandez-lui de la rouvrir.',
  }),
  pool_cap_reached: ({ limitOctets, usedOctets }, { data }) => ({
    title: 'Votre plafond est atteint',
    detail: `Vous pouvez prendre ${data(limitOctets)} de cette réserve par cycle et en avez pris ${data(usedOctets)}.`,
  }),
  pool_slowed: ({ sliceOctets, everySeconds }, { data, wait }) => ({
    title: 'Ralenti',
    detail: `Vous pouvez prendre ${data(sliceOctets)} de cette réserve une fois par période de ${wait(everySeconds)}.`,
  }),
  pool_unknown: () => ({
    title: 'Réserve inconnue',
    detail: 'Cette réserve n’est pas l’une des vôtres.',
  }),
  pool_name_unfit: ({ longest }, { count }) => ({
    title: 'Choisissez un autre nom',
    detail: `Un nom contient des lettres ou des chiffres, et au plus ${count(longest)} caractères.`,
  }),
  pool_closed: () => ({
    title: 'En fermeture',
    detail: 'Cette réserve ferme. Ce que vous y avez mis sans l’utiliser vous revient.',
  }),
  pools_too_many: ({ limit }, { count }) => ({
    title: 'Trop de réserves',
    detail: `Une ligne peut être dans ${count(limit)} réserves. Quittez-en une d’abord.`,
  }),
  member_unknown: () => ({
    title: 'Pas membre',
    detail: 'Cette ligne n’est pas membre de la réserve.',
  }),
  already_member: () => ({
    title: 'Déjà membre',
    detail: 'Cette ligne est déjà membre de la réserve.',
  }),
  invitation_unknown: () => ({
    title: 'Aucune invitation',
    detail: 'Il n’y a pas d’invitation à laquelle répondre. Demandez-en une au titulaire.',
  }),
  holder_stays: () => ({
    title: 'Vous êtes titulaire',
    detail: 'Le titulaire ne quitte pas sa réserve. Fermez-la, et chacun retrouve sa part.',
  }),
  tank_unknown: () => ({ title: 'Réservoir inconnu', detail: 'Ce réservoir n’existe pas.' }),
  tank_closed: () => ({ title: 'Fermé', detail: 'Ce réservoir est fermé.' }),
  tank_heir_unfit: () => ({
    title: 'Fermeture impossible',
    detail: 'Le réservoir que la politique désigne pour le reste n’est pas ouvert.',
  }),
  tank_name_unfit: () => ({
    title: 'Choisissez un autre nom',
    detail: 'Un nom contient des lettres ou des chiffres, et au plus 40 caractères.',
  }),
  tank_low: ({ takeableOctets }, { data }) => ({
    title: 'Pas assez dans le réservoir',
    detail: `Pour l’instant, on peut prendre ${data(takeableOctets)} de ce réservoir. Le reste est sa réserve.`,
  }),
  pack_unknown: () => ({
    title: 'Plus en vente',
    detail: 'Ce forfait d’appoint n’est plus en vente.',
  }),
  order_unknown: () => ({ title: 'Achat inconnu', detail: 'Cet achat n’est pas l’un des vôtres.' }),
  order_already_ended: () => ({
    title: 'Déjà terminé',
    detail: 'Ce forfait d’appoint a été accepté, refusé ou laissé sans réponse à temps.',
  }),
  not_for_you: ({ who }) => ({
    title: 'Pas à vous de le faire',
    detail:
      who === 'holder'
        ? 'Seul le titulaire de cette réserve peut le faire.'
        : 'Votre parent ou tuteur le fait pour vous.',
  }),
  tank_limit_reached: ({ rule, limit }, { data, count }) => ({
    title: 'Vous avez eu votre part',
    detail:
      rule === 'receiving.balanceAtMostOctets'
        ? `Seule une ligne qui a ${data(limit)} ou moins peut prendre de ce réservoir.`
        : rule.endsWith('Count')
          ? `Une ligne peut prendre de ce réservoir ${count(limit)} fois par cycle, et la vôtre l’a fait.`
          : `Une ligne peut prendre ${data(limit)} de ce réservoir par cycle, et ceci serait plus.`,
  }),
  payment_declined: ({ reason }) => ({
    title: 'Non payé',
    detail:
      reason === 'limit'
        ? 'C’est plus que ce que vous pouvez acheter sur votre facture avant la prochaine.'
        : 'Cet achat n’a pas pu être porté à votre facture.',
  }),
};
