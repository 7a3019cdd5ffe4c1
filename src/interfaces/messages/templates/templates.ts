// The words in force: the carrier's where it has put some, else ours.

import type { Store } from '../../../db/public.ts';
import { SECOND, type Clock, type Result } from '../../../kernel/public.ts';
import type { Language } from '../../../subscribers/public.ts';
import { ABOUTS, CHANNELS, type About, type Channel, type Message } from '../message.ts';
import { valuesOf, type Voice } from '../values.ts';
import { defaultWords, WORDS } from '../words/words.ts';
import { checkTemplate, fillIn, type Template, type TemplateRefusal } from './template.ts';

export type Text = { readonly title: string; readonly body: string };

export type TemplateInForce = Template & {
  readonly about: About;
  readonly language: Language;
  readonly channel: Channel;
  readonly isCarriers: boolean;
};

export type Templates = {
  /** Every template, as it is now. */
  list(): Promise<readonly TemplateInForce[]>;
  /** Puts the carrier's words in place of those in force. Refuses as checkTemplate does. */
  put(
    name: { about: About; language: Language; channel: Channel },
    template: Template,
  ): Promise<Result<Template, TemplateRefusal>>;
  /** Back to our words. */
  drop(name: { about: About; language: Language; channel: Channel }): Promise<void>;
  /** A message as a person gets it. Another process's change is heard of within ten seconds. */
  render(message: Message, language: Language, channel: Channel, voice: Voice): Promise<Text>;
};

const REMEMBERED = 10 * SECOND;

const nameOf = (about: string, language: string, channel: string): string =>
  `${about} ${language} ${channel}`;

export function createTemplates(store: Store, clock: Clock): Templates {
  const { kysely } = store;
  let remembered: { until: number; carriers: ReadonlyMap<string, Template> } | undefined;

  async function read(): Promise<ReadonlyMap<string, Template>> {
    if (remembered !== undefined && clock.now() < remembered.until) return remembered.carriers;
    const rows = await kysely.selectFrom('message_template').selectAll().execute();
    const carriers = new Map(
      rows.map(({ about, language, channel, title, body }) => [
        nameOf(about, language, channel),
        { title, body },
      ]),
    );
    remembered = { until: clock.now() + REMEMBERED, carriers };
    return carriers;
  }

  return {
    async list() {
      remembered = undefined;
      const carriers = await read();
      return ABOUTS.flatMap((about) =>
        (Object.keys(WORDS) as Language[]).flatMap((language) =>
          CHANNELS.map((channel) => {
            const own = carriers.get(nameOf(about, language, channel));
            const template = own ?? defaultWords(about, language);
            return { about, language, channel, isCarriers: own !== undefined, ...template };
          }),
        ),
      );
    },
    async put(name, template) {
      const checked = checkTemplate(name.about, name.channel, template);
      if (!checked.ok) return checked;
      const row = { title: template.title, body: template.body, changed_at: new Date(clock.now()) };
      await kysely
        .insertInto('message_template')
        .values({ ...name, ...row })
        .onConflict((conflict) =>
          conflict.columns(['about', 'language', 'channel']).doUpdateSet(row),
        )
        .execute();
      remembered = undefined;
      return checked;
    },
    async drop(name) {
      await kysely
        .deleteFrom('message_template')
        .where((is) => is.and(name))
        .execute();
      remembered = undefined;
    },
    async render(message, language, channel, voice) {
      const own = (await read()).get(nameOf(message.about, language, channel));
      return textOf(own ?? defaultWords(message.about, language), message, language, voice);
    },
  };
}

/** A template's text for a message. */
export function textOf(
  template: Template,
  message: Message,
  language: Language,
  voice: Voice,
): Text {
  const values = valuesOf(message, language, voice);
  return { title: fillIn(template.title, values), body: fillIn(template.body, values) };
}

/** The body in our own words, where nothing need be looked up. */
export const messageText = (message: Message, language: Language, voice: Voice): string =>
  textOf(defaultWords(message.about, language), message, language, voice).body;
