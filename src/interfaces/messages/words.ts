// What a line is told by message, in its language.

import type { Language } from '../../subscribers/public.ts';

export type Message =
  | { readonly about: 'sign_in_code'; readonly code: string }
  | {
      readonly about: 'gift_arrived' | 'gift_returned' | 'gift_declined';
      readonly octets: number;
      /** The other side of the gift, masked. */
      readonly other: string;
    };

const amount = (octets: number, locale: string, unit: string): string =>
  `${new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(octets / 1e9)}\u00a0${unit}`;

type Words = { readonly [About in Message['about']]: (message: never) => string };
type Gift = Extract<Message, { octets: number }>;

const WORDS: { readonly [language in Language]: Words } = {
  en: {
    sign_in_code: ({ code }: { code: string }) =>
      `${code} is your Largesse code. It is good for 5 minutes. Never give it to anybody.`,
    gift_arrived: ({ octets, other }: Gift) =>
      `${other} gave you ${amount(octets, 'en-CA', 'GB')} of data. It is ready to use.`,
    gift_returned: ({ octets, other }: Gift) =>
      `Your ${amount(octets, 'en-CA', 'GB')} for ${other} could not arrive. It is back with you.`,
    gift_declined: ({ octets, other }: Gift) =>
      `${other} sent back ${amount(octets, 'en-CA', 'GB')} of your gift. It is with you again.`,
  },
  fr: {
    sign_in_code: ({ code }: { code: string }) =>
      `${code} est votre code Largesse, valable 5 minutes. Ne le donnez à personne.`,
    gift_arrived: ({ octets, other }: Gift) =>
      `${other} vous a donné ${amount(octets, 'fr-CA', 'Go')} de données, prêts à utiliser.`,
    gift_returned: ({ octets, other }: Gift) =>
      `Vos ${amount(octets, 'fr-CA', 'Go')} pour ${other} n’ont pas pu arriver. Ils vous sont revenus.`,
    gift_declined: ({ octets, other }: Gift) =>
      `${other} vous a renvoyé ${amount(octets, 'fr-CA', 'Go')} de votre don. Ils sont de nouveau à vous.`,
  },
};

/** The text of a message. */
export const messageText = (message: Message, language: Language): string =>
  WORDS[language][message.about](message as never);
