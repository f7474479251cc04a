// Known weaknesses of a case's clients, as the report tells them.
import { weaknessesOf } from '../cases/weaknesses.ts';
import type { Case } from '../model/case.ts';
import type { ReportCase } from '../model/report.ts';
import { activityOf } from '../model/systems.ts';
import { SYSTEMS } from '../systems/index.ts';

/** Systems that are one program are one activity: a client of Kad is a client of eDonkey. */
export const weaknessRows = ({
  activity,
  clients,
}: Pick<Case, 'activity' | 'clients'>): Pick<ReportCase, 'weaknesses'> => {
  const own = SYSTEMS.filter(({ id }) => activityOf(id) === activity);
  const found = weaknessesOf(
    clients,
    own.flatMap(({ advisories }) => advisories),
  );
  if (found.length === 0) return {};
  return {
    weaknesses: found.map(({ client, advisory, sure }) => ({
      client: client.name,
      version: client.version,
      kind: advisory.kind,
      product: advisory.product,
      published: advisory.published,
      id: advisory.id ?? null,
      fixed: advisory.fixed ?? null,
      source: advisory.source,
      sure,
    })),
  };
};
