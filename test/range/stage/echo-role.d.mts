import type { Role } from '../../../src/range/role.ts';
import type { Scenario } from '../../../src/range/scenario.ts';

export declare const ECHO: Role;
export declare const ECHO_SCENARIO: Scenario;
