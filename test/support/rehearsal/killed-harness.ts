/**
 * A harness that a test kills: creates the private folder of a run, starts a child that runs forever, and
 * reports it.
 */
import { createCommands } from '../../../harness/command/commands.ts';
import { createPrivateFolder } from '../../../harness/rehearsal/private-folder.ts';

const folder = createPrivateFolder(
  process.argv[2] as string,
  { runId: 'r1', provider: 'kind', runDirectory: 'reports/r1', startedAt: new Date().toISOString() },
  process.pid,
);
const commands = createCommands(folder.noteChild);
const program = 'console.log("up"); setInterval(() => {}, 60_000)';
for await (const line of commands.lines(process.execPath, ['-e', program])) process.stdout.write(line);
