import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { asRehearsalError } from '../errors.ts';
import type { Context } from './context.ts';
import type { DoctorFlags } from './doctor.ts';
import type { RunFlags } from './interruptible-run.ts';
import type { PlanFlags } from './plan.ts';
import { printError } from './print-error.ts';
import type { TuneFlags } from './tune.ts';
import { readToolVersion } from './version.ts';

const collect = (value: string, before: string[]): string[] => [...before, value];

function attempts(value: string): number {
  if (/^[1-9]\d?$/.test(value)) return Number(value);
  throw new InvalidArgumentError('expected a whole number from 1 to 99');
}

/** Parses the command line, runs one command, and returns its exit code. Commands import their code when they run. */
export async function runProgram(context: Context): Promise<number> {
  let exitCode = 0;
  const program = new Command('rehearse')
    .description(
      'Rehearse a Kubernetes upgrade under load on a replica cluster, and get a measured verdict before production.',
    )
    .version(readToolVersion())
    .exitOverride()
    .configureOutput({
      writeOut: context.stdout.write,
      writeErr: context.stderr.write,
      getOutHelpWidth: () => context.stdout.columns,
    })
    .showHelpAfterError('  code: usage (exit 2)\n  do:   rehearse --help lists commands and options');

  program
    .command('run <scenario>', { isDefault: true })
    .description('rehearse a scenario: build, measure, upgrade, judge (the default command)')
    .option(
      '--set <path=value>',
      'override a setting of the scenario, as upgrade.nodes.interval=10s; repeatable',
      collect,
      [],
    )
    .option('--reports <folder>', 'where the run directory goes', 'reports')
    .option('--keep', 'keep the cluster afterwards; `rehearse clean RUN` removes it', false)
    .option(
      '--yes-create-cloud-resources',
      'consent to the machines that a provider such as kops creates in your cloud account',
      false,
    )
    .option('--verbose', "also print the harness's own log to stderr", false)
    .action(async (scenario: string, options: RunFlags) => {
      const { runCommand } = await import('./run.ts');
      exitCode = await runCommand(context, scenario, options);
    });

  program
    .command('tune <scenario>')
    .description('rehearse, apply the recommended values and rehearse again, until a run passes')
    .option('--attempts <n>', 'the most rehearsals to run', attempts, 3)
    .option('--set <path=value>', 'override a setting of the scenario; repeatable', collect, [])
    .option('--reports <folder>', 'where the run directories and the record of the tuning go', 'reports')
    .option(
      '--yes-create-cloud-resources',
      'consent to the machines that a provider such as kops creates in your cloud account',
      false,
    )
    .option('--verbose', "also print the harness's own log to stderr", false)
    .action(async (scenario: string, options: TuneFlags) => {
      const { tuneCommand } = await import('./tune.ts');
      exitCode = await tuneCommand(context, scenario, options);
    });

  program
    .command('validate <files...>')
    .description('check scenario files and list every mistake with its position')
    .option('--set <path=value>', 'override a setting before checking; repeatable', collect, [])
    .action(async (files: string[], options: { set: string[] }) => {
      const { validateFiles } = await import('./validate.ts');
      exitCode = await validateFiles(files, options.set, {
        write: (line) => context.stdout.write(`${line}\n`),
      });
    });

  program
    .command('plan <scenario>')
    .description(
      'show what a run would do, in which order, and how long it takes here and in production; changes nothing',
    )
    .option('--set <path=value>', 'override a setting before planning; repeatable', collect, [])
    .option('--json', 'print the content of plan.json', false)
    .action(async (scenario: string, options: PlanFlags) => {
      const { planCommand } = await import('./plan.ts');
      exitCode = await planCommand(context, scenario, options);
    });

  program
    .command('report <run-directory>')
    .description('judge a run directory and write its report again (also of a run that was killed)')
    .action(async (folder: string) => {
      const { reportCommand } = await import('./report.ts');
      exitCode = await reportCommand(context, folder);
    });

  program
    .command('doctor')
    .description('check every prerequisite of a run and say how to get what is missing')
    .argument('[scenario]', 'also check what this scenario requires')
    .option('--set <path=value>', 'override a setting before checking; repeatable', collect, [])
    .option('--reports <folder>', 'where the run directory would go', 'reports')
    .action(async (scenario: string | undefined, options: DoctorFlags) => {
      const { doctorCommand } = await import('./doctor.ts');
      exitCode = await doctorCommand(context, scenario, options);
    });

  program
    .command('clean')
    .description('remove what killed runs left behind; with RUN, also a kept cluster. Run directories stay')
    .argument('[run]', 'only this run')
    .action(async (run?: string) => {
      const { cleanCommand } = await import('./clean.ts');
      exitCode = await cleanCommand(context, run);
    });

  program
    .command('schema')
    .description('print the JSON Schema of scenario files, for editors')
    .action(async () => {
      const { scenarioJsonSchema } = await import('../scenario/schema/json-schema.ts');
      context.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    });

  try {
    await program.parseAsync(context.args, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    const error = asRehearsalError(thrown);
    printError(context.stderr, error);
    return error.exitCode;
  }
}
