// The command line as people type it: which command is called, and how it ends when its words are off.

import { Command, CommanderError, type OutputConfiguration } from 'commander';
import { commandsFor } from './commands/all.ts';
import { VERSION } from './configuration.ts';
import { EXIT } from './outcome.ts';

/**
 * Does what the words after `largesse` ask for. Gives the exit code where they only ask for help, or are
 * wrong usage; a command that was done has left its own in `process.exitCode`.
 */
export async function runCommandLine(
  words: readonly string[],
  output: OutputConfiguration = {},
): Promise<number | undefined> {
  const program = new Command('largesse')
    .description('Data gifting for mobile carriers and MVNOs, charged in real time.')
    .version(VERSION)
    .addHelpText(
      'after',
      '\nExit codes: 0 done; 1 refused; 2 wrong usage; 3 something failed, and a retry may help;\n' +
        '4 a bug, or an audit that found one.',
    );
  const [first, second] = words;
  for (const command of await commandsFor(first === 'help' ? second : first))
    program.addCommand(command);
  prepare(program, output);
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
}

/** Commander would end the process, and with 1 for wrong usage, which is our code for a refusal. */
function prepare(command: Command, output: OutputConfiguration): void {
  command
    .configureOutput(output)
    .exitOverride()
    .showHelpAfterError('(add --help for what can be said here)');
  for (const inner of command.commands) prepare(inner, output);
}
