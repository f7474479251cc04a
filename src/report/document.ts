// A page that needs nothing else: no script, no font, no image, no network. Its policy (CSP) forbids them, and allows
// exactly the one style sheet by its hash, so that not even a style could be smuggled in.
import { html, type Markup } from './markup.ts';
import { STYLE, STYLE_HASH } from './style.ts';

/** `body` is the whole element. */
export const htmlDocument = (title: string, body: Markup): string => {
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${STYLE_HASH}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `${html`<title>${title}</title>`}`,
    `<style>${STYLE}</style></head>`,
  ];
  return `${head.join('\n')}\n${body}</html>\n`;
};
