// How a server finds out whether a client can be reached: it says hello to the port that the client gave at login
// (Kulbak and Bickson §2.3.1). Who answers gets its address as its id.
import type { Endpoint, Host } from '../host.ts';
import { helloPayload, type Introduction } from './hello.ts';
import { Link } from './link.ts';
import { towardsClient } from './obfuscation.ts';
import { EDONKEY, EMULE, OBFUSCATION, PEER } from './opcodes.ts';

/** Milliseconds for its answer; a client that is asked has just connected, so its line is up. */
const ANSWER_MS = 3000;

/** `them`: where and who they say they are; `us`: how the server introduces itself. */
export const answersAt = async (
  host: Host,
  { at, them, us }: { at: Endpoint; them: Introduction; us: Introduction },
): Promise<boolean> => {
  if (at.port === 0) return false;
  const hidden = (them.obfuscation & OBFUSCATION.required) !== 0;
  try {
    const socket = await host.connect(at, hidden ? 'edonkey/obfuscated' : 'edonkey/tcp');
    const link = new Link({
      host,
      socket,
      packedAs: EMULE,
      ...(hidden ? { open: (send) => towardsClient(them.hash, host.random, send) } : {}),
    });
    return await answered(link, us);
  } catch {
    return false;
  }
};

const answered = async (link: Link, us: Introduction): Promise<boolean> => {
  const answer = new Promise<boolean>((resolve) => {
    const late = setTimeout(() => link.end(), ANSWER_MS);
    link.onEnd = () => {
      clearTimeout(late);
      resolve(false);
    };
    link.onMessage = ({ protocol, opcode }) => {
      if (protocol === EDONKEY && opcode === PEER.helloAnswer) resolve(true);
    };
  });
  try {
    await link.ready;
    link.send(EDONKEY, PEER.hello, helloPayload(us, true));
    return await answer;
  } finally {
    link.end();
  }
};
