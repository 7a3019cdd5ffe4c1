// The command line. Exit codes: 0 done, 1 refused, 2 usage, 3 fault (a retry may help), 4 broken.

import { Command, CommanderError } from 'commander';
import { archiveCommand } from './commands/archive.ts';
import { auditCommand } from './commands/audit.ts';
import { backupCommand } from './commands/backup.ts';
import { balanceCommand } from './commands/balance.ts';
import { benchCommand } from './commands/bench.ts';
import { carrierCommand } from './commands/carrier.ts';
import { demoCommand } from './commands/demo.ts';
import { giftCommand } from './commands/gift.ts';
import { historyCommand } from './commands/history.ts';
import { messagesCommand } from './commands/messages.ts';
import { packCommand } from './commands/pack.ts';
import { partnerCommand } from './commands/partner.ts';
import { peersCommand } from './commands/peers.ts';
import { policyCommand } from './commands/policy.ts';
import { ratingCommand } from './commands/rating.ts';
import { readsCommand } from './commands/reads.ts';
import { reportsCommand } from './commands/reports.ts';
import { restoreCommand } from './commands/restore.ts';
import { sessionsCommand } from './commands/sessions.ts';
import { simCommand } from './commands/sim.ts';
import { standingCommand } from './commands/standing.ts';
import { startCommand } from './commands/start.ts';
import { tankCommand } from './commands/tank.ts';
import { webhooksCommand } from './commands/webhooks.ts';
import { VERSION } from './configuration.ts';
import { EXIT } from './outcome.ts';

const program = new Command('largesse')
  .description('Data gifting for mobile carriers and MVNOs, charged in real time.')
  .version(VERSION)
  .addHelpText(
    'after',
    '\nExit codes: 0 done; 1 refused; 2 wrong usage; 3 something failed, and a retry may help;\n' +
      '4 a bug, or an audit that found one.',
  );
for (const command of [
  startCommand(),
  demoCommand(),
  giftCommand(),
  balanceCommand(),
  auditCommand(),
  peersCommand(),
  sessionsCommand(),
  carrierCommand(),
  policyCommand(),
  ratingCommand(),
  packCommand(),
  tankCommand(),
  standingCommand(),
  partnerCommand(),
  webhooksCommand(),
  messagesCommand(),
  reportsCommand(),
  historyCommand(),
  readsCommand(),
  backupCommand(),
  restoreCommand(),
  archiveCommand(),
  simCommand(),
  benchCommand(),
])
  program.addCommand(command);
exitByCode(program);

/** Commander would end with 1 for wrong usage, which is our code for a refusal. */
function exitByCode(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for what can be said here)');
  for (const inner of command.commands) exitByCode(inner);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
