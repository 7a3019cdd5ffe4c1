import { Command } from 'commander';
import {
  createPolicyDesk,
  parseGiftPolicy,
  policyDifferences,
  type Carrier,
  type GiftPolicy,
  type PolicyDeskRefusal,
  type PolicyDraft,
} from '../../catalog/public.ts';
import { replayGifts, type ReplayReport } from '../../gifting/public.ts';
import { Fault, type Instant } from '../../kernel/public.ts';
import { Refused } from '../outcome.ts';
import type { Ground } from '../ground.ts';
import { sizeText } from '../size.ts';
import { readJsonFile } from './json-file.ts';
import { ending, storeCommand, withGround, type StoreOptions } from './command.ts';
import { instantArgument, lastMonth, startOfDate } from './policy-dates.ts';
import { progressBar } from './progress.ts';

type Person = StoreOptions & { by: string };

export const policyCommand = (): Command =>
  new Command('policy')
    .addCommand(
      storeCommand('draft')
        .description('Keep a policy from a JSON file as a draft. One that cannot work is refused.')
        .argument('<file>', 'the policy as JSON')
        .requiredOption('--by <person>', 'who drafts it')
        .option('--policy <name>', 'which of the carrier’s policies it is for', 'standard')
        .action((file: string, options: Person & { policy: string }) =>
          ending(options.json === true, () => draft(file, options)),
        ),
    )
    .addCommand(
      storeCommand('show')
        .description('Show the policies in force and the drafts, or one draft whole.')
        .argument('[draft]', 'the id of a draft')
        .action((id: string | undefined, options: StoreOptions) =>
          ending(options.json === true, () => show(id, options)),
        ),
    )
    .addCommand(
      storeCommand('compare')
        .description('Show in which rules a draft differs from the policy in force.')
        .argument('<draft>', 'the id of a draft, or a JSON file')
        .option('--policy <name>', 'for a file: which policy it is for', 'standard')
        .action((id: string, options: StoreOptions & { policy: string }) =>
          ending(options.json === true, () => compare(id, options)),
        ),
    )
    .addCommand(
      storeCommand('replay')
        .description('Try a draft on the gifts of a time: how many it would refuse, and why.')
        .argument('<draft>', 'the id of a draft, or a JSON file')
        .option('--policy <name>', 'for a file: which policy it is for', 'standard')
        .option('--from <date>', 'first day, such as 2026-10-01 (default: last month)')
        .option('--to <date>', 'the day after the last one')
        .addHelpText(
          'after',
          '\nGifts are judged by what was known when they were given; those undone are left out. Givers are\n' +
            'counted anew under the draft, receivers as they were.',
        )
        .action(
          (id: string, options: StoreOptions & { policy: string; from?: string; to?: string }) =>
            ending(options.json === true, () => replay(id, options)),
        ),
    )
    .addCommand(
      storeCommand('publish')
        .description('Put a draft in force. Whoever drafted it cannot.')
        .argument('<draft>', 'the id of a draft')
        .requiredOption('--by <person>', 'who publishes it')
        .option('--from <instant>', 'from when on, such as 2027-01-01T00:00-05:00 (default: now)')
        .action((id: string, options: Person & { from?: string }) =>
          ending(options.json === true, () => publish(id, options)),
        ),
    );

const WHY: { readonly [code in PolicyDeskRefusal['code']]: string } = {
  policy_malformed: 'this is not a policy',
  policy_contradicts_itself: 'the policy contradicts itself',
  person_unnamed: 'say who does this: --by',
  policy_name_invalid: 'the name of a policy is of small letters, digits and hyphens',
  draft_unknown: 'there is no such draft',
  draft_already_published: 'this draft was published before',
  author_cannot_publish: 'who drafted a policy cannot publish it: a second person must',
  effective_in_the_past: 'a policy cannot judge gifts that were given before',
  policy_leaves_lines_without:
    'this policy is for some lines only, and no other is in force for the rest',
};

function refused(refusal: PolicyDeskRefusal): Refused {
  const figures =
    refusal.code === 'policy_malformed'
      ? `: ${refusal.path} ${refusal.expected}`
      : refusal.code === 'policy_contradicts_itself'
        ? `: ${refusal.rules.join(' and ')}`
        : '';
  return new Refused(refusal, `${WHY[refusal.code]}${figures}`);
}

const print = (options: StoreOptions, value: object, text: () => void): void => {
  if (options.json === true) console.log(JSON.stringify(value));
  else text();
};

async function draft(file: string, options: Person & { policy: string }): Promise<undefined> {
  const body = await readJsonFile(file);
  // What is no policy is refused before a store is opened for it.
  const parsed = parseGiftPolicy(body);
  if (!parsed.ok) throw refused(parsed.refusal);
  const drafted = await withGround(options, ({ store, clock }) =>
    createPolicyDesk(store, clock).draft({ policyId: options.policy, author: options.by, body }),
  );
  if (!drafted.ok) throw refused(drafted.refusal);
  const { draftId, policyId, author } = drafted.value;
  print(options, { draftId, policyId, author }, () =>
    console.log(`Draft ${draftId} of “${policyId}”, by ${author}.`),
  );
}

async function show(id: string | undefined, options: StoreOptions): Promise<undefined> {
  await withGround(options, async ({ catalog, store, clock }) => {
    const desk = createPolicyDesk(store, clock);
    if (id !== undefined) {
      const found = await desk.find(id);
      if (found === undefined) throw refused({ code: 'draft_unknown' });
      console.log(JSON.stringify(found, null, options.json === true ? 0 : 2));
      return;
    }
    const inForce = await catalog.giftPoliciesAt(clock.now());
    const drafts = await desk.drafts(50);
    print(options, { inForce, drafts }, () => {
      for (const { id: name, version, effectiveFrom } of inForce)
        console.log(`In force: “${name}” version ${version}, since ${iso(effectiveFrom)}`);
      for (const each of drafts) console.log(draftLine(each));
    });
  });
}

const draftLine = ({ draftId, policyId, author, draftedAt, publishedVersion }: PolicyDraft) =>
  `Draft ${draftId} of “${policyId}”, by ${author}, ${iso(draftedAt)}` +
  (publishedVersion === null ? '' : `: published as version ${publishedVersion}`);

async function compare(id: string, options: StoreOptions & { policy: string }): Promise<undefined> {
  await withGround(options, async (ground) => {
    const drafted = await readDraft(ground, id, options.policy);
    const inForce = await ground.catalog.giftPoliciesAt(ground.clock.now());
    const current = inForce.find((policy) => policy.id === drafted.id);
    const { id: _id, version: _version, effectiveFrom: _from, ...before } = current ?? drafted;
    const { id: _draft, version: _none, effectiveFrom: _at, ...after } = drafted;
    const differences = policyDifferences(before, after);
    const against = current === undefined ? null : { id: current.id, version: current.version };
    print(options, { policy: drafted.id, against, differences }, () => {
      console.log(
        against === null
          ? `“${drafted.id}” is not in force yet.`
          : `Against “${against.id}” version ${against.version}:`,
      );
      for (const each of differences)
        console.log(
          `  ${each.rule}: ${JSON.stringify(each.before)} → ${JSON.stringify(each.after)}`,
        );
      console.log(`${differences.length} rules differ.`);
    });
  });
}

async function replay(
  id: string,
  options: StoreOptions & { policy: string; from?: string; to?: string },
): Promise<undefined> {
  const report = await withGround(options, async (ground) => {
    const { catalog, clock, store } = ground;
    const { timeZone } = await carrierOf(ground);
    const usual = lastMonth(clock.now(), timeZone);
    const policy = await readDraft(ground, id, options.policy);
    const bar = progressBar('gifts', options.json !== true);
    try {
      return await replayGifts({
        store,
        policy,
        others: await catalog.giftPoliciesAt(clock.now()),
        timeZone,
        from: options.from === undefined ? usual.from : startOfDate(options.from, timeZone),
        to: options.to === undefined ? usual.to : startOfDate(options.to, timeZone),
        onProgress: (done, total) => bar.show(done, total, 'judged again'),
      });
    } finally {
      bar.end();
    }
  });
  print(options, { ...report, from: iso(report.from), to: iso(report.to) }, () => tell(report));
}

function tell(report: ReplayReport): void {
  console.log(`${iso(report.from)} to ${iso(report.to)}`);
  const share = report.gifts === 0 ? 0 : (report.refused / report.gifts) * 100;
  console.log(
    `${report.refused} of ${report.gifts} gifts would have been refused (${share.toFixed(1)} %), ` +
      `${sizeText(report.refusedOctets)} of ${sizeText(report.octets)}; ` +
      `${report.giversRefused} of ${report.givers} givers.`,
  );
  for (const { code, rule, gifts, octets } of report.reasons)
    console.log(`  ${String(gifts).padStart(8)}  ${code} (${rule}), ${sizeText(octets)}`);
  if (report.asked > 0) console.log(`${report.asked} would have been asked to confirm.`);
  if (report.unknown > 0)
    console.log(`${report.unknown} gifts are from before their facts were kept, and not judged.`);
}

async function publish(id: string, options: Person & { from?: string }): Promise<undefined> {
  const effectiveFrom = options.from === undefined ? undefined : instantArgument(options.from);
  const published = await withGround(options, ({ store, clock }) =>
    createPolicyDesk(store, clock).publish({ draftId: id, publisher: options.by, effectiveFrom }),
  );
  if (!published.ok) throw refused(published.refusal);
  const { id: policyId, version, effectiveFrom: since } = published.value;
  print(options, { policyId, version, effectiveFrom: iso(since) }, () =>
    console.log(`“${policyId}” version ${version} judges gifts from ${iso(since)} on.`),
  );
}

/** A draft by its id, or a policy from a file, which must pass as a draft would. */
async function readDraft(ground: Ground, id: string, name: string): Promise<GiftPolicy> {
  const drafted = await createPolicyDesk(ground.store, ground.clock).find(id);
  const yet = { version: 0, effectiveFrom: ground.clock.now() };
  if (drafted !== undefined) return { ...drafted.body, id: drafted.policyId, ...yet };
  if (!/[./]/.test(id)) throw refused({ code: 'draft_unknown' });
  const parsed = parseGiftPolicy(await readJsonFile(id));
  if (!parsed.ok) throw refused(parsed.refusal);
  return { ...parsed.value, id: name, ...yet };
}

async function carrierOf({ catalog }: Ground): Promise<Carrier> {
  const carrier = await catalog.carrier();
  if (carrier !== undefined) return carrier;
  throw new Fault('no_carrier', 'this store has no carrier yet: run `largesse carrier seed`', {
    retry: 'useless',
  });
}

const iso = (at: Instant): string => new Date(at).toISOString();
