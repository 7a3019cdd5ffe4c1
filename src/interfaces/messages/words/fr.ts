import type { Words } from './row.ts';

// A short message in the GSM alphabet holds twice what another does. That alphabet has é, è, à and ù, and
// lacks ç, ê and ô, so the bodies do without those where French has a word as good.

export const french: Words = {
  sign_in_code: {
    title: 'Votre code',
    body: '{code} est votre code {carrier}, valable 5 minutes. Ne le donnez à personne.',
  },
  gift_given: {
    title: 'Vous avez donné {amount}',
    body: 'Vous avez donné {amount} à {other}. Vous pouvez annuler jusqu’à {undo_until}. Réf. {receipt}.',
  },
  gift_delivered: {
    title: 'Vous avez donné {amount}',
    body: 'Vous avez donné {amount} à {other}. Le don est arrivé. Réf. {receipt}.',
  },
  gift_arrived: {
    title: 'Vous avez reçu {amount}',
    body: '{other} vous a donné {amount} de données, à utiliser d’ici le {expires}. Réf. {receipt}.',
  },
  gift_undone: {
    title: 'Don annulé',
    body: 'Vous avez annulé votre don à {other}. Vos {amount} vous sont revenus. Réf. {receipt}.',
  },
  gift_declined: {
    title: 'Don renvoyé',
    body: '{other} vous a renvoyé {amount} de votre don. Ils sont de nouveau à vous. Réf. {receipt}.',
  },
  gift_sent_back: {
    title: 'Don renvoyé',
    body: 'Vous avez renvoyé {amount} à {other}. Réf. {receipt}.',
  },
  gift_returned: {
    title: 'Don revenu',
    body: 'Vos {amount} pour {other} n’ont pas pu arriver : {reason}. Ils vous sont revenus. Réf. {receipt}.',
  },
  gift_expires_soon: {
    title: '{amount} expirent bientôt',
    body: '{amount} donnés par {other} sont utilisables jusqu’au {expires}. Réf. {receipt}.',
  },
  request_made: {
    title: '{other} vous demande des données',
    body: '{other} vous demande si vous pouvez donner {amount}. Vous êtes libre de ne pas répondre. Réf. {receipt}.',
  },
  request_answered: {
    title: 'Réponse à votre demande',
    body: '{other} a dit oui et vous donne {amount}. Réf. {receipt}.',
  },
  request_declined: {
    title: 'Demande déclinée',
    body: '{other} ne peut pas donner {amount} pour le moment. Réf. {receipt}.',
  },
  link_made: {
    title: 'Votre lien cadeau',
    body: 'Votre lien pour {amount} : {url} Il est valable jusqu’au {expires}. Réf. {receipt}.',
  },
  link_claimed: {
    title: 'Votre lien a servi',
    body: '{other} a pris {amount} par votre lien. Réf. {receipt}.',
  },
  link_ended: {
    title: 'Votre lien est terminé',
    body: 'Votre lien cadeau est terminé. {amount} que personne n’a pris vous sont revenus. Réf. {receipt}.',
  },
  standing_gift_asked: {
    title: '{other} veut donner chaque mois',
    body: '{other} veut vous donner {amount} chaque mois. Acceptez ou refusez dans l’application. Réf. {receipt}.',
  },
  standing_gift_agreed: {
    title: 'Don mensuel accepté',
    body: '{other} accepte : vous donnez {amount} chaque mois, jusqu’à ce que l’un de vous arrête. Réf. {receipt}.',
  },
  lapsing_gift_asked: {
    title: '{other} partagerait ce qui reste',
    body: '{other} veut vous donner ce qui reste en fin de cycle, au plus {amount}. Répondez dans l’application. Réf. {receipt}.',
  },
  lapsing_gift_agreed: {
    title: 'Partage de ce qui reste',
    body: '{other} accepte de recevoir ce qui reste en fin de cycle, au plus {amount}. Réf. {receipt}.',
  },
  standing_gift_paused: {
    title: 'Don mensuel en pause',
    body: 'Le don mensuel de {amount} avec {other} est en pause : {reason}. Réf. {receipt}.',
  },
  standing_gift_ended: {
    title: 'Don mensuel terminé',
    body: 'Le don mensuel de {amount} avec {other} est terminé. Réf. {receipt}.',
  },
  pool_joined: {
    title: '{pool} : une arrivée',
    body: '{other} s’est joint à {pool}. Réf. {receipt}.',
  },
  pool_left: {
    title: '{pool} : un départ',
    body: '{other} a quitté {pool} avec une part de {amount}. Réf. {receipt}.',
  },
  pool_capped: {
    title: '{pool} : votre plafond',
    body: 'Vous pouvez utiliser {amount} de {pool} par cycle au plus. Réf. {receipt}.',
  },
  pool_paused: {
    title: '{pool} : en pause pour vous',
    body: '{pool} est en pause pour votre ligne. Réf. {receipt}.',
  },
  pool_resumed: {
    title: '{pool} : ouvert pour vous',
    body: '{pool} est de nouveau ouvert pour votre ligne. Réf. {receipt}.',
  },
  pool_invited: {
    title: '{other} vous invite',
    body: '{other} vous invite à partager des données dans {pool}. Répondez dans l’application. Reçu {receipt}.',
  },
  pool_slowed: {
    title: '{pool} : ralenti pour vous',
    body: 'Les données de {pool} arrivent désormais lentement sur votre ligne. Reçu {receipt}.',
  },
  pool_closed: {
    title: '{pool} ferme',
    body: '{pool} ferme. Ce que vous y aviez mis sans l’utiliser vous est revenu. Reçu {receipt}.',
  },
  pool_cap_reached: {
    title: '{pool} : un plafond est atteint',
    body: '{other} a utilisé tout ce qui lui revient de {pool} pour ce cycle. Reçu {receipt}.',
  },
  pool_low: {
    title: '{pool} s’épuise',
    body: 'Il reste {amount} dans {pool}. Reçu {receipt}.',
  },
  tank_sent_home: {
    title: '{pool} ferme',
    body: '{pool} ferme. {amount} que vous aviez donnés sans qu’ils servent vous sont revenus. Reçu {receipt}.',
  },
  tank_moved: {
    title: '{pool} ferme',
    body: '{pool} ferme. {amount} que vous aviez donnés sans qu’ils servent passent à {other}. Reçu {receipt}.',
  },
  tank_lapses: {
    title: '{pool} ferme',
    body: '{pool} ferme. {amount} que vous aviez donnés sans qu’ils servent seront perdus. Reçu {receipt}.',
  },
  pack_offered: {
    title: '{other} vous offre un forfait d’appoint',
    body: '{other} souhaite vous offrir {pack} : {amount}. Répondez dans l’application avant le {expires}. Reçu {receipt}.',
  },
  pack_bought: {
    title: 'Vos données sont prêtes',
    body: '{pack} : {amount}, valables jusqu’au {expires}. Reçu {receipt}.',
  },
  pack_refunded: {
    title: 'Vous êtes remboursé',
    body: '{pack} pour {other} n’a pas été livré. Son prix est retiré de votre facture. Reçu {receipt}.',
  },
  gift_code: {
    title: 'Votre code',
    body: '{code} confirme que vous donnez {amount} à {other}, et rien d’autre. Valable 5 minutes. Ne le donnez à personne.',
  },
  amount_code: {
    title: 'Votre code',
    body: '{code} confirme que vous donnez {amount} en tout, et rien d’autre. Valable 5 minutes. Ne le donnez à personne.',
  },
  pin_code: {
    title: 'Votre code',
    body: '{code} permet de choisir, débloquer ou supprimer votre NIP de don {carrier}. Valable 5 minutes. Ne le donnez à personne.',
  },
  consent_asked: {
    title: '{other} demande votre accord',
    body: '{other} aimerait donner {amount} de données et a besoin de votre accord. Acceptez ou refusez dans l’application. Réf. {receipt}.',
  },
  consent_given: {
    title: 'Vous pouvez donner',
    body: '{other} accepte que vous donniez {amount}. Ouvrez l’application pour le faire. Réf. {receipt}.',
  },
  consent_refused: {
    title: 'Pas cette fois',
    body: '{other} n’accepte pas que vous donniez {amount}. Rien n’a été donné. Réf. {receipt}.',
  },
  pack_received: {
    title: 'Vous avez reçu un forfait',
    body: '{other} vous a offert {pack} : {amount}, valable jusqu’au {expires}. Réf. {receipt}.',
  },
  reasons: {
    line_cannot_receive: 'sa ligne ne peut pas recevoir de données maintenant',
    already_expired: 'ils avaient expiré en chemin',
    floor_reached: 'il en serait resté trop peu',
    balance_too_low: 'il y avait trop peu de données à donner',
    stopped_by_person: 'il a été arrêté à la main',
    other: 'les règles du don ne le permettaient pas',
  },
};
