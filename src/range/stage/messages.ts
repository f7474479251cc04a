// What a stage and the process of one of its hosts say to each other: plain JSON over Node's channel.
import type { ErrorCode } from '../../model/errors.ts';
import type { SocketRecord } from '../host.ts';
import type { Plain } from '../role.ts';

export interface HostSetup {
  readonly name: string;
  readonly address: string;
  readonly networks: readonly string[];
  readonly seed: number;
  readonly marked: boolean;
}

/** `actor` is a number that the stage gave: one host can run several programs. */
export type Ask =
  | { readonly ask: 'host'; readonly setup: HostSetup }
  | {
      readonly ask: 'start';
      readonly actor: number;
      readonly role: string;
      readonly options: Plain;
    }
  | { readonly ask: 'do'; readonly actor: number; readonly action: string; readonly input: Plain }
  | { readonly ask: 'stop'; readonly actor: number }
  | { readonly ask: 'sockets' };

export type Asked = Ask & { readonly id: number };

export type Answer =
  | { readonly id: number; readonly value: Plain | readonly SocketRecord[] }
  | {
      readonly id: number;
      readonly failed: {
        readonly message: string;
        readonly code?: ErrorCode;
        readonly remedy?: string;
      };
    };
