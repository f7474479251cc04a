// A page for print: A4, light, without script, font, image or network, as the report's page is (document.ts).
import { html, type Markup } from './markup.ts';
import { NOTICE_STYLE, NOTICE_STYLE_HASH } from './notice-style.ts';

/** `sheets` stand one below the other; each begins a sheet of paper of its own. */
export const printDocument = (title: string, sheets: Markup): string => {
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${NOTICE_STYLE_HASH}'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light">',
    '<meta name="referrer" content="no-referrer">',
    `${html`<title>${title}</title>`}`,
    `<style>${NOTICE_STYLE}</style></head>`,
  ];
  return `${head.join('\n')}\n${html`<body>
<main>
${sheets}
</main>
</body>
`}</html>\n`;
};
