import { before, create, type Example } from './recipe.ts';

/** `rehearse greet NAME`. */
export const command: Example = {
  recipe: 'A command',
  name: 'greet',
  registered: [],
  missing: null,
  incomplete: [],
  code: [
    create(
      'harness/cli/greet.ts',
      `import type { Context } from './context.ts';

export function greetCommand({ stdout }: Context, name: string): number {
  stdout.write(\`hello \${name}\\n\`);
  return 0;
}
`,
    ),
    before(
      'harness/cli/program.ts',
      "  program\n    .command('schema')",
      `  program
    .command('greet <name>')
    .description('greet somebody')
    .action(async (name: string) => {
      const { greetCommand } = await import('./greet.ts');
      exitCode = greetCommand(context, name);
    });

`,
    ),
  ],
  documents: [before('README.md', 'pnpm rehearse clean  ', 'pnpm rehearse greet NAME\n')],
  rewritten: [],
  undocumented: ['greet'],
  untouched: ['harness/rehearsal'],
};
