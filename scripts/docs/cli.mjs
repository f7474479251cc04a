// docs/reference/cli.md: the help of every command.
import { COMMANDS } from '../../dist/cli/commands/index.js';
import { GENERATED } from './generated.mjs';
import { runCommand } from './run-command.mjs';

const helpOf = (words) => `\`\`\`text\n${runCommand([...words, '--help'])}\n\`\`\``;

const sectionOf = (words) =>
  `\n${words.length > 1 ? '###' : '##'} peerwarden ${words.join(' ')}\n\n${helpOf(words)}\n`;

/** A command, and then each of its own commands. */
const sectionsOf = ({ name, words = [] }) =>
  [[name], ...words.map((word) => [name, word])].map(sectionOf).join('');

export const cliPage = () => `${GENERATED}
# Command line

In a checkout the program is called \`npx peerwarden\`.

${helpOf([])}
${COMMANDS.map(sectionsOf).join('')}`;
