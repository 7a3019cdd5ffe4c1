// What people are told: the words in force, how they would read, and what became of what was told.

import { Argument, Command, Option } from 'commander';
import { readFile } from 'node:fs/promises';
import {
  ABOUTS,
  CHANNELS,
  checkTemplate,
  createOutbox,
  createTemplates,
  placeholdersOf,
  sampleOf,
  segmentsOf,
  textOf,
  type About,
  type Channel,
  type Template,
  type TemplateRefusal,
  type Voice,
} from '../../interfaces/messages/public.ts';
import {
  LANGUAGES,
  MESSAGE_WAYS,
  parseMsisdn,
  type Language,
  type MessageWay,
} from '../../subscribers/public.ts';
import { unreachable } from '../../kernel/public.ts';
import { Refused } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';

type Named = StoreOptions & { language: Language; channel: Channel };
type Written = { title?: string; body?: string; file?: string };

export const messagesCommand = (): Command => {
  const messages = new Command('messages');
  messages.addCommand(templatesCommand());
  messages.addCommand(previewCommand());
  messages.addCommand(putCommand());
  messages.addCommand(reachCommand());
  messages.addCommand(statusCommand());
  return messages;
};

const named = (command: Command): Command =>
  command
    .addArgument(new Argument('<about>', 'what it tells of').choices(ABOUTS))
    .addOption(new Option('--language <language>').choices(LANGUAGES).default('en'))
    .addOption(new Option('--channel <channel>').choices(CHANNELS).default('sms'))
    .option('--title <text>', 'words of the title, with {placeholders}')
    .option('--body <text>', 'words of the message, with {placeholders}')
    .option('--file <path>', 'read the body from a file');

const templatesCommand = (): Command =>
  storeCommand('templates')
    .description('List the words in force, with the placeholders that each may use.')
    .addOption(new Option('--about <about>', 'of one kind of message only').choices(ABOUTS))
    .addOption(new Option('--language <language>').choices(LANGUAGES))
    .addOption(new Option('--channel <channel>').choices(CHANNELS))
    .action((options: Partial<Named> & { about?: About }) =>
      ending(options.json === true, () =>
        withGround(options, async ({ store, clock }) => {
          const { about, language, channel } = options;
          const all = await createTemplates(store, clock).list();
          const wanted = all.filter(
            (one) =>
              (about === undefined || one.about === about) &&
              (language === undefined || one.language === language) &&
              (channel === undefined || one.channel === channel),
          );
          const shown = wanted.map((one) => ({ ...one, placeholders: placeholdersOf(one.about) }));
          if (options.json === true) {
            console.log(JSON.stringify({ templates: shown }));
            return undefined;
          }
          for (const one of shown) {
            const whose = one.isCarriers ? ' (the carrier’s)' : '';
            console.log(`${one.about} ${one.language} ${one.channel}${whose}`);
            console.log(`  ${one.title}\n  ${one.body}`);
            console.log(`  may use ${one.placeholders.map((name) => `{${name}}`).join(' ')}\n`);
          }
          return undefined;
        }),
      ),
    );

const previewCommand = (): Command =>
  named(storeCommand('preview'))
    .description('Show how a message reads, with made-up facts: the words in force, or yours.')
    .action((about: About, options: Named & Written) =>
      ending(options.json === true, () =>
        withGround(options, async (ground) => {
          const template = await wordsFor(ground, about, options);
          const checked = checkTemplate(about, options.channel, template);
          if (!checked.ok) throw refused(checked.refusal);
          print(await previewOf(ground, about, options, template), options.json === true);
          return undefined;
        }),
      ),
    );

const putCommand = (): Command =>
  named(storeCommand('put'))
    .description('Put your words in force; --default goes back to ours.')
    .option('--default', 'forget the words that were put')
    .action((about: About, options: Named & Written & { default?: boolean }) =>
      ending(options.json === true, () =>
        withGround(options, async (ground) => {
          const { language, channel } = options;
          const templates = createTemplates(ground.store, ground.clock);
          if (options.default === true) await templates.drop({ about, language, channel });
          else {
            if (
              options.title === undefined &&
              options.body === undefined &&
              options.file === undefined
            )
              throw new Refused({ code: 'nothing_to_put' }, 'give --body, --file or --title');
            const put = await templates.put(
              { about, language, channel },
              await wordsFor(ground, about, options),
            );
            if (!put.ok) throw refused(put.refusal);
          }
          const template = await wordsFor(ground, about, { ...options, ...NOTHING_WRITTEN });
          print(await previewOf(ground, about, options, template), options.json === true);
          return undefined;
        }),
      ),
    );

const NOTHING_WRITTEN = { title: undefined, body: undefined, file: undefined };

const reachCommand = (): Command =>
  storeCommand('reach')
    .description('Say how the person on a line is told of things; `none` forgets it.')
    .argument('<msisdn>', 'the line’s number')
    .option('--email <address>', 'where email goes')
    .addOption(
      new Option('--way <way>', 'which way is tried first').choices([...MESSAGE_WAYS, 'none']),
    )
    .action((msisdn: string, options: StoreOptions & { email?: string; way?: string }) =>
      ending(options.json === true, () =>
        withGround(options, async ({ directory, catalog }) => {
          const { email, way } = options;
          const carrier = await catalog.carrier();
          const number = parseMsisdn(msisdn, carrier?.country ?? 'CA');
          const line = number.ok ? await directory.lineBy('msisdn', number.value) : undefined;
          if (line === undefined)
            throw new Refused({ code: 'line_unknown' }, `no line has the number ${msisdn}`);
          if (email !== undefined && email !== 'none' && !EMAIL.test(email))
            throw new Refused({ code: 'email_invalid' }, 'that is no address of email');
          await directory.setReach(line.accountId, {
            ...(email === undefined ? {} : { email: email === 'none' ? null : email }),
            ...(way === undefined
              ? {}
              : { messageWay: way === 'none' ? null : (way as MessageWay) }),
          });
          if (options.json === true) console.log(JSON.stringify({ line: msisdn, email, way }));
          return undefined;
        }),
      ),
    );

/** One address, and nothing that could be read as more than one. */
const EMAIL = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,250}$/;

const statusCommand = (): Command =>
  storeCommand('status')
    .description('Count the messages of the last 30 days by what became of them.')
    .action((options: StoreOptions) =>
      ending(options.json === true, () =>
        withGround(options, async ({ store, clock }) => {
          const outbox = createOutbox({ store, clock, wake: () => Promise.resolve() });
          const { states, forLater, oldestDueAt } = await outbox.status();
          const lateSeconds =
            oldestDueAt === null ? 0 : Math.round((clock.now() - oldestDueAt) / 1_000);
          if (options.json === true) console.log(JSON.stringify({ states, forLater, lateSeconds }));
          else {
            for (const [state, count] of Object.entries(states)) console.log(`${state}: ${count}`);
            if (forLater > 0) console.log(`Of those that wait, ${forLater} are for another day.`);
            if (lateSeconds > 0)
              console.log(`The oldest that is due has waited for ${lateSeconds} s.`);
          }
          return undefined;
        }),
      ),
    );

/** What was given on the command line, and what is in force for the rest. */
async function wordsFor(
  { store, clock }: Ground,
  about: About,
  {
    language,
    channel,
    title,
    body,
    file,
  }: {
    readonly language: Language;
    readonly channel: Channel;
    readonly title?: string | undefined;
    readonly body?: string | undefined;
    readonly file?: string | undefined;
  },
): Promise<Template> {
  const inForce = (await createTemplates(store, clock).list()).find(
    (one) => one.about === about && one.language === language && one.channel === channel,
  );
  const written = file === undefined ? body : (await readFile(file, 'utf8')).trimEnd();
  return { title: title ?? inForce?.title ?? '', body: written ?? inForce?.body ?? '' };
}

type Preview = { title: string; body: string; segments?: number; alphabet?: string };

async function previewOf(
  { catalog, clock }: Ground,
  about: About,
  { language, channel }: Named,
  template: Template,
): Promise<Preview> {
  const carrier = await catalog.carrier();
  const voice: Voice = {
    carrier: carrier?.name ?? 'Largesse',
    timeZone: carrier?.timeZone ?? 'UTC',
  };
  const text = textOf(template, sampleOf(about, clock.now()), language, voice);
  if (channel !== 'sms') return { ...text };
  const { segments, alphabet } = segmentsOf(text.body, 0);
  return { ...text, segments: segments.length, alphabet };
}

function print(preview: Preview, asJson: boolean): void {
  if (asJson) {
    console.log(JSON.stringify({ preview }));
    return;
  }
  const { title, body, segments, alphabet } = preview;
  if (segments === undefined) console.log(`${title}\n`);
  console.log(body);
  if (segments !== undefined) console.log(`\n${segments} short message(s), ${alphabet}.`);
}

const refused = (refusal: TemplateRefusal): Refused => new Refused(refusal, sentenceOf(refusal));

function sentenceOf(refusal: TemplateRefusal): string {
  switch (refusal.code) {
    case 'template_empty':
      return `the ${refusal.where} is empty`;
    case 'template_too_long':
      return `the ${refusal.where} has more than ${refusal.limit} characters`;
    case 'template_has_controls':
      return `the ${refusal.where} has characters that cannot be seen`;
    case 'template_malformed':
      return `a brace in the ${refusal.where} belongs to no placeholder, near “${refusal.near}”`;
    case 'placeholder_unknown':
      return `{${refusal.placeholder}} is unknown here; there are ${refusal.known.map((name) => `{${name}}`).join(' ')}`;
    case 'placeholder_missing':
      return `{${refusal.placeholder}} must be in the body`;
    default:
      return unreachable(refusal);
  }
}
