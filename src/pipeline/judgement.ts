// Observations in, findings and cases out: everything that is held while evidence is read.

import { ActivityLedger } from '../cases/activity-ledger.ts';
import { type BuiltCase, buildCases } from '../cases/case-builder.ts';
import type { ClockOffset } from '../cases/clock-offset.ts';
import { Clocks } from '../cases/clocks.ts';
import { Correlator } from '../cases/correlate.ts';
import { HostLedger } from '../cases/host-ledger.ts';
import { Identity } from '../cases/identity.ts';
import { RequestLedger } from '../cases/request-ledger.ts';
import { LinkMap, Subjects } from '../cases/subjects.ts';
import { UserLedger } from '../cases/user-ledger.ts';
import { Violations } from '../cases/violations.ts';
import { VolumeLedger } from '../cases/volume-ledger.ts';
import { type Excess, excessFindings, excessOf, type UsualOf } from '../detect/excess.ts';
import { Exchanges } from '../detect/exchanges.ts';
import { DETECTORS } from '../detect/index.ts';
import { ownServices } from '../detect/own-services.ts';
import { ProgramNames } from '../identify/program-names.ts';
import { RequestIdentifier } from '../identify/requests.ts';
import type { Network } from '../model/address.ts';
import type { Observation, RequestObservation } from '../model/observation.ts';
import { networksOf, type Policy, proxiesOf } from '../model/policy.ts';
import type { RequestReceiver } from '../sources/request-row.ts';
import { SYSTEMS } from '../systems/index.ts';

export interface Judged {
  readonly cases: readonly BuiltCase[];
  readonly subjects: Subjects;
  readonly hosts: HostLedger;
  readonly users: UserLedger;
  readonly identity: Identity;
  readonly volumes: VolumeLedger;
  readonly excess: readonly Excess[];
  readonly violations: Violations;
  /** By `Evidence.index`: how far its clock is from that of another piece, where both saw the same. */
  readonly clocks: ReadonlyMap<number, ClockOffset>;
  /** Addresses, pairs of address and activity, and violations that were not followed: there were too many. */
  readonly notFollowed: number;
}

export class Judgement {
  readonly #policy: Policy | null;
  readonly #inside: readonly Network[];
  readonly #correlator: Correlator;
  readonly #clocks: Clocks;
  readonly #requests = new RequestIdentifier(SYSTEMS.flatMap((system) => system.http ?? []));
  readonly #programs = new ProgramNames(SYSTEMS);
  readonly #detectors;
  readonly #isOwnService;
  readonly #hosts = new HostLedger();
  readonly #activities: ActivityLedger;
  readonly #links = new LinkMap();
  readonly #users = new UserLedger();
  readonly #violations: Violations;
  /** What clients exchanged with far ends through a proxy. */
  readonly exchanges = new Exchanges();
  readonly #identity = new Identity();
  readonly #volumes: VolumeLedger;
  readonly #rows: RequestLedger;

  /** `several`: evidence of more than one kind or file is given, so that things may be seen twice. */
  constructor(policy: Policy | null, inside: readonly Network[], several: boolean) {
    this.#policy = policy;
    this.#inside = inside.length > 0 ? inside : networksOf(policy?.networks?.inside);
    this.#correlator = new Correlator(several);
    this.#clocks = new Clocks(several);
    this.#activities = new ActivityLedger(policy?.exposure?.words);
    this.#violations = new Violations(policy);
    this.#volumes = new VolumeLedger(this.#inside);
    this.#rows = new RequestLedger(
      {
        exchanges: this.exchanges,
        hosts: this.#hosts,
        users: this.#users,
        identity: this.#identity,
        volumes: this.#volumes,
      },
      (bytes, start, end) => this.#requests.hasTrace(bytes, start, end),
    );
    this.#isOwnService = ownServices(policy, this.#inside);
    this.#detectors = DETECTORS.map((detector) =>
      detector.open({ policy, exchanges: this.exchanges }),
    );
  }

  get volumes(): VolumeLedger {
    this.#rows.settle();
    return this.#volumes;
  }

  /** Takes requests as rows: only where nothing can be seen twice, and nobody else wants to see them. */
  get requests(): RequestReceiver {
    return this.#rows;
  }

  /** More than captures tell of what happened: from now on, what was seen is remembered. */
  expectCopies(): void {
    this.#correlator.expectCopies();
  }

  see(observation: Observation): void {
    this.#rows.settle();
    if (observation.kind === 'request') this.#requests.identify(observation);
    if (observation.kind === 'program') this.#programs.identify(observation);
    this.#clocks.see(observation);
    const counting = this.#correlator.see(observation);
    if (counting === 'copy') {
      this.exchanges.copy(observation as RequestObservation);
      this.#identity.see(observation);
      return;
    }
    if (observation.kind === 'request') this.exchanges.see(observation);
    this.#identity.see(observation);
    this.#volumes.see(observation, counting);
    this.#links.see(observation);
    this.#hosts.see(observation, counting);
    this.#activities.see(observation, counting);
    this.#users.see(observation, counting);
    this.#violations.see(observation, counting);
    if (observation.kind === 'flow' && this.#isOwnService(observation)) return;
    for (const detector of this.#detectors) detector.see(observation);
  }

  /** `usualOf`: what earlier runs know of volumes. */
  judge(usualOf?: UsualOf): Judged {
    this.#rows.settle();
    const { networks } = this.#policy ?? {};
    const subjects = new Subjects(
      {
        inside: this.#inside,
        proxies: this.#policy ? proxiesOf(this.#policy) : [],
        resolvers: networksOf(networks?.resolvers),
        gateways: networksOf(networks?.gateways),
      },
      this.#links,
      this.#hosts,
      (name) => this.#identity.addressOfMachine(name),
    );
    const excess = excessOf(this.#volumes.series(), this.#volumes.span, usualOf);
    const findings = [
      ...this.#detectors.flatMap((detector) => detector.findings()),
      ...excessFindings(excess),
    ];
    const cases = buildCases(findings, this.#activities, subjects, this.#policy);
    return {
      cases,
      subjects,
      hosts: this.#hosts,
      notFollowed:
        this.#identity.dropped +
        this.#hosts.dropped +
        this.#activities.dropped +
        this.#violations.dropped,
      users: this.#users,
      identity: this.#identity,
      volumes: this.#volumes,
      excess,
      violations: this.#violations,
      clocks: this.#clocks.offsets(),
    };
  }
}
