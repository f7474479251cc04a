import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/model/limits.ts';
import { http } from '../../src/protocols/http.ts';
import type { WebSocketSignature } from '../../src/wire/dissector.ts';
import { type Conversation, fixture, play, talk } from './conversation.ts';

const heard = (conversation: Conversation) => {
  const messages: string[] = [];
  const signature: WebSocketSignature = {
    id: 'test/ws',
    system: 'webtorrent',
    message: (text, direction) => {
      messages.push(`${direction} ${text}`);
      return text.includes('info_hash');
    },
  };
  return { messages, ...play(http({ http: [], websocket: [signature] }), conversation) };
};

const ASK = '> GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
const YES101 = '< HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n';

describe('websocket', () => {
  it('reads masked and plain text of a WebTorrent tracker', () => {
    const { messages, names, facts } = heard(fixture('websocket-tracker'));
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(JSON.parse(messages[0]!.slice(2))).toMatchObject({ action: 'announce' });
    expect(names).toEqual([
      ['websocket', null],
      ['test/ws', 'webtorrent'],
    ]);
    expect(facts.anomalies).toBeUndefined();
  });

  it('reads a chat without a name for it', () => {
    const { messages, names } = heard(fixture('websocket-chat'));
    expect(messages.length).toBeGreaterThanOrEqual(2);
    expect(names).toEqual([['websocket', null]]);
  });

  it('joins fragments around a ping, passes binary over', () => {
    const { messages } = heard(
      talk(80, ASK, `${YES101}\r\n\x01\x02He\x89\x01p\x82\x03bin\x80\x03llo`, '< \x81\x02ok'),
    );
    expect(messages).toEqual(['1 ok']);
    const joined = heard(talk(80, ASK, `${YES101}\r\n\x01\x02He\x89\x01p\x80\x03llo\x81\x02ok`));
    expect(joined.messages).toEqual(['1 Hello', '1 ok']);
  });

  it('is not read on when the first messages are of no known system', () => {
    const max = LIMITS.websocketMessagesMax;
    const chat = '\x82\x01b\x81\x01t'.repeat(max);
    const { messages } = heard(talk(80, ASK, `${YES101}\r\n${chat}`, '> \x81\x09info_hash'));
    expect(messages).toHaveLength(max / 2);
    const known = heard(talk(80, ASK, `${YES101}\r\n\x81\x09info_hash${chat}`));
    expect(known.messages).toHaveLength(max + 1);
  });

  it('undoes permessage-deflate', () => {
    const packed = Buffer.from(deflateSync(Buffer.from('compressed text'))).toString('latin1');
    const length = String.fromCharCode(packed.length);
    const frame = `\xc1${length}${packed}`;
    const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n';
    const { messages } = heard(talk(80, ASK, `${YES101}${extension}\r\n${frame}`));
    expect(messages).toEqual(['1 compressed text']);
    const refused = heard(talk(80, ASK, `${YES101}\r\n${frame}`));
    expect(refused.facts.anomalies).toEqual({ 'websocket-frame': 1 });
  });
});
