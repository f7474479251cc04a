// `peerwarden audit`: what lies on file servers and on machines.
import type { Command } from 'commander';
import { registerAuditEndpoint } from './audit-endpoint.ts';
import { registerAuditFiles } from './audit-files.ts';

export const registerAudit = (program: Command): void => {
  const audit = program
    .command('audit')
    .summary('what lies on file servers and on machines')
    .description(
      'Looks at what lies on one’s own file servers and machines. Nothing is changed, nothing is executed.',
    )
    .addHelpText('after', EXAMPLES);
  registerAuditFiles(audit);
  registerAuditEndpoint(audit);
};

const EXAMPLES = `
Examples:
  peerwarden audit files /srv/home
  sudo peerwarden audit endpoint
  peerwarden audit endpoint inventories/`;
