// The process of one host: holds its Host and its running programs, does what the stage asks, ends with the channel.
import { PeerwardenError } from '../../model/errors.ts';
import { conductFor } from '../conduct.ts';
import { Host, type SocketRecord } from '../host.ts';
import type { Plain, Program, Role } from '../role.ts';
import type { Answer, Ask, Asked, HostSetup } from './messages.ts';

/** Answers on this process's channel until it closes. */
export const serveHost = (roles: readonly Role[]): void => {
  const served = new ServedHost(roles);
  process.on('message', (message) => {
    void answerTo(served, message as Asked).then((answer) => {
      if (process.connected) process.send?.(answer);
    });
  });
  process.on('disconnect', () => void served.close().finally(() => process.exit(0)));
  // The stage ends its hosts in its own order; what a terminal sends to the whole group is not for them.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
};

const answerTo = async (served: ServedHost, asked: Asked): Promise<Answer> => {
  try {
    return { id: asked.id, value: (await served.take(asked)) ?? null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const coded = error instanceof PeerwardenError && { code: error.code, remedy: error.remedy };
    return { id: asked.id, failed: { message, ...coded } };
  }
};

class ServedHost {
  readonly #roles: readonly Role[];
  readonly #programs = new Map<number, Program>();
  #host: Host | null = null;

  constructor(roles: readonly Role[]) {
    this.#roles = roles;
  }

  async take(asked: Ask): Promise<Plain | readonly SocketRecord[]> {
    switch (asked.ask) {
      case 'host':
        this.#host = hostOf(asked.setup);
        return null;
      case 'start':
        this.#programs.set(
          asked.actor,
          await this.#role(asked.role).start(this.#given(), asked.options),
        );
        return null;
      case 'do':
        return await this.#action(asked.actor, asked.action)(asked.input);
      case 'stop': {
        const program = this.#programs.get(asked.actor);
        this.#programs.delete(asked.actor);
        await program?.stop();
        return null;
      }
      case 'sockets':
        return this.#given().sockets;
    }
  }

  async close(): Promise<void> {
    for (const program of [...this.#programs.values()].reverse())
      await program.stop().catch(() => {});
    this.#host?.close();
  }

  #role(id: string): Role {
    const found = this.#roles.find((role) => role.id === id);
    if (found) return found;
    throw new PeerwardenError('PW_RANGE_UNKNOWN', {
      message: `The range has no role ${id}.`,
      remedy: `It has ${this.#roles.map((role) => role.id).join(', ')}.`,
    });
  }

  #action(actor: number, action: string): (input: Plain) => Promise<Plain> {
    const act = this.#programs.get(actor)?.actions[action];
    if (act) return act;
    throw new Error(`the program has no action ${action}, or does not run`);
  }

  #given(): Host {
    if (this.#host) return this.#host;
    throw new Error('the stage did not say which host this is');
  }
}

const hostOf = ({ networks, ...setup }: HostSetup): Host =>
  new Host({ ...setup, conduct: conductFor(networks) });
