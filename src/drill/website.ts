// The web site that the innocent host visits: a few pages of invented words, the same in every run.

import { serveHttp } from '../range/http/serve.ts';
import { Random } from '../range/random.ts';
import type { Role } from '../range/role.ts';

export const WEB_PORT = 80;
export const PAGES = ['/', '/timetable', '/prices', '/contact'] as const;

const WORDS = ['ferry', 'harbour', 'island', 'morning', 'ticket', 'cabin', 'lighthouse', 'return'];

export const pageText = (path: string): string => {
  const random = new Random(`page ${path}`);
  const sentence = (): string =>
    Array.from({ length: random.between(6, 14) }, () => random.pick(WORDS)).join(' ');
  const paragraphs = Array.from({ length: 12 }, () => `<p>${sentence()}.</p>`);
  return `<html><head><title>Island ferries</title></head><body>\n${paragraphs.join('\n')}\n</body></html>\n`;
};

export const website: Role = {
  id: 'drill/website',
  about: 'a web site outside that has nothing to hide',
  async start(host) {
    const server = await serveHttp(host, WEB_PORT, 'benign/http', (asked, reply) => {
      const path = PAGES.find((known) => known === asked.url);
      asked.resume();
      reply.writeHead(path === undefined ? 404 : 200, { 'Content-Type': 'text/html' });
      reply.end(path === undefined ? 'There is no such page.' : pageText(path));
    });
    return {
      actions: {},
      async stop() {
        server.close();
      },
    };
  },
};
