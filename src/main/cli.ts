// The command line. Exit codes: 0 done, 1 refused, 2 usage, 3 fault (a retry may help), 4 broken.

import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands/all.ts';
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
const [first, second] = process.argv.slice(2);
for (const command of await commandsFor(first === 'help' ? second : first))
  program.addCommand(command);
exitByCode(program);

/** Commander would end with 1 for wrong usage, which is our code for a refusal. */
function exitByCode(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for what can be said here)');
  for (const inner of command.commands) exitByCode(inner);
}

// Whoever reads on has read enough: `largesse … | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}
