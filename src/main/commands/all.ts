// Every command: its name, what it is for, and where it is made. Only the one that is called is loaded, for
// the whole of the product takes a second to load, and nobody waits a second for a list of commands.

import { Command } from 'commander';

type Listed = {
  readonly name: string;
  readonly description: string;
  readonly load: () => Promise<Command>;
};

const COMMANDS: readonly Listed[] = [
  {
    name: 'start',
    description: 'Run Largesse: the app with its pages, and the Gy and Nchf doors for the network.',
    load: async () => (await import('./start.ts')).startCommand(),
  },
  {
    name: 'demo',
    description: 'Show the main job, end to end, in a store made for it and thrown away.',
    load: async () => (await import('./demo.ts')).demoCommand(),
  },
  {
    name: 'gift',
    description: 'Give data from one line to another, under the policy in force.',
    load: async () => (await import('./gift.ts')).giftCommand(),
  },
  {
    name: 'balance',
    description: 'Show what a line has, bucket by bucket in the order in which they are used.',
    load: async () => (await import('./balance.ts')).balanceCommand(),
  },
  {
    name: 'audit',
    description: 'Prove that no octet was lost, forged or doubled, over the whole store.',
    load: async () => (await import('./audit.ts')).auditCommand(),
  },
  {
    name: 'peers',
    description: 'Show which network elements are connected to the running server.',
    load: async () => (await import('./peers.ts')).peersCommand(),
  },
  {
    name: 'sessions',
    description: 'Show the charging sessions that the network has open.',
    load: async () => (await import('./sessions.ts')).sessionsCommand(),
  },
  {
    name: 'carrier',
    description: 'The carrier of a store.',
    load: async () => (await import('./carrier.ts')).carrierCommand(),
  },
  {
    name: 'policy',
    description: 'The rules of giving: drafted by one person, published by another.',
    load: async () => (await import('./policy.ts')).policyCommand(),
  },
  {
    name: 'rating',
    description: 'How traffic is charged: rating groups, networks abroad, and the end of a line.',
    load: async () => (await import('./rating.ts')).ratingCommand(),
  },
  {
    name: 'pack',
    description: 'The packs that people can buy, for themselves and for others.',
    load: async () => (await import('./pack.ts')).packCommand(),
  },
  {
    name: 'tank',
    description: 'Tanks that anybody gives to, and who is short takes from.',
    load: async () => (await import('./tank.ts')).tankCommand(),
  },
  {
    name: 'standing',
    description: 'What lines give each other again in each cycle.',
    load: async () => (await import('./standing.ts')).standingCommand(),
  },
  {
    name: 'partner',
    description: 'Who may come to the partner port, and with which rights.',
    load: async () => (await import('./partner.ts')).partnerCommand(),
  },
  {
    name: 'webhooks',
    description: 'Who is told of events, and how that went.',
    load: async () => (await import('./webhooks.ts')).webhooksCommand(),
  },
  {
    name: 'messages',
    description: 'What people are told: the words, and what became of each message.',
    load: async () => (await import('./messages.ts')).messagesCommand(),
  },
  {
    name: 'reports',
    description: 'The messages that people have reported, the newest first.',
    load: async () => (await import('./reports.ts')).reportsCommand(),
  },
  {
    name: 'history',
    description: 'What a line gave and received, the newest first.',
    load: async () => (await import('./history.ts')).historyCommand(),
  },
  {
    name: 'reads',
    description: 'What staff read of people: who, what, why and when, the newest first.',
    load: async () => (await import('./reads.ts')).readsCommand(),
  },
  {
    name: 'backup',
    description: 'Write the whole store into a folder while it goes on working.',
    load: async () => (await import('./backup.ts')).backupCommand(),
  },
  {
    name: 'restore',
    description: 'Make a store from a backup, and audit it.',
    load: async () => (await import('./restore.ts')).restoreCommand(),
  },
  {
    name: 'archive',
    description: 'Move the postings of old months out of the store, into Parquet files.',
    load: async () => (await import('./archive.ts')).archiveCommand(),
  },
  {
    name: 'sim',
    description: 'Play made-up traffic, to see what holds.',
    load: async () => (await import('./sim.ts')).simCommand(),
  },
  {
    name: 'bench',
    description: 'Measure how fast this machine is.',
    load: async () => (await import('./bench.ts')).benchCommand(),
  },
];

/** The command of this name, and the names of all others. */
export async function commandsFor(name: string | undefined): Promise<Command[]> {
  return Promise.all(
    COMMANDS.map(async (listed) => {
      const command = listed.name === name ? await listed.load() : new Command(listed.name);
      return command.description(listed.description);
    }),
  );
}
