// docs/reference/cli.md: the help of every command.
import { COMMANDS } from '../../dist/cli/commands/index.js';
import { GENERATED } from './generated.mjs';
import { runCommand } from './run-command.mjs';

const helpOf = (words) => `\`\`\`text\n${runCommand([...words, '--help'])}\n\`\`\``;

export const cliPage = () => `${GENERATED}
# Command line

In a checkout the program is called \`npx peerwarden\`.

${helpOf([])}
${COMMANDS.map(({ name }) => `\n## peerwarden ${name}\n\n${helpOf([name])}\n`).join('')}`;
