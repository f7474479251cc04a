// `peerwarden audit`: what lies on file servers and on machines.
import type { Command } from 'commander';
import { registerAuditEndpoint } from './audit-endpoint.ts';

export const registerAudit = (program: Command): void => {
  const audit = program
    .command('audit')
    .summary('what lies on machines')
    .description(
      'Looks at what lies on one’s own machines. Nothing is changed, nothing is executed.',
    );
  registerAuditEndpoint(audit);
};
